using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Conversion;
using EcaTools.Core.Reports.Summary;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Tests.Reports;

/// <summary>Summaries that use every property.</summary>
internal static class TestSummary
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.FromHours(1));

    /// <summary>A summary each of whose texts holds a value.</summary>
    public static MigrationSummary With(string value)
    {
        ReportedProblem problem = new("DeployFailed" + value, "message " + value, "next " + value);
        return new MigrationSummary
        {
            Org = new ReportedOrg("prod" + value, "00D" + value, "https://acme.example" + value, new ApiVersion(66)),
            StartedAt = Start,
            FinishedAt = Start.AddSeconds(102),
            Apps =
            [
                new ReportedApp
                {
                    Name = "Billing" + value,
                    Label = "label " + value,
                    Verdict = Verdict.NeedsChange,
                    Outcome = MigrationOutcome.Failed,
                    EcaName = "eca " + value,
                    ConsumerKey = "3MVG9" + value,
                    Owner = "owner " + value,
                    Priority = MigrationPriority.High,
                    Deadline = new DateOnly(2026, 11, 30),
                    Callers = 4,
                    HasMoreCallers = true,
                    LastUsed = Start,
                    Flows = [OAuthFlow.WebServer],
                    LoginsByDay = [0, 3, 12, 1],
                    Allowed =
                    [
                        new ReportedAllowance(
                            "ECA001" + value,
                            "allowed " + value,
                            "because " + value,
                            new DateOnly(2026, 12, 31),
                            "list " + value
                        ),
                    ],
                    Findings =
                    [
                        new EcaFinding(
                            "ECA013" + value,
                            "title " + value,
                            FindingSeverity.Change,
                            "evidence " + value,
                            "remediation " + value,
                            "source " + value
                        )
                        {
                            Alternative = "alternative " + value,
                            InForceFrom = new DateOnly(2026, 11, 30),
                        },
                    ],
                    Skipped = [new EcaSkippedCheck("ECA010" + value, "check " + value, "reason " + value)],
                    Losses = [new MetadataLoss("field " + value, "value " + value, "why " + value, "action " + value)],
                    Problems = [problem],
                },
            ],
            Unread = [new UnreadApp("unread " + value, problem)],
        };
    }

    /// <summary>A summary of one app for each name, verdict and outcome.</summary>
    public static MigrationSummary Of(
        params IEnumerable<(string Name, Verdict Verdict, MigrationOutcome Outcome)> apps
    ) =>
        new()
        {
            Org = new ReportedOrg("prod", "00D000000000001AAA", "https://acme.example", new ApiVersion(66)),
            StartedAt = Start,
            FinishedAt = Start.AddSeconds(3),
            Apps =
            [
                .. apps.Select(app => new ReportedApp
                {
                    Name = app.Name,
                    Label = app.Name,
                    Verdict = app.Verdict,
                    Outcome = app.Outcome,
                }),
            ],
        };
}
