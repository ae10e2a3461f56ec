using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation.Keys;

/// <summary>The errors of key rotation.</summary>
internal static class RotationErrors
{
    private const string RunAgain = "Run the same command again: it resumes the rotation.";
    private const string LoginHistory = "Setup > Login History names the reason.";

    public static EcaException OwnAppRefused(string app, EcaOrg org) =>
        AppErrors.OwnAppRefused(
            $"This session is logged in to {org.Alias} by {app} itself, so it can't rotate that app's credentials.",
            "Connect by another app, such as the Salesforce CLI's, and rotate this one from there.",
            target: app
        );

    public static EcaException AppNotLocal(string app, string state, string org) =>
        AppErrors.AppNotLocal(
            $"{app} in {org} is {state}: its consumers belong to the org that it was packaged in.",
            "Rotate it in the org where it was made.",
            target: app
        );

    public static EcaException ImmediateNotDeployed(string app, string org, string reason) =>
        AppErrors.CredentialNotDeployed(
            $"{org} refused the deployment that replaces the key and secret of {app}: {reason}",
            "Fix the problem that the org reported, then run the same command again.",
            target: app
        );

    public static EcaException ImmediateSettingsNotFound(string app, string org) =>
        AppErrors.SettingsNotFound(
            $"{org} gives no global OAuth settings of {app}, so its key and secret can't be replaced immediately.",
            "Give the user 'Modify Metadata Through Metadata API Functions', or rotate in Setup > "
                + "External Client App Manager "
                + "> the app > Settings > OAuth Settings.",
            target: app
        );

    public static EcaException UndoNeedsTarget(EcaConsumer consumer, IEnumerable<string> targets) =>
        ParameterErrors.ParameterMissing(
            $"The new pair of {consumer} may have been delivered to {string.Join(" and to ", targets)}. "
                + $"Undoing it without that "
                + "delivery target would lock out the callers that fetch their pair there. Nothing was changed.",
            "Name the delivery target as Invoke-EcaKeyRotation had it.",
            target: consumer.App
        );

    public static EcaException CurrentPairNotDelivered(EcaConsumer consumer, string target) =>
        new(
            EcaErrorCategory.InvalidOperation,
            $"{target} does not give callers the app's own pair, so revoking the previous pair of "
                + $"{consumer} would lock them out. "
                + "Nothing was changed.",
            "Deliver the app's own pair first: Invoke-EcaKeyRotation with that delivery target, and "
                + "-AdoptStaged if the rotation was "
                + "undone. Then run Complete-EcaKeyRotation with that target, so that it is read back.",
            target: consumer.App
        );

    public static EcaException PlaceShared(string target, string owner, EcaConsumer consumer) =>
        AppErrors.DuplicateName(
            $"{target} holds the pair of {owner}, so delivering the pair of {consumer} there would lock out the "
                + $"callers of {owner}. Nothing was changed.",
            "Give each app a delivery target of its own, with {App} in its name. If nobody fetches the pair of "
                + $"{owner} there any more, remove it from the target and run the command again.",
            target: consumer.App
        );

    public static EcaException StagedPairGone(EcaConsumer consumer, EcaException cause) =>
        new(
            EcaErrorCategory.InvalidResult,
            $"The staged pair of {consumer} was removed in the org before it was promoted, by somebody "
                + $"else or by another machine.",
            "Find out who else rotates this app, then run the same command again: it begins a new rotation.",
            cause,
            consumer.App
        );

    public static EcaException DeliveryNotReadBack(string target, EcaConsumer consumer, string found) =>
        new(
            EcaErrorCategory.InvalidResult,
            $"A pair of {consumer} was delivered to {target}, which {found}.",
            "Check the target and its permissions. " + RunAgain,
            target: target
        );

    public static EcaException PairRefused(EcaConsumer consumer, string what, string answer) =>
        new(
            EcaErrorCategory.AuthenticationError,
            $"{what} of {consumer} does not log in: {answer}",
            $"{LoginHistory} Check that the app is enabled. " + RunAgain,
            target: consumer.App
        );
}
