using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;
using EcaTools.Core.Csv;
using EcaTools.Core.Projects;

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
    /// <exception cref="EcaException"><c>FileNotWritable</c>, <c>ReportPathIsFolder</c>.</exception>
    public static void Save(string path, ReportDocument report, ReportFormat format)
    {
        if (Directory.Exists(path))
        {
            throw ReportErrors.ReportPathIsFolder(path);
        }

        string text = ToText(report, format);
        SafeFile.WriteAll([(path, Encoding.UTF8.GetBytes(text))]);
    }

    /// <summary>The report as text.</summary>
    public static string ToText(ReportDocument report, ReportFormat format)
    {
        ArgumentNullException.ThrowIfNull(report);
        return format switch
        {
            ReportFormat.Json => JsonSerializer
                .Serialize(report, s_json)
                .Replace("\r\n", "\n", StringComparison.Ordinal) + "\n",
            ReportFormat.Csv => ToCsv(report),
            ReportFormat.JUnit => ToJUnit(report),
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

    /// <summary>Test results in the form that Jenkins, Azure Pipelines and GitLab read: a suite for each kind. What is
    /// pending is a failure, because it is not done; what is not known is an error.</summary>
    private static string ToJUnit(ReportDocument report)
    {
        StringBuilder text = new();
        XmlWriterSettings settings = new()
        {
            Indent = true,
            NewLineChars = "\n",
            OmitXmlDeclaration = true,
        };
        using (XmlWriter xml = XmlWriter.Create(text, settings))
        {
            ILookup<string, ReportRow> suites = report.Rows.ToLookup(row => row.Kind, StringComparer.Ordinal);
            xml.WriteStartElement("testsuites");
            Attribute(xml, "name", report.Title);
            if (!report.IsComplete)
            {
                Suite(xml, "Report", report.Problems.Length, 0, report.Problems.Length, 0);
                foreach (string problem in report.Problems)
                {
                    Case(xml, "Report", "The report is not complete", "error", problem);
                }

                xml.WriteEndElement();
            }

            foreach (IGrouping<string, ReportRow> suite in suites)
            {
                Suite(
                    xml,
                    suite.Key,
                    suite.Count(),
                    suite.Count(row => Element(row.Outcome) == "failure"),
                    0,
                    suite.Count(row => Element(row.Outcome) == "skipped")
                );
                foreach (ReportRow row in suite)
                {
                    string name = string.Join(
                        ' ',
                        new[] { row.Id, row.App, row.Caller, row.Title }.Where(part => part.Length > 0)
                    );
                    Case(
                        xml,
                        suite.Key,
                        name,
                        Element(row.Outcome),
                        $"{row.Outcome}: {row.Detail} {row.NextStep}".TrimEnd()
                    );
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static string? Element(ReportOutcome outcome) =>
        outcome switch
        {
            ReportOutcome.Passed => null,
            ReportOutcome.Failed or ReportOutcome.Pending => "failure",
            _ => "skipped",
        };

    private static void Suite(XmlWriter xml, string name, int tests, int failures, int errors, int skipped)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", name);
        foreach (
            (string counter, int value) in new[]
            {
                ("tests", tests),
                ("failures", failures),
                ("errors", errors),
                ("skipped", skipped),
            }
        )
        {
            Attribute(xml, counter, value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Case(XmlWriter xml, string suite, string name, string? element, string message)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "classname", suite);
        Attribute(xml, "name", name);
        if (element is not null)
        {
            xml.WriteStartElement(element);
            Attribute(xml, "message", message);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Attribute(XmlWriter xml, string name, string value) =>
        xml.WriteAttributeString(name, string.Concat(value.EnumerateRunes().Where(IsValid)));

    private static bool IsValid(Rune rune) => rune.Value is not (0xFFFE or 0xFFFF) && rune.Value >= 0x20;
}
