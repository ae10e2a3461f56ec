using EcaTools.Core;

namespace EcaTools.Commands.Deployment;

/// <summary>The errors of the cmdlets that deploy.</summary>
internal static class DeploymentCommandErrors
{
    public static EcaException PlanPathWithoutPlanOnly() =>
        ParameterErrors.ParametersConflict(
            "-PlanPath names the file that a plan is written to, so it needs -PlanOnly.",
            "Add -PlanOnly to make a plan, or use -Plan to carry one out."
        );

    public static EcaException PlanWithOtherParameters() =>
        ParameterErrors.ParametersConflict(
            "-Plan says what is deployed, so it takes none of -PlanOnly, -ValidateOnly, -Force and -AllowCertificateChange.",
            "Make the plan with the parameters that you want (-PlanOnly), and pass it alone."
        );

    public static EcaException ConsumerSecretNotSecure(string app) =>
        ParameterErrors.ParameterInvalid(
            $"The consumer secret of {app} is not a SecureString.",
            "Read it with Read-Host -AsSecureString or Get-Secret, or leave it out to have it read from the org.",
            target: app
        );

    public static EcaException NothingPublished() =>
        new(
            EcaErrorCategory.InvalidResult,
            "Nothing was sent, because not all of the apps can be deployed and -Atomic was given.",
            "Correct what the errors name, or leave -Atomic out to publish the others."
        );
}
