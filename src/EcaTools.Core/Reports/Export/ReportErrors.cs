namespace EcaTools.Core.Reports.Export;

/// <summary>The errors of exporting reports.</summary>
internal static class ReportErrors
{
    public static EcaException ReportPathIsFolder(string path) =>
        FileErrors.FileExists(
            $"'{path}' is a folder. Nothing was written.",
            "Name a file, such as report.html in that folder.",
            target: path
        );
}
