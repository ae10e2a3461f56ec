using EcaTools.Core;
using EcaTools.Core.Deployment;

namespace EcaTools.Commands.Deployment;

/// <summary>The errors of the deployment cmdlets themselves. A method's name is the error's id.</summary>
internal static class DeploymentCommandErrors
{
    public static EcaException DeploymentFailed(EcaDeployment deployment) => new(
        EcaErrorCategory.InvalidResult,
        $"{deployment.Name} was not deployed to {deployment.OrgAlias}. {string.Join(" ", deployment.Problems)}",
        "Mend the files that the problems name, and run the command again. What is in the org already is not sent again.",
        target: deployment);
}
