using System.Globalization;
using System.Text.Json;

namespace EcaTools.PracticeOrg.Tests;

/// <summary>The day on which an org starts.</summary>
public class ClockTests
{
    private static readonly DateTimeOffset s_day = new(2028, 2, 29, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_clock_starts_at_the_given_moment_and_runs_on_from_there()
    {
        ManualTime outside = new();
        await using PracticeOrgServer org = PracticeOrgServer.Start(
            new PracticeOrgOptions
            {
                Seed = "empty",
                TimeProvider = outside,
                Now = s_day,
            }
        );
        Assert.Equal(s_day, org.Time.GetUtcNow());
        outside.Advance(TimeSpan.FromMinutes(5));
        org.Setup.MoveClock(TimeSpan.FromHours(1));
        Assert.Equal(s_day.AddMinutes(65), org.Time.GetUtcNow());
        Assert.Throws<ArgumentOutOfRangeException>(() => org.Setup.MoveClock(TimeSpan.FromDays(3660)));
    }

    [Fact]
    public async Task Rows_tokens_and_responses_are_dated_by_it()
    {
        await using PracticeClient client = new(configure: o => o with { Now = s_day });
        JsonElement logins = await client.QueryAsync(
            "SELECT MIN(LoginTime) first, MAX(LoginTime) last FROM LoginHistory"
        );
        JsonElement row = logins.GetProperty("records")[0];
        Assert.InRange(Time(row, "first"), s_day.AddDays(-31), s_day.AddDays(-29));
        Assert.InRange(Time(row, "last"), s_day.AddHours(-2), s_day.AddHours(2));
        using HttpResponseMessage response = await client.Http.GetAsync("/services/data");
        Assert.InRange(response.Headers.Date!.Value, s_day, s_day.AddHours(2));
    }

    [Theory]
    [InlineData("1999-12-31")]
    [InlineData("2100-01-02")]
    public void A_day_that_no_row_could_be_dated_by_is_refused(string day) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            PracticeOrgServer.Start(
                new PracticeOrgOptions
                {
                    Now = DateTimeOffset.Parse(day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                }
            )
        );

    private static DateTimeOffset Time(JsonElement row, string name) =>
        DateTimeOffset.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
