using EcaTools.Core.EventLogs;

namespace EcaTools.Core.Monitoring.Documents;

/// <summary>The errors of measure sets and folders of event logs.</summary>
internal static class MeasureErrors
{
    public static EcaException MeasuresNotReadable(string place, string reason, Exception? cause = null) =>
        FileErrors.DocumentInvalid(
            $"{place}: the measures can't be read. {reason}",
            "Measure the event logs again with Measure-EcaAuth -OutputPath.",
            cause,
            place
        );

    public static EcaException MeasuresNotWritten(string path, Exception cause) =>
        FileErrors.FileNotWritten(
            $"{path}: the measures can't be written. {cause.Message}",
            "Check the path, your access to the folder and the space on the disk, and run the command again.",
            cause,
            path
        );

    public static EcaException EventLogFolderNotUsable(string place, string reason, Exception? cause = null) =>
        EventLogErrors.EventLogNotReadable(
            $"{place}: the index of downloaded event logs can't be used. {reason}",
            "Choose another folder, or delete the index and download the event logs again.",
            cause,
            place
        );

    public static EcaException EventLogNotWritten(string path, Exception cause) =>
        FileErrors.FileNotWritten(
            $"{path}: the event log can't be written. {cause.Message}",
            "Check the path, your access to the folder and the space on the disk, and run the command again.",
            cause,
            path
        );
}
