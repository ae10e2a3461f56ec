using System.Globalization;

namespace EcaTools.Core.Freeze;

/// <summary>The errors of blocking and unblocking apps.</summary>
internal static class FreezeErrors
{
    public static EcaException AppToBlockNotFound(string name, string org) =>
        AppErrors.AppNotFound(
            $"{org} has no Connected App and no External Client App named '{name}'.",
            "Get-ConnectedApp and Get-ExternalClientApp list the apps with their full names.",
            target: name
        );

    public static EcaException AppStillInUse(BlockTarget app, string org, BlockOptions options) =>
        AppErrors.AppInUse(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{app.Name} was used at {app.LastUsed:u}, within the last {options.QuietPeriod.TotalDays:0.#} days, so it was not blocked in {org}."
            ),
            "Get-ConnectedAppUsage shows who uses it. Move these callers first, or use -Force with -Reason.",
            target: app.Name
        );

    public static EcaException UseNotKnown(BlockTarget app, string org) =>
        AppErrors.AppInUse(
            $"Whether {app.Name} is still in use could not be read completely, so it was not blocked in {org}: {app.UseNotKnown}",
            "Connect with a user who may see all logins and tokens, or use -Force with -Reason.",
            target: app.Name
        );

    public static EcaException NoConsumerKey(string name, string org) =>
        AppErrors.AppHasNoOAuth(
            $"{name} has no consumer key in {org}, so it can't be blocked: BlacklistedConsumer names an app by its consumer key.",
            "An app without OAuth has no logins to block. Take it out of the App Launcher, or revoke the access to it.",
            target: name
        );

    public static EcaException BlockedByApiAccessControl(string name, string org) =>
        new(
            EcaErrorCategory.InvalidOperation,
            $"{name} is kept out of {org} by API Access Control, and not by a block of the app. That record is never changed.",
            "Allow the app in Setup > API Access Control.",
            target: name
        );

    public static EcaException PoliciesNotFound(string name, string org) =>
        AppErrors.SettingsNotFound(
            $"{org} gave no general policies of {name} (ExtlClntAppConfigurablePolicies), which switch it on and off.",
            "Switch the app off in Setup > External Client App Manager > the app > Policies.",
            target: name
        );

    public static EcaException BlockNotChanged(string name, string org, string reason) =>
        AppErrors.ChangeRefused(
            $"{org} did not change the block of {name}: {reason}",
            "Change it in Setup > Connected Apps OAuth Usage (Block, Unblock). For an External Client App: External Client App Manager > the app > Policies.",
            target: name
        );

    public static EcaException TokensNotRevoked(string name, string org, string reason) =>
        AppErrors.TokenNotRevoked(
            $"{name} is blocked in {org}, and not all of its tokens could be revoked: {reason}",
            "Run the command again: it goes on with the tokens that are left. Or revoke them in Setup > Connected Apps OAuth Usage.",
            target: name
        );
}
