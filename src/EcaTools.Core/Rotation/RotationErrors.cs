using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation;

/// <summary>The errors of rotation. A method's name is the error's id.</summary>
internal static class RotationErrors
{
    private const string RunAgain = "Run the same command again: it takes up the rotation where it is.";

    public static EcaException RotationRunning(string app, string path) => new(
        EcaErrorCategory.ResourceExists,
        $"Another process on this machine works on the credentials of {app}; nothing was done here.",
        "Wait until it has ended. The lock goes with its process, however that ends.",
        target: path);

    public static EcaException RotationJournalPathUnknown() => new(
        EcaErrorCategory.InvalidArgument,
        "This account has no folder for application data, so there is no place for the journal of rotations.",
        "Name a folder on durable storage with -JournalPath.");

    public static EcaException RotationJournalNotReadable(string path, string reason, Exception? cause = null) => new(
        EcaErrorCategory.ReadError,
        $"{path}: the journal of a rotation can't be read, so nothing was done: {reason}",
        "Restore it from a backup. If it is lost, delete it and use -AdoptStaged to go on with what the org holds.",
        cause,
        path);

    public static EcaException RotationJournalNotWritten(string path, Exception cause) => new(
        EcaErrorCategory.WriteError,
        $"{path}: the journal of a rotation can't be written: {cause.Message}",
        "Name a folder with -JournalPath where you may write. " + RunAgain,
        cause,
        path);

    public static EcaException OwnAppRefused(string app, EcaOrg org) => new(
        EcaErrorCategory.InvalidOperation,
        $"This session is logged in to {org.Alias} by {app} itself; its credentials are not rotated by it.",
        "Connect by another app, such as the Salesforce CLI's, and rotate this one from there.",
        target: app);

    public static EcaException AppNotLocal(string app, string state, string org) => new(
        EcaErrorCategory.InvalidOperation,
        $"{app} in {org} is {state}: its consumers belong to the org that it was packaged in.",
        "Rotate it in the org where it was made.",
        target: app);

    public static EcaException ImmediateNotDeployed(string app, string org, string reason) => new(
        EcaErrorCategory.InvalidResult,
        $"{org} did not take the deployment for the key and secret of {app}: {reason}",
        "Mend what the org names, then run the same command again.",
        target: app);

    public static EcaException ImmediateSettingsNotFound(string app, string org) => new(
        EcaErrorCategory.ObjectNotFound,
        $"{org} gives no global OAuth settings of {app}, so its key and secret can't be replaced at once.",
        "Give the user 'Modify Metadata Through Metadata API Functions', or rotate in Setup > External Client App Manager > the app > Settings > OAuth Settings.",
        target: app);

    public static EcaException UndoNeedsTarget(EcaConsumer consumer, string target) => new(
        EcaErrorCategory.InvalidArgument,
        $"The new pair of {consumer} may have been delivered to {target}. Without that place, callers would be left with a pair that is no longer good.",
        "Name the place as Invoke-EcaKeyRotation had it.",
        target: consumer.App);

    public static EcaException DeliveryNotReadBack(string target, EcaConsumer consumer, string found) => new(
        EcaErrorCategory.InvalidResult,
        $"{target} was given the new pair of {consumer}, and {found}.",
        "Look at the place and its rights. The pair that callers had before is still good. " + RunAgain,
        target: target);

    public static EcaException PairRefused(EcaConsumer consumer, string what, string answer) => new(
        EcaErrorCategory.AuthenticationError,
        $"{what} of {consumer} does not log in: {answer}",
        "See Setup > Login History, and whether the app is on. The pair that callers had before is still good. " + RunAgain,
        target: consumer.App);
}
