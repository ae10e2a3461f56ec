using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EcaTools.Core.Csv;
using EcaTools.Core.Projects;
using EcaTools.Core.TestReports;

namespace EcaTools.Core.Reports.Export;

/// <summary>Writes a report. The same report gives the same bytes on every system.</summary>
public static class ReportWriter
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes the file, in full or not at all.</summary>
    /// <exception cref="EcaException"><c>FileNotWritten</c>, <c>FileExists</c>.</exception>
    public static void Save(string path, ReportDocument report, ReportFormat format)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (Directory.Exists(path))
        {
            throw ReportErrors.ReportPathIsFolder(path);
        }

        if (format == ReportFormat.JUnit)
        {
            JUnitFile.Write(path, report.Title, ToCases(report));
        }
        else
        {
            SafeFile.WriteAll([(path, Encoding.UTF8.GetBytes(ToText(report, format)))]);
        }
    }

    private static string ToText(ReportDocument report, ReportFormat format)
    {
        return format switch
        {
            ReportFormat.Json => JsonSerializer
                .Serialize(report, s_json)
                .Replace("\r\n", "\n", StringComparison.Ordinal) + "\n",
            ReportFormat.Csv => ToCsv(report),
            ReportFormat.Markdown => ReportMarkdown.Of(report),
            _ => ReportHtml.Of(report),
        };
    }

    private static string ToCsv(ReportDocument report)
    {
        using StringWriter text = new();
        CsvExport.Write(
            text,
            [
                ["Kind", "Id", "App", "Caller", "Outcome", "Title", "Detail", "NextStep", "Owner", "At"],
                .. report.Problems.Select(problem =>
                    (IReadOnlyList<string>)
                        ["Problem", "", "", "", "Skipped", "The report is not complete", problem, "", "", ""]
                ),
                .. report.Rows.Select(row =>
                    (IReadOnlyList<string>)
                        [
                            row.Kind,
                            row.Id,
                            row.App,
                            row.Caller,
                            row.Outcome.ToString(),
                            row.Title,
                            row.Detail,
                            row.NextStep,
                            row.Owner,
                            row.At?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
                                ?? "",
                        ]
                ),
            ]
        );
        return text.ToString();
    }

    /// <summary>Test cases. What is pending is a failure, because it is not done; what keeps the report from being
    /// complete is one, too.</summary>
    private static ImmutableArray<TestCase> ToCases(ReportDocument report) =>
        [
            .. report.Problems.Select(problem => new TestCase(
                "Report",
                "Report",
                "The report is not complete",
                CheckOutcome.Failed
            )
            {
                Message = problem,
            }),
            .. report.Rows.Select(row => new TestCase(
                row.Id.Length > 0 ? row.Id : row.Kind,
                string.Join(' ', new[] { row.Kind, row.App, row.Caller }.Where(part => part.Length > 0)),
                row.Title,
                OutcomeOf(row)
            )
            {
                Message = $"{row.Outcome}: {row.Detail}",
                NextStep = row.NextStep,
            }),
        ];

    private static CheckOutcome OutcomeOf(ReportRow row) =>
        row.Outcome switch
        {
            ReportOutcome.Passed => CheckOutcome.Passed,
            ReportOutcome.Failed or ReportOutcome.Pending => CheckOutcome.Failed,
            _ => CheckOutcome.Skipped,
        };
}
