namespace EcaTools.Core.EventLogs;

/// <summary>The errors of reading event logs.</summary>
internal static class EventLogErrors
{
    public static EcaException EventLogNotReadable(string source, long line, string reason, Exception? cause = null) =>
        EventLogNotReadable(
            $"{source}({line}): the event log can't be read. {reason}",
            "Download the file again, or export it as comma-separated values in UTF-8 with a line of column names.",
            cause,
            source,
            line: (int)Math.Min(line, int.MaxValue)
        );

    public static EcaException EventLogCutOff(string source, long line) =>
        EventLogNotReadable(
            $"{source}({line}): the event log ends in the middle of this line, so none of it was counted.",
            "Download the file again, or wait until it is written to its end.",
            target: source,
            line: (int)Math.Min(line, int.MaxValue)
        );

    public static EcaException EventLogChanged(string source, string reason) =>
        FileErrors.FileChanged(
            $"{source}: the file changed while it was read, so none of it was counted. {reason}",
            "Run the command again when nothing writes to the file, or copy the file and read the copy.",
            target: source
        );

    public static EcaException EventLogNotOpened(string source, Exception cause) =>
        FileErrors.FileNotReadable(
            $"{source}: the event log can't be opened. {cause.Message}",
            "Check the path and your access to the file, and close programs that hold it open.",
            cause,
            source
        );

    internal static EcaException EventLogNotReadable(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null,
        int line = 0
    ) => new(EcaErrorCategory.InvalidData, message, nextStep, inner, target) { Line = line };
}
