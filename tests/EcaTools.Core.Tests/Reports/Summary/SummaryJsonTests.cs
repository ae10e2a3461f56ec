using System.Text;
using System.Text.Json;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Reports.Summary;
using EcaTools.Core.Tests.Blockers;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Reports.Summary;

public sealed class SummaryJsonTests
{
    [Fact]
    public void The_bytes_are_these() =>
        Assert.Equal(
            """
            {
              "schemaVersion": 1,
              "org": {
                "alias": "prod",
                "id": "00D000000000001AAA",
                "url": "https://acme.example",
                "apiVersion": "66.0"
              },
              "startedAt": "2026-11-22T09:00:00Z",
              "finishedAt": "2026-11-22T09:00:03Z",
              "counts": {
                "found": 1,
                "read": 1,
                "verdicts": {
                  "ready": 1,
                  "needsChange": 0,
                  "blocked": 0,
                  "unknown": 0
                },
                "outcomes": {
                  "migrated": 1,
                  "alreadyThere": 0,
                  "blocked": 0,
                  "failed": 0,
                  "notAttempted": 0
                },
                "skippedChecks": 0,
                "losses": 0
              },
              "apps": [
                {
                  "name": "Billing",
                  "label": "Billing",
                  "verdict": "Ready",
                  "outcome": "Migrated",
                  "ecaName": null,
                  "consumerKey": null,
                  "owner": null,
                  "priority": "Low",
                  "deadline": null,
                  "callers": null,
                  "hasMoreCallers": false,
                  "lastUsed": null,
                  "flows": [],
                  "loginsByDay": null,
                  "findings": [],
                  "allowed": [],
                  "skipped": [],
                  "losses": [],
                  "problems": []
                }
              ],
              "unread": []
            }

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(Write(TestSummary.Of(("Billing", Verdict.Ready, MigrationOutcome.Migrated))))
        );

    [Fact]
    public void Any_text_comes_back_as_it_was() =>
        Prop.ForAll(
                HostileText.Values,
                value =>
                {
                    using JsonDocument json = JsonDocument.Parse(Write(TestSummary.With(value)));
                    JsonElement app = json.RootElement.GetProperty("apps")[0];
                    return app.GetProperty("name").GetString() == "Billing" + value
                        && app.GetProperty("losses")[0].GetProperty("value").GetString() == "value " + value
                        && json.RootElement.GetProperty("unread")[0]
                            .GetProperty("problem")
                            .GetProperty("message")
                            .GetString()
                            == "message " + value;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_in_which_apps_were_done_does_not_show()
    {
        (string, Verdict, MigrationOutcome)[] apps =
        [
            ("b", Verdict.Ready, MigrationOutcome.Migrated),
            ("a", Verdict.Blocked, MigrationOutcome.Blocked),
            ("B", Verdict.Unknown, MigrationOutcome.NotAttempted),
        ];

        Assert.Equal(Write(TestSummary.Of(apps)), Write(TestSummary.Of(apps.Reverse())));
    }

    [Fact]
    public void What_was_not_read_counts_as_found_and_not_as_read()
    {
        MigrationCounts counts = TestSummary.With("").Counts;

        Assert.Equal((2, 1), (counts.Found, counts.Read));
    }

    [Fact]
    public void Every_app_that_was_read_counts_once_as_verdict_and_once_as_outcome() =>
        Prop.ForAll(
                Arbitrary,
                apps =>
                {
                    MigrationCounts counts = TestSummary
                        .Of(apps.Select((app, index) => ($"app{index}", app.Item1, app.Item2)))
                        .Counts;
                    VerdictCounts verdicts = counts.Verdicts;
                    OutcomeCounts outcomes = counts.Outcomes;
                    return verdicts.Ready + verdicts.NeedsChange + verdicts.Blocked + verdicts.Unknown == apps.Length
                        && outcomes.Migrated
                            + outcomes.AlreadyThere
                            + outcomes.Blocked
                            + outcomes.Failed
                            + outcomes.NotAttempted
                            == apps.Length;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_app_is_reported_as_it_was_judged()
    {
        EcaAssessor assessor = new(
            BlockerRules.Default,
            new AssessmentOptions { ApiVersion = new(66), AsOf = FixedTime.Noon }
        );

        EcaAssessment plain = assessor.Assess(TestApp.Of(RuleCases.Plain));
        ReportedApp movable = ReportedApp.From(plain);
        ReportedApp blocked = ReportedApp.From(assessor.Assess(TestApp.Named("acme__Portal", RuleCases.Plain)));

        Assert.Equal((MigrationOutcome.NotAttempted, Verdict.Ready), (movable.Outcome, movable.Verdict));
        Assert.Equal(plain.Findings, movable.Findings);
        Assert.Equal(plain.Skipped, movable.Skipped);
        Assert.Equal((MigrationOutcome.Blocked, Verdict.Blocked), (blocked.Outcome, blocked.Verdict));
    }

    [Fact]
    public void The_guide_lists_every_property()
    {
        using JsonDocument json = JsonDocument.Parse(Write(TestSummary.With("x")));
        string guide = File.ReadAllText(Repository.PathOf("docs", "guides", "reports.md"));
        string[] paths = [.. Paths(json.RootElement, "").Distinct(StringComparer.Ordinal)];

        Assert.True(paths.Length > 40);
        Assert.All(paths, path => Assert.Contains($"| `{path}` |", guide, StringComparison.Ordinal));
        Assert.Equal(paths.Length, guide.Split('\n').Count(line => line.StartsWith("| `", StringComparison.Ordinal)));
    }

    private static readonly Arbitrary<(Verdict, MigrationOutcome)[]> Arbitrary = (
        from verdict in Gen.Elements(Enum.GetValues<Verdict>())
        from outcome in Gen.Elements(Enum.GetValues<MigrationOutcome>())
        select (verdict, outcome)
    )
        .ArrayOf()
        .ToArbitrary();

    private static byte[] Write(MigrationSummary summary)
    {
        using MemoryStream stream = new();
        SummaryJson.Write(stream, summary);
        return stream.ToArray();
    }

    private static IEnumerable<string> Paths(JsonElement element, string path) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(property =>
                    Paths(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}")
                ),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Paths(item, path + "[]")),
            _ => [path],
        };
}
