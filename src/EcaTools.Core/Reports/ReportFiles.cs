using System.Text;
using EcaTools.Core.Projects;
using EcaTools.Core.Reports.Summary;

namespace EcaTools.Core.Reports;

/// <summary>The files that a run leaves behind: summary.json for programs and report.html for people.</summary>
public static class ReportFiles
{
    /// <summary>The name of the file for programs.</summary>
    public const string Summary = "summary.json";

    /// <summary>The name of the file for people.</summary>
    public const string Report = "report.html";

    /// <summary>Writes both into a folder, whole or not at all, in place of those that are there.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="summary">What they say.</param>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public static void Save(string folder, MigrationSummary summary)
    {
        using MemoryStream json = new();
        SummaryJson.Write(json, summary);
        using StringWriter html = new() { NewLine = "\n" };
        HtmlReport.Write(html, summary);
        SafeFile.WriteAll([
            (Path.Combine(folder, Summary), json.ToArray()),
            (Path.Combine(folder, Report), Encoding.UTF8.GetBytes(html.ToString())),
        ]);
    }
}
