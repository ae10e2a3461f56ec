using System.Text.Json;
using System.Xml.Linq;
using EcaTools.Core.Reports.Export;
using EcaTools.Core.Tests.Migrations;
using Xunit;

namespace EcaTools.Core.Tests.Reports;

/// <summary>A report in each format, of a migration and of text that means harm.</summary>
public sealed class ReportWriterTests : IDisposable
{
    private static readonly string s_hostile =
        "<script>alert(1)</script> | `x` =cmd()\n\u001b[31m \u202E \uFFFE \uD800 " + new string('w', 10_000);

    private readonly MigrationScene _scene = new(MigrationScene.App("Portal", "job"));

    [Fact]
    public void Json_has_the_properties_of_its_schema()
    {
        _scene.Add("FlowTest", "Portal", with: entry => entry with { Subject = "JwtBearer" });
        using JsonDocument report = Parse(MigrationReport.Of(_scene.Open()));
        using JsonDocument schema = JsonDocument.Parse(
            File.ReadAllText(Repository.PathOf("docs", "schemas", "report.schema.json"))
        );
        Assert.Equal(Names(schema.RootElement.GetProperty("properties")), Names(report.RootElement));
        JsonElement row = schema.RootElement.GetProperty("properties").GetProperty("rows").GetProperty("items");
        Assert.All(
            report.RootElement.GetProperty("rows").EnumerateArray(),
            found => Assert.Equal(Names(row.GetProperty("properties")), Names(found))
        );
        Assert.Equal(
            Enum.GetNames<ReportOutcome>(),
            row.GetProperty("properties")
                .GetProperty("outcome")
                .GetProperty("enum")
                .EnumerateArray()
                .Select(word => word.GetString()),
            StringComparer.Ordinal
        );
        Assert.Equal(12 + 1 + 1, report.RootElement.GetProperty("rows").GetArrayLength());
    }

    [Theory]
    [InlineData(ReportFormat.Html)]
    [InlineData(ReportFormat.Markdown)]
    [InlineData(ReportFormat.Json)]
    [InlineData(ReportFormat.Csv)]
    [InlineData(ReportFormat.JUnit)]
    public void Hostile_text_is_text_in_every_format(ReportFormat format)
    {
        ReportDocument report = new()
        {
            Title = s_hostile,
            At = _scene.Clock.GetUtcNow(),
            Rows =
            [
                new ReportRow
                {
                    Kind = s_hostile,
                    Id = s_hostile,
                    App = s_hostile,
                    Outcome = ReportOutcome.Failed,
                    Title = s_hostile,
                    Detail = s_hostile,
                },
            ],
        };
        string text = ToText(report, format);
        Assert.DoesNotContain("\u001b", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", text, StringComparison.Ordinal);
        switch (format)
        {
            case ReportFormat.Html:
                Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
                break;
            case ReportFormat.Markdown:
                Assert.DoesNotContain(" <script", text, StringComparison.OrdinalIgnoreCase);
                break;
            case ReportFormat.Json:
                Parse(report).Dispose();
                break;
            case ReportFormat.JUnit:
                Assert.Equal("1", XDocument.Parse(text).Descendants("testsuite").Single().Attribute("failures")!.Value);
                break;
            default:
                Assert.DoesNotContain("\n=cmd", text, StringComparison.Ordinal);
                break;
        }
    }

    [Fact]
    public void A_report_of_a_ledger_that_does_not_hold_says_so_in_every_format()
    {
        _scene.Add("FlowTest", "Portal");
        File.WriteAllText(
            _scene.LedgerPath,
            File.ReadAllText(_scene.LedgerPath).Replace("Passed", "Failed", StringComparison.Ordinal)
        );
        ReportDocument report = MigrationReport.Of(_scene.Open());
        Assert.False(report.IsComplete);
        Assert.All(
            report.Rows.Where(row => row.Kind == "Checklist"),
            row => Assert.Equal(ReportOutcome.Failed, row.Outcome)
        );
        Assert.All(
            Enum.GetValues<ReportFormat>(),
            format => Assert.Contains("chain of the ledger is broken", ToText(report, format), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Redacted_no_name_is_left_and_the_same_name_is_the_same_word()
    {
        ReportRow row = new()
        {
            Kind = "FlowTest",
            App = "Portal",
            Caller = "job",
            Owner = "ann@example.com",
            Outcome = ReportOutcome.Failed,
            Title = "Portal fails",
            Detail =
                "ann@example.com from 10.1.2.3 by 3MVG9abcdefghijk at https://acme.my.salesforce.com/x, see /home/ann/x.json",
        };
        ReportDocument redacted = ReportRedaction.Of(
            new ReportDocument
            {
                Title = "Report",
                Org = "acme-prod",
                At = _scene.Clock.GetUtcNow(),
                Rows = [row, row with { Caller = "other" }],
            }
        );
        string text = ToText(redacted, ReportFormat.Json);
        foreach (string name in new[] { "Portal", "job", "ann", "10.1.2.3", "3MVG9", "acme", "/home" })
        {
            Assert.DoesNotContain(name, text, StringComparison.Ordinal);
        }

        Assert.True(redacted.IsRedacted);
        Assert.Equal(["app-1", "app-1"], redacted.Rows.Select(found => found.App), StringComparer.Ordinal);
        Assert.Equal(["caller-1", "caller-2"], redacted.Rows.Select(found => found.Caller), StringComparer.Ordinal);
        Assert.Equal("app-1 fails", redacted.Rows[0].Title);
    }

    [Fact]
    public void A_folder_in_the_place_of_the_file_is_refused() =>
        Assert.Equal(
            "FileExists",
            Assert
                .Throws<EcaException>(() =>
                    ReportWriter.Save(_scene.Path, MigrationReport.Of(_scene.Open()), ReportFormat.Html)
                )
                .ErrorId
        );

    public void Dispose() => _scene.Dispose();

    private string ToText(ReportDocument report, ReportFormat format)
    {
        string path = Path.Combine(_scene.Path, "report");
        ReportWriter.Save(path, report, format);
        return File.ReadAllText(path);
    }

    private JsonDocument Parse(ReportDocument report) => JsonDocument.Parse(ToText(report, ReportFormat.Json));

    private static string[] Names(JsonElement element) =>
        [.. element.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal)];
}
