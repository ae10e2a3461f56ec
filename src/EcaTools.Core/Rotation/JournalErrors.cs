namespace EcaTools.Core.Rotation;

/// <summary>The errors of the journals of rotations.</summary>
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
}
