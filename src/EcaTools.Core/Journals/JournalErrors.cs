using System.Globalization;

namespace EcaTools.Core.Journals;

/// <summary>The errors of journals.</summary>
internal static class JournalErrors
{
    public static EcaException RotationRunning(string app, string path) =>
        new(
            EcaErrorCategory.ResourceExists,
            $"Another process on this machine is working on {app}. Nothing was changed.",
            "Wait until that process has ended. Its lock is released when it ends, however it ends.",
            target: path
        );

    public static EcaException RotationOwned(string app, string path, string owner, Exception cause) =>
        new(
            EcaErrorCategory.ResourceExists,
            $"Another process is working on {app} (machine, process and time: {owner}). Nothing was changed.",
            $"Wait until that process has ended. If it was killed, delete {path}: file locks are off "
                + $"here, so it can't be released by itself.",
            cause,
            path
        );

    public static EcaException RotationJournalPathUnknown() =>
        ParameterErrors.ParameterMissing(
            "This account has no folder for application data, so there is no place for the journal of rotations.",
            "Name a folder on durable storage with -JournalPath."
        );

    public static EcaException RotationJournalNotReadable(string path, string reason, Exception? cause = null) =>
        new(
            EcaErrorCategory.ReadError,
            $"{path}: the journal of a rotation can't be read, so nothing was changed: {reason}",
            "Restore it from a backup. If it is lost, delete it and use -AdoptStaged to continue with "
                + "the pair that the org has.",
            cause,
            path
        );

    public static EcaException RotationJournalNotWritten(string path, Exception cause) =>
        new(
            EcaErrorCategory.WriteError,
            $"{path}: the journal of a rotation can't be written: {cause.Message}",
            "Name a folder that you may write to with -JournalPath. Then run the same command again: it "
                + "resumes the rotation.",
            cause,
            path
        );

    public static EcaException JournalClaimed(string app, string journal, JournalClaim claim) =>
        new(
            EcaErrorCategory.ResourceExists,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{journal}: another run is working on {app} (machine {SafeText.OneLine(claim.Machine)}), or was ended while it did. Its claim ends at {claim.Until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. Nothing was changed."
            ),
            "Run the same command again after that time. A run that still works renews its claim at each step.",
            target: journal
        );

    public static EcaException JournalChangedByOther(string journal) =>
        new(
            EcaErrorCategory.ResourceExists,
            $"{journal}: another run has written to the journal since this one read it, or the store returned an old copy. This run stopped before its next step.",
            "Wait until the other run has ended, then run the same command again: it resumes the work.",
            target: journal
        );

    public static EcaException JournalStoreUnreliable(string journal, string found) =>
        AppErrors.DeliveryFailed(
            $"{journal}: the store accepted a record and then returned {found}. This run stopped before its next step.",
            "Check the store: -Write must replace the value before it returns $true, and -Read must return the latest value. Then run the same command again.",
            target: journal
        );
}
