using System.Text;
using System.Text.Json;
using EcaTools.PracticeOrg.Traffic;

namespace EcaTools.PracticeOrg.Tests.Traffic;

/// <summary>Traffic that is planned appears as the clock reaches it, everywhere, and is the same each time.</summary>
public sealed class PlannedTrafficTests
{
    private const string User = "warehouse.integration@harbourline.example.com";

    [Fact]
    public async Task It_appears_as_the_clock_reaches_it_in_every_source()
    {
        await using PracticeClient client = new();
        int before = await CountAsync(client, "ApiEvent", "Client = 'planned/1'");
        client.Org.Setup.PlanTraffic(
            new PlannedTraffic
            {
                ExternalClientApp = "Warehouse_ECA",
                Username = User,
                Client = "planned/1",
                SourceIp = "198.51.100.99",
                CallsPerHour = 30,
                LoginsPerHour = 2,
            }
        );

        Assert.Equal(0, before);
        Assert.Equal(0, await CountAsync(client, "ApiEvent", "Client = 'planned/1'"));
        client.Org.Setup.MoveClock(TimeSpan.FromHours(1));
        Assert.Equal(30, await CountAsync(client, "ApiEvent", "Client = 'planned/1'"));
        client.Org.Setup.MoveClock(TimeSpan.FromDays(2));
        Assert.Equal(49 * 30, await CountAsync(client, "ApiEvent", "Client = 'planned/1'"));
        Assert.Equal(49 * 2, await CountAsync(client, "LoginHistory", "SourceIp = '198.51.100.99'"));
        Assert.Equal(49 * 2, await CountAsync(client, "LoginEvent", "SourceIp = '198.51.100.99'"));
        string calls = await YesterdayAsync(client, "ApiTotalUsage");
        Assert.Equal(24 * 30, Lines(calls, "planned/1").Length);
        Assert.All(Lines(calls, "planned/1"), line => Assert.Contains("\"888", line, StringComparison.Ordinal));
        Assert.Equal(24 * 2, Lines(await YesterdayAsync(client, "Login"), "198.51.100.99").Length);
        Assert.Equal(calls, await YesterdayAsync(client, "ApiTotalUsage"));
    }

    [Fact]
    public async Task It_ends_when_it_is_ended_or_when_it_was_to_end()
    {
        await using PracticeClient client = new();
        DateTimeOffset now = client.Org.Time.GetUtcNow();
        int open = client.Org.Setup.PlanTraffic(Traffic("open/1"));
        client.Org.Setup.PlanTraffic(Traffic("fixed/1") with { From = now.AddHours(1), Until = now.AddHours(3) });
        client.Org.Setup.MoveClock(TimeSpan.FromHours(2));
        client.Org.Setup.EndTraffic(open);
        client.Org.Setup.MoveClock(TimeSpan.FromDays(1));

        Assert.Equal(2 * 60, await CountAsync(client, "ApiEvent", "Client = 'open/1'"));
        Assert.Equal(2 * 60, await CountAsync(client, "ApiEvent", "Client = 'fixed/1'"));
    }

    [Fact]
    public async Task Failures_have_the_status_that_was_planned()
    {
        await using PracticeClient client = new();
        client.Org.Setup.PlanTraffic(
            Traffic("failing/1") with
            {
                LoginsPerHour = 60,
                SourceIp = "198.51.100.98",
                FailuresPerMille = 1000,
                FailureStatus = 503,
                LoginFailuresPerMille = 1000,
                LoginFailureStatus = "Failed: Consumer Deleted",
            }
        );
        client.Org.Setup.MoveClock(TimeSpan.FromDays(2));

        Assert.All(
            Lines(await YesterdayAsync(client, "ApiTotalUsage"), "failing/1"),
            line => Assert.Contains("\"503\"", line, StringComparison.Ordinal)
        );
        Assert.Equal(
            48 * 60,
            await CountAsync(
                client,
                "LoginHistory",
                "SourceIp = '198.51.100.98' AND Status = 'Failed: Consumer Deleted'"
            )
        );
    }

