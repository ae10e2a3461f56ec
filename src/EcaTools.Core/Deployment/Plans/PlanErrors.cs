using System.Collections.Immutable;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Deployment.Plans;

/// <summary>The errors of plans.</summary>
internal static class PlanErrors
{
    private const int Listed = 20;

    public static EcaException PlanOfAnotherOrg(EcaDeploymentPlan plan, EcaOrg org) =>
        ParameterErrors.WrongOrg(
            $"The plan was made for the org {plan.OrgId} ({plan.OrgAlias}), and {org.Alias} is {org.OrgId}. Nothing was sent.",
            "Connect to the org that the plan was made for, or make a plan for this one (Publish-EcaMetadata -PlanOnly).",
            target: plan
        );

    public static EcaException PlanOutdated(EcaDeploymentPlan plan, string org, ImmutableArray<string> differences) =>
        new(
            EcaErrorCategory.ResourceExists,
            $"The plan no longer matches {org} or the files, so nothing was sent. {string.Join(' ', differences.Take(Listed))}{(differences.Length > Listed ? $" And {differences.Length - Listed} more." : "")}",
            "Make the plan again (Publish-EcaMetadata -PlanOnly), review what has changed, and publish with the new plan.",
            target: plan
        );

    public static EcaException PlanNotValid(string place, string reason) =>
        FileErrors.DocumentInvalid(
            $"{place}: this is not a deployment plan: {reason}.",
            "Pass a file that Publish-EcaMetadata -PlanOnly -PlanPath wrote, without editing it.",
            target: place
        );

    public static EcaException PlanNotReadable(string path, Exception cause) =>
        FileErrors.FileNotReadable(
            $"{path}: the plan could not be read: {cause.Message}",
            "Check the path, and that you may read the file.",
            cause,
            path
        );
}
