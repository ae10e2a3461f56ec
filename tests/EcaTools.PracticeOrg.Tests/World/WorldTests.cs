using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Traffic;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Tests.World;

public class WorldTests
{
    private static readonly ManualTime s_time = new();

    [Theory]
    [InlineData("enterprise")]
    [InlineData("enterprise:")]
    [InlineData("enterprise:0")]
    [InlineData("enterprise:10001")]
    [InlineData("enterprise:+5")]
    [InlineData("from:")]
    [InlineData("other")]
    public void An_unknown_seed_is_refused(string seed) =>
        Assert.Throws<ArgumentException>(() => PracticeOrgServer.Start(new PracticeOrgOptions { Seed = seed }));

    [Fact]
    public void The_same_number_of_apps_gives_the_same_company_but_for_keys_and_secrets()
    {
        OrgWorld one = new(s_time, "enterprise:60");
        OrgWorld two = new(s_time, "enterprise:60");
        string Text(OrgWorld world, StoredRecord record) =>
            world
                .Metadata.All.Select(r => r.ConsumerKey)
                .OfType<string>()
                .Aggregate(
                    record.Content.ToString(),
                    (text, key) => text.Replace(key, "KEY", StringComparison.Ordinal)
                );
        Assert.Equal(one.Metadata.All.Select(r => Text(one, r)), two.Metadata.All.Select(r => Text(two, r)));
        Assert.Equal(
            one.Traffic.Logins().Select(r => (r["Id"], r["UserId"], r["LoginTime"], r["Status"], r["SourceIp"])),
            two.Traffic.Logins().Select(r => (r["Id"], r["UserId"], r["LoginTime"], r["Status"], r["SourceIp"]))
        );
        Assert.Equal(
            one.Traffic.Calls().Select(r => (r["EventIdentifier"], r["ConnectedAppId"])),
            two.Traffic.Calls().Select(r => (r["EventIdentifier"], r["ConnectedAppId"]))
        );
        HashSet<string?> keys = [.. one.Metadata.All.Select(r => r.ConsumerKey).OfType<string>()];
        Assert.DoesNotContain(two.Metadata.All, r => r.ConsumerKey is not null && keys.Contains(r.ConsumerKey));
    }

    [Fact]
    public void An_enterprise_has_every_element_of_the_demos_apps_and_so_every_way_of_the_conversion()
    {
        static HashSet<string> Paths(OrgWorld world) =>
            [
                .. world
                    .Metadata.OfType("ConnectedApp")
                    .SelectMany(a => a.Content.Descendants())
                    .Select(e => e.Parent!.Name.LocalName + "." + e.Name.LocalName),
            ];
        OrgWorld demo = new(s_time, "demo");
        Assert.Subset(Paths(new OrgWorld(s_time, "enterprise:40")), Paths(demo));
    }

    [Fact]
    public void An_enterprise_works_by_day_rests_at_weekends_fails_at_times_and_cuts_over_in_the_middle()
    {
        OrgWorld world = new(s_time, "enterprise:300");
        List<(DateTimeOffset Time, string Status)> logins =
        [
            .. world.Traffic.Logins().Select(r => ((DateTimeOffset)r["LoginTime"]!, r.Text("Status")!)),
        ];
        Assert.All(logins, l => Assert.InRange(l.Time, s_time.GetUtcNow().AddDays(-31), s_time.GetUtcNow()));
        int Weekday(DayOfWeek day) => logins.Count(l => l.Time.DayOfWeek == day);
        Assert.True(Weekday(DayOfWeek.Tuesday) > Weekday(DayOfWeek.Sunday));
        Assert.True(logins.Count(l => l.Time.Hour is 9 or 10) > 2 * logins.Count(l => l.Time.Hour is 1 or 2));
        double failed = logins.Count(l => l.Status != "Success") / (double)logins.Count;
        Assert.InRange(failed, 0.002, 0.2);

        List<Caller> callers = [.. world.Traffic.Callers];
        int[] ofApps =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(third =>
                    world
                        .Traffic.Calls(third * 240, (third + 1) * 240)
                        .Count(r => r.Text("ConnectedAppId")!.StartsWith("888", StringComparison.Ordinal))
                ),
        ];
        Assert.Equal(0, ofApps[0]);
        Assert.True(ofApps[2] > ofApps[1] && ofApps[1] > 0);
        Assert.Contains(callers, c => c.BrokenFromHour is not null);
        Assert.Contains(callers, c => c.LoginSubType == "OauthUsernamePassword");
    }

    [Fact]
    public void A_login_is_found_again_by_its_id()
    {
        OrgWorld world = new(s_time, "enterprise:20");
        List<Row> logins = [.. world.Traffic.Logins()];
        Assert.Equal(logins.Count, logins.Select(r => r["Id"]).Distinct().Count());
        Assert.All(
            logins,
            r =>
                Assert.Equal(
                    (r["UserId"], r["LoginTime"], r["Application"], r["Status"]),
                    world.Find("LoginHistory", r.Text("Id")!) is { } again
                        ? (again["UserId"], again["LoginTime"], again["Application"], again["Status"])
                        : default
                )
        );
        Assert.Null(
            world.Find("LoginHistory", SalesforceId.Create(SObjectPrefixes.LoginHistory, (1L << 32) + (1L << 50)))
        );
    }

    [Fact]
    public async Task OauthToken_gives_500_rows_and_2500_in_all()
    {
        await using PracticeClient client = new("enterprise:4000");
        async Task<int> Rows(string rest) =>
            (await client.QueryAsync("SELECT UserId FROM OauthToken" + rest)).GetProperty("totalSize").GetInt32();
        Assert.Equal(500, await Rows(""));
        Assert.Equal(500, await Rows(" LIMIT 600"));
        Assert.Equal(10, await Rows(" LIMIT 10"));
        Assert.Equal(500, await Rows(" OFFSET 2000"));
        Assert.Equal(500, await Rows(" LIMIT 500 OFFSET 1900"));
        string user = (await client.QueryAsync("SELECT UserId FROM OauthToken LIMIT 1"))
            .GetProperty("records")[0]
            .GetProperty("UserId")
            .GetString()!;
        Assert.InRange(await Rows($" WHERE UserId = '{user}'"), 1, 100);
    }
}