    [Fact]
    public async Task A_login_is_found_by_its_id_and_years_ahead_have_ids_of_their_own()
    {
        await using PracticeClient client = new();
        client.Org.Setup.MoveClock(TimeSpan.FromDays(3000));
        client.Org.Setup.PlanTraffic(Traffic("late/1") with { LoginsPerHour = 3, SourceIp = "198.51.100.97" });
        client.Org.Setup.PlanTraffic(Traffic("later/1") with { LoginsPerHour = 3, SourceIp = "198.51.100.96" });
        client.Org.Setup.MoveClock(TimeSpan.FromDays(1));

        JsonElement[] logins =
        [
            .. (
                await client.QueryAsync(
                    "SELECT Id, SourceIp, LoginTime FROM LoginHistory WHERE SourceIp IN ('198.51.100.97', '198.51.100.96')"
                )
            )
                .GetProperty("records")
                .EnumerateArray(),
        ];
        Assert.Equal(2 * 3 * 24, logins.Select(Id).Distinct(StringComparer.Ordinal).Count());
        (_, JsonElement found) = await client.GetAsync(client.Data($"/sobjects/LoginHistory/{Id(logins[70])}"));
        Assert.Equal(logins[70].GetProperty("SourceIp").GetString(), found.GetProperty("SourceIp").GetString());
        Assert.Equal(logins[70].GetProperty("LoginTime").GetString(), found.GetProperty("LoginTime").GetString());

        static string Id(JsonElement row) => row.GetProperty("Id").GetString()!;
    }

    [Fact]
    public async Task What_can_t_be_is_refused()
    {
        await using PracticeClient client = new();
        OrgSetup setup = client.Org.Setup;
        DateTimeOffset now = client.Org.Time.GetUtcNow();

        Assert.Throws<ArgumentException>(() => setup.PlanTraffic(Traffic("x") with { ConnectedApp = "Nowhere" }));
        Assert.Throws<ArgumentException>(() => setup.PlanTraffic(Traffic("x") with { ConnectedApp = null }));
        Assert.Throws<ArgumentException>(() =>
            setup.PlanTraffic(Traffic("x") with { ExternalClientApp = "Warehouse_ECA" })
        );
        Assert.Throws<ArgumentException>(() =>
            setup.PlanTraffic(Traffic("x") with { Username = "nobody@example.com" })
        );
        Assert.Throws<ArgumentException>(() => setup.PlanTraffic(Traffic("x") with { From = now.AddMinutes(-1) }));
        Assert.Throws<ArgumentException>(() => setup.PlanTraffic(Traffic("x") with { Until = now }));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            setup.PlanTraffic(Traffic("x") with { CallsPerHour = Schedule.MaximumPerHour + 1 })
        );
        Assert.Throws<ArgumentException>(() => setup.EndTraffic(0));
    }

    private static PlannedTraffic Traffic(string client) =>
        new()
        {
            ConnectedApp = "Warehouse_Sync",
            Username = User,
            Client = client,
            CallsPerHour = 60,
        };

    private static async Task<int> CountAsync(PracticeClient client, string sObject, string where) =>
        (await client.QueryAsync($"SELECT COUNT() FROM {sObject} WHERE {where}")).GetProperty("totalSize").GetInt32();

    private static string[] Lines(string csv, string with) =>
        [.. csv.Split('\n').Where(line => line.Contains(with, StringComparison.Ordinal))];

    /// <summary>Yesterday's daily file, whose length must be what the org says.</summary>
    private static async Task<string> YesterdayAsync(PracticeClient client, string type)
    {
        JsonElement file = Assert.Single(
            (
                await client.QueryAsync(
                    "SELECT Id, LogFileLength FROM EventLogFile "
                        + $"WHERE EventType = '{type}' AND Interval = 'Daily' AND LogDate = YESTERDAY"
                )
            )
                .GetProperty("records")
                .EnumerateArray()
        );
        using HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Get,
            client.Data($"/sobjects/EventLogFile/{file.GetProperty("Id").GetString()}/LogFile")
        );
        string body = await response.Content.ReadAsStringAsync();
        Assert.Equal(Encoding.UTF8.GetByteCount(body), file.GetProperty("LogFileLength").GetInt64Value());
        return body;
    }
}
