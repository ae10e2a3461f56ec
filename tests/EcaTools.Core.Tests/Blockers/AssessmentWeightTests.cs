using System.Collections.Immutable;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Usage;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Blockers;

public sealed class AssessmentWeightTests
{
    private const string OAuth = "oauthConfig.callbackUrl=https://app.example.com/callback";

    [Theory]
    [InlineData("2026-11-22", FindingSeverity.Change, Verdict.NeedsChange)]
    [InlineData("2027-02-19", FindingSeverity.Change, Verdict.NeedsChange)]
    [InlineData("2027-02-20", FindingSeverity.Blocker, Verdict.Blocked)]
    [InlineData("2028-01-01", FindingSeverity.Blocker, Verdict.Blocked)]
    public void The_user_agent_flow_weighs_less_until_the_day_on_which_it_ends(
        string day,
        FindingSeverity severity,
        Verdict verdict
    )
    {
        EcaAssessment assessment = Assess(TestApp.InOrg([.. RuleCases.Plain]).LoggedIn("UserAgent"), day);
        EcaFinding finding = assessment.Findings.Single(finding => finding.RuleId == "ECA011");

        Assert.Equal((severity, verdict), (finding.Severity, assessment.Verdict));
        Assert.Equal(
            (FindingSeverity.Blocker, new DateOnly(2027, 2, 20)),
            (finding.SeverityInForce, finding.InForceFrom)
        );
        Assert.Equal(new DateOnly(2027, 2, 20), assessment.Deadline);
    }

    [Fact]
    public void No_rule_weighs_more_before_its_day_than_after() =>
        Assert.All(
            BlockerRules.Default.All.Where(rule => rule.InForceFrom is not null),
            rule =>
                Assert.True(
                    rule.SeverityOn(rule.InForceFrom!.Value.AddDays(-1)) <= rule.SeverityOn(rule.InForceFrom.Value)
                )
        );

    [Fact]
    public void Certificates_expire_by_the_day_of_the_judgement()
    {
        ConnectedApp app = TestApp.Of(OAuth, $"oauthConfig.certificate={TestCertificates.Expiring}");

        Assert.Contains(Assess(app, "2026-11-25").Findings, finding => finding.RuleId == "ECA041");
        Assert.Contains(Assess(app, "2028-11-22").Findings, finding => finding.RuleId == "ECA040");
    }

    [Theory]
    [InlineData("Winter '27", "Winter '27")]
    [InlineData("winter27", "Winter '27")]
    [InlineData("SPRING 27", "Spring '27")]
    [InlineData("Spring", null)]
    public void A_release_is_found_whatever_its_spaces_and_signs(string name, string? found) =>
        Assert.Equal(found, BlockerRules.Default.FindRelease(name)?.Name);

    [Fact]
    public void Releases_bring_rising_versions_on_rising_days()
    {
        ImmutableArray<RuleRelease> releases = BlockerRules.Default.Releases;

        Assert.True(releases.Length >= 4);
        Assert.All(
            releases.Zip(releases.Skip(1)),
            pair => Assert.True(pair.First.ApiVersion < pair.Second.ApiVersion && pair.First.From < pair.Second.From)
        );
    }

    [Theory]
    [InlineData(null, null, MigrationPriority.Medium)]
    [InlineData(0, null, MigrationPriority.Low)]
    [InlineData(4, null, MigrationPriority.Low)]
    [InlineData(5, null, MigrationPriority.Medium)]
    [InlineData(25, null, MigrationPriority.High)]
    [InlineData(1, 91, MigrationPriority.Low)]
    [InlineData(1, 90, MigrationPriority.High)]
    [InlineData(1, 30, MigrationPriority.Critical)]
    [InlineData(1, -400, MigrationPriority.Critical)]
    [InlineData(null, 30, MigrationPriority.Critical)]
    [InlineData(0, 30, MigrationPriority.Low)]
    public void The_priority_is_that_of_use_and_deadline(int? callers, int? days, MigrationPriority expected)
    {
        DateOnly today = new(2026, 11, 22);
        AppUsage usage = new()
        {
            CallerCount = callers,
            CallersUnknownBecause = callers is null ? "nobody looked" : null,
        };

        Assert.Equal(expected, PriorityScale.Of(usage, days is { } left ? today.AddDays(left) : null, today));
    }

    [Fact]
    public void More_callers_or_a_nearer_day_never_lower_the_priority()
    {
        DateOnly today = new(2026, 11, 22);
        Prop.ForAll(
                Gen.Choose(1, 60).Two().ToArbitrary(),
                Gen.Choose(-50, 400).Two().ToArbitrary(),
                (callers, days) =>
                    Of(Math.Max(callers.Item1, callers.Item2), Math.Min(days.Item1, days.Item2))
                    >= Of(Math.Min(callers.Item1, callers.Item2), Math.Max(days.Item1, days.Item2))
            )
            .QuickCheckThrowOnFailure();

        MigrationPriority Of(int callers, int days) =>
            PriorityScale.Of(new AppUsage { CallerCount = callers }, today.AddDays(days), today);
    }

    [Fact]
    public void A_number_that_may_be_too_small_is_not_of_low_priority() =>
        Assert.Equal(
            MigrationPriority.Medium,
            PriorityScale.Of(
                new AppUsage { CallerCount = 1, CallersUnknownBecause = "tokens only" },
                null,
                new DateOnly(2026, 11, 22)
            )
        );

    [Fact]
    public void What_only_informs_sets_no_deadline() =>
        Assert.Null(
            Assess(
                TestApp.InOrg("oauthConfig.callbackUrl=myapp://done", "contactEmail=a@example.com"),
                "2026-11-22"
            ).Deadline
        );

    [Fact]
    public void The_callers_to_touch_are_those_that_were_seen_and_null_where_nobody_looked()
    {
        Assert.Null(Assess(TestApp.Of(OAuth), "2026-11-22").CallersToTouch);
        Assert.Equal(0, Assess(TestApp.InOrg(OAuth), "2026-11-22").CallersToTouch);
        Assert.Equal(7, Assess(TestApp.Of(OAuth), "2026-11-22", TestUsage.Users(7, "WebServer")).CallersToTouch);
    }

    [Fact]
    public void Only_the_rules_that_are_asked_for_speak()
    {
        EcaAssessor assessor = new(
            BlockerRules.Default,
            new AssessmentOptions
            {
                ApiVersion = new ApiVersion(66),
                AsOf = FixedTime.Noon,
                RuleFilter = rule => rule.Id is "ECA014" or "ECA010",
            }
        );
        EcaAssessment assessment = assessor.Assess(
            TestApp.Named("acme__X", "oauthConfig.isClientCredentialEnabled=true")
        );

        Assert.Equal(
            (Verdict.NeedsChange, "ECA014", "ECA010"),
            (assessment.Verdict, Assert.Single(assessment.Findings).RuleId, Assert.Single(assessment.Skipped).RuleId)
        );
    }

    private static EcaAssessment Assess(
        ConnectedApp app,
        string day,
        ImmutableArray<ConnectedAppUsage> usage = default
    ) =>
        new RuleCase(true, app)
        {
            AsOf = DateTimeOffset.Parse($"{day}T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture),
            Usage = usage.IsDefault ? [] : usage,
        }.Assess();
}
