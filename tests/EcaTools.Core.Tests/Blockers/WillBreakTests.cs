using System.Globalization;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using Xunit;

namespace EcaTools.Core.Tests.Blockers;

/// <summary>What breaks is what a date ends and what somebody uses.</summary>
public class WillBreakTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Theory]
    [InlineData(null, 3, null, 1, WillBreak.Safe)]
    [InlineData(90, 3, null, 1, WillBreak.BreaksOn)]
    [InlineData(1, 3, null, 90, WillBreak.BreaksOn)]
    [InlineData(0, 3, null, 1, WillBreak.BreaksNow)]
    [InlineData(-8, 3, "tokens only", 1, WillBreak.BreaksNow)]
    [InlineData(-8, 3, null, 91, WillBreak.Dormant)]
    [InlineData(-8, 3, "tokens only", 91, WillBreak.Unknown)]
    [InlineData(-8, 0, null, null, WillBreak.Dormant)]
    [InlineData(-8, 0, "nobody looked", null, WillBreak.Unknown)]
    [InlineData(90, null, "nobody looked", null, WillBreak.Unknown)]
    public void It_is_the_day_crossed_with_the_use(
        int? days,
        int? callers,
        string? unknown,
        int? lastUsedDaysAgo,
        WillBreak expected
    )
    {
        AppUsage usage = new()
        {
            CallerCount = callers,
            CallersUnknownBecause = unknown,
            LastUsed = lastUsedDaysAgo is { } ago
                ? new DateTimeOffset(2026, 11, 22, 8, 0, 0, default).AddDays(-ago)
                : null,
        };

        Assert.Equal(expected, BreakForecast.Of(usage, days is { } left ? Today.AddDays(left) : null, Today));
    }

    [Theory]
    [InlineData("2027-02-19", WillBreak.BreaksOn)]
    [InlineData("2027-02-20", WillBreak.BreaksNow)]
    public void An_app_whose_logins_use_a_flow_that_ends_breaks_on_that_day(string day, WillBreak expected)
    {
        EcaAssessment assessment = Assess("UsernamePassword", day);

        Assert.Equal((expected, new DateOnly(2027, 2, 20)), (assessment.WillBreak, assessment.BreaksOn));
    }

    [Fact]
    public void An_app_whose_flow_stays_is_safe()
    {
        EcaAssessment assessment = Assess("WebServer", "2027-02-20");

        Assert.Equal((WillBreak.Safe, null), (assessment.WillBreak, assessment.BreaksOn));
    }

    private static EcaAssessment Assess(string flow, string day)
    {
        DateTimeOffset asOf = DateTimeOffset.Parse($"{day}T12:00:00Z", CultureInfo.InvariantCulture);
        return new RuleCase(true, TestApp.InOrg([.. RuleCases.Plain]).LoggedIn(flow))
        {
            AsOf = asOf,
            Usage = [TestUsage.Login("a@example.com", flow) with { LastSeen = asOf.AddDays(-1) }],
        }.Assess();
    }
}
