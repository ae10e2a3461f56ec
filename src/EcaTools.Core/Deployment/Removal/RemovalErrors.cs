using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Deployment.Removal;

/// <summary>The errors of removing apps.</summary>
internal static class RemovalErrors
{
    public static EcaException AppNotInOrg(string app, EcaOrg org) =>
        AppErrors.AppNotFound(
            $"{org.Alias} has no External Client App {app}.",
            "Get-ExternalClientApp lists those that it has.",
            target: app
        );

    public static EcaException AppHasTraffic(EcaRemovalPlan plan, EcaOrg org, int days) =>
        AppErrors.AppInUse(
            $"{plan.Name} was used in {org.Alias} in the last {days} days, so it was not removed: {string.Join("; ", plan.ActiveCallers)}.",
            "Move these callers to another app first. To remove the app all the same, use -Force: its callers can't log in from then on.",
            target: plan.Name
        );

    public static EcaException AppUseNotKnown(EcaRemovalPlan plan, EcaOrg org) =>
        AppErrors.AppInUse(
            $"Whether {plan.Name} is used in {org.Alias} could not be looked up, so it was not removed: {string.Join(' ', plan.NotChecked)}",
            "Connect with a user who can view login history and setup, or use -Force if you know that nobody uses the app.",
            target: plan.Name
        );

    public static EcaException AppNotRemoved(string app, EcaOrg org, IEnumerable<string> reasons) =>
        AppErrors.ChangeRefused(
            $"{org.Alias} did not remove {app}: {string.Join(' ', reasons)}",
            $"See Setup > External Client App Manager > {app}. The backup that was written stays where it is.",
            target: app
        );
}
