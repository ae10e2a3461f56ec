namespace EcaTools.Core.Migrations.Ledgers;

/// <summary>The errors of ledgers.</summary>
internal static class LedgerErrors
{
    public static EcaException LedgerNotReadable(string path, Exception cause) =>
        FileErrors.FileNotReadable(
            $"{path}: the ledger can't be read: {cause.Message}",
            "Check the rights of the file and its folder.",
            cause,
            path
        );

    public static EcaException LedgerNotWritable(string path, Exception cause) =>
        FileErrors.FileNotWritten(
            $"{path}: the ledger can't be written: {cause.Message}",
            "Check the rights of the folder and the free space, then run the same command again: it resumes the work.",
            cause,
            path
        );

    public static EcaException LedgerBroken(string path, int line, string reason) =>
        LedgerBroken(
            FormattableString.Invariant(
                $"{path}:{line}: the chain of the ledger is broken: {reason}. Nothing is added to it, and no entry from this line on counts."
            ),
            "Find who changed the line (git log -p on the file), and restore the file from Git or a backup. Never edit a ledger by hand.",
            target: path,
            line: line
        );

    public static EcaException LedgerTruncated(string path, int line) =>
        LedgerBroken(
            FormattableString.Invariant(
                $"{path}:{line}: the last line of the ledger is incomplete. Nothing is added to it."
            ),
            "Restore the file from Git or a backup. EcaTools writes complete lines only, so something else has cut the file.",
            target: path,
            line: line
        );

    private static EcaException LedgerBroken(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null,
        int line = 0
    ) => new(EcaErrorCategory.InvalidData, message, nextStep, inner, target) { Line = line };
}
