using System.Globalization;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Monitoring.Measures;
using Xunit;

namespace EcaTools.Core.Tests.Cutover;

/// <summary>What a gate decides in each situation, and by which check.</summary>
public partial class CutoverGateTests
{
    private static readonly (
        string Name,
        Action<GateWorld> Change,
        GateVerdict Verdict,
        GateCheck? Check
    )[] s_situations =
    [
        ("healthy", _ => { }, GateVerdict.Promote, null),
        (
            "a few errors on both apps",
            it =>
            {
                it.Fail("500", 1);
                it.FailOld("500", 4, 997);
            },
            GateVerdict.Promote,
            null
        ),
        ("not found is not the app's failure", it => it.Fail("404", 400, 2), GateVerdict.Promote, null),
        (
            "a spike of 401 in one hour",
            it => it.Fail("401", 20, where: call => call.Time.Hour == 13),
            GateVerdict.Rollback,
            GateCheck.ErrorSpikes
        ),
        (
            "a spike of 403 in one hour",
            it => it.Fail("403", 20, where: call => call.Time.Hour == 13),
            GateVerdict.Rollback,
            GateCheck.ErrorSpikes
        ),
        ("a spike of 503 in one hour", it => Outage(it, "503"), GateVerdict.Hold, GateCheck.ErrorSpikes),
        ("a spike of timeouts in one hour", it => Outage(it, "504"), GateVerdict.Hold, GateCheck.ErrorSpikes),
        (
            "a spike of refused logins",
            it => Login(it, 20, "OauthJwtBearer", "Failed: Not approved for access", 13),
            GateVerdict.Rollback,
            GateCheck.ErrorSpikes
        ),
        (
            "a spike in hours after the window",
            it => it.Late.AddRange(Enumerable.Range(0, 30).Select(i => Late(i, "401"))),
            GateVerdict.Rollback,
            GateCheck.ErrorSpikes
        ),
        (
            "a good hour after the window",
            it => it.Late.AddRange(Enumerable.Range(0, 30).Select(i => Late(i, "200"))),
            GateVerdict.Promote,
            null
        ),
        (
            "a slow leak of refresh failures",
            it => Login(it, 3, "OauthRefreshToken", "Failed: Invalid Token"),
            GateVerdict.Hold,
            GateCheck.RefreshFailures
        ),
        (
            "many refresh failures",
            it => Login(it, 12, "OauthRefreshToken", "Failed: Invalid Token"),
            GateVerdict.Rollback,
            GateCheck.RefreshFailures
        ),
        (
            "refresh failures long after the stage began",
            it =>
            {
                Login(it, 3, "OauthRefreshToken", "Failed: Invalid Token");
                it.Subject = it.Subject with { StageStart = GateWorld.Day.AddDays(-3) };
            },
            GateVerdict.Promote,
            null
        ),
        (
            "refresh failures that are allowed",
            it =>
            {
                Login(it, 3, "OauthRefreshToken", "Failed: Invalid Token");
                it.Options = it.Options with { MaximumRefreshFailures = 3 };
            },
            GateVerdict.Promote,
            null
        ),
        (
            "failed logins without a refresh token",
            it => Login(it, 3, "OauthJwtBearer", "Failed: Invalid Token"),
            GateVerdict.Promote,
            null
        ),
        (
            "a caller that fell silent",
            it => it.New.RemoveAll(call => call.User == GateWorld.User(3)),
            GateVerdict.Hold,
            GateCheck.SilentCallers
        ),
        ("a caller that is silent within its rhythm", it => it.Old.AddRange(Weekly()), GateVerdict.Promote, null),
        (
            "a caller that was seen after the window",
            it =>
            {
                it.New.RemoveAll(call => call.User == GateWorld.User(3));
                it.Late.Add(GateWorld.Call(GateWorld.Today.AddHours(1), isNew: true, 3));
            },
            GateVerdict.Promote,
            null
        ),
        ("a caller of few events", it => it.Old.AddRange(Rare()), GateVerdict.Promote, null),
        (
            "too little data",
            it => it.New = [.. it.New.Where((_, i) => i % 8 == 0 || i % 8 == 5)],
            GateVerdict.Hold,
            GateCheck.AbsoluteFloor
        ),
        ("no traffic of the new app", it => it.New.Clear(), GateVerdict.Hold, GateCheck.NewAppTraffic),
        (
            "an event later than the decision",
            it => it.Late.Add(GateWorld.Call(GateWorld.Today.AddHours(9), isNew: true, 1)),
            GateVerdict.Hold,
            GateCheck.ClockSkew
        ),
        (
            "an event a little later than the decision",
            it => it.Late.Add(GateWorld.Call(GateWorld.Today.AddHours(6).AddMinutes(3), isNew: true, 1)),
            GateVerdict.Promote,
            null
        ),
        (
            "the file of the day is missing",
            it =>
            {
                it.MissingDays.Add(GateWorld.Day);
                it.Subject = it.Subject with { WindowEnd = GateWorld.Today };
            },
            GateVerdict.Hold,
            GateCheck.CompleteHours
        ),
        (
            "hours that were listed too early",
            it => Hourly(it, listedAt: GateWorld.Today.AddHours(6)),
            GateVerdict.Hold,
            GateCheck.CompleteHours
        ),
        (
            "hours that were listed a day later",
            it =>
            {
                it.Now = it.LoginsReadAt = GateWorld.Today.AddHours(25);
                Hourly(it, listedAt: it.Now);
            },
            GateVerdict.Promote,
            null
        ),
        ("hours that the daily file superseded", it => it.Then = set => HoursAsync(it, set), GateVerdict.Promote, null),
        (
            "logins that were read too early",
            it =>
            {
                it.LoginsReadAt = GateWorld.Day.AddHours(20);
                it.Subject = it.Subject with { WindowEnd = GateWorld.Today };
            },
            GateVerdict.Hold,
            GateCheck.CompleteHours
        ),
        ("evidence of last week", it => it.Now = GateWorld.Today.AddDays(5), GateVerdict.Hold, GateCheck.CompleteHours),
        (
            "a file of unknown hours",
            it => it.Interval = EventLogInterval.Unknown,
            GateVerdict.Hold,
            GateCheck.CompleteHours
        ),
        (
            "a file of unknown hours that is taken as complete",
            it =>
            {
                it.Interval = EventLogInterval.Unknown;
                Skip(it, GateCheck.CompleteHours);
            },
            GateVerdict.Promote,
            null
        ),
        (
            "a user with all tokens that there can be",
            it => Tokens(it, GateWorld.NewLabel),
            GateVerdict.Hold,
            GateCheck.TokenLimit
        ),
        ("a user with all tokens of the old app", it => Tokens(it, GateWorld.OldLabel), GateVerdict.Promote, null),
        (
            "a caller whose token was pushed out",
            it =>
            {
                Tokens(it, GateWorld.NewLabel);
                Login(it, 2, "OauthRefreshToken", "Failed: Invalid Token");
            },
            GateVerdict.Hold,
            GateCheck.RefreshFailures
        ),
        (
            "a moved caller on the old key",
            it =>
            {
                it.Old.Add(GateWorld.Call(GateWorld.Day.AddHours(5), isNew: false, 2));
                it.Subject = it.Subject with { Caller = GateWorld.User(2), WindowStart = GateWorld.Day };
                it.Options = it.Options with { MinimumSuccessRate = 0.99, Margin = 0.01 };
            },
            GateVerdict.Hold,
            GateCheck.OldKeyCallers
        ),
        (
            "a caller that has not moved yet",
            it => it.Old.Add(GateWorld.Call(GateWorld.Day.AddHours(5), isNew: false, 2)),
            GateVerdict.Promote,
            null
        ),
        (
            "somebody on the old key after all moved",
            it =>
            {
                it.Old.Add(GateWorld.Call(GateWorld.Day.AddHours(5), isNew: false, 2));
                it.Subject = it.Subject with { AllCallersMoved = true };
            },
            GateVerdict.Hold,
            GateCheck.OldKeyCallers
        ),
        (
            "a caller that appears in no source",
            it => it.Subject = it.Subject with { Caller = "005XXXXXXXXXXXX" },
            GateVerdict.Hold,
            GateCheck.NewAppTraffic
        ),
        ("below the floor", it => it.Fail("500", 24, 48), GateVerdict.Rollback, GateCheck.AbsoluteFloor),
        (
            "below the floor like the old app",
            it =>
            {
                it.Fail("500", 24, 48);
                it.FailOld("500", 200, 20);
            },
            GateVerdict.Hold,
            GateCheck.AbsoluteFloor
        ),
        (
            "above the floor and worse than the old app",
            it =>
            {
                it.Fail("500", 24, 48);
                it.Options = it.Options with { MinimumSuccessRate = 0.95 };
            },
            GateVerdict.Rollback,
            GateCheck.NotWorseThanOld
        ),
        (
            "no event of the old app",
            it =>
            {
                it.Old.Clear();
                it.Old.Add(Other());
            },
            GateVerdict.Hold,
            GateCheck.NotWorseThanOld
        ),
        (
            "one caller fails",
            it =>
            {
                it.New.AddRange(
                    Enumerable
                        .Range(0, 12)
                        .Select(i => GateWorld.Call(GateWorld.Day.AddHours(2 * i), isNew: true, 9, "401"))
                );
                it.New.AddRange(it.New.Where(call => call.User != GateWorld.User(9)).ToList());
            },
            GateVerdict.Rollback,
            GateCheck.FailingCallers
        ),
        (
            "one caller fails as before",
            it =>
            {
                it.New.AddRange(
                    Enumerable
                        .Range(0, 12)
                        .Select(i => GateWorld.Call(GateWorld.Day.AddHours(2 * i), isNew: true, 9, "401"))
                );
                it.New.AddRange(it.New.Where(call => call.User != GateWorld.User(9)).ToList());
                it.New.AddRange(it.New.Where(call => call.User != GateWorld.User(9)).ToList());
                it.Old.AddRange(
                    Enumerable
                        .Range(0, 12)
                        .Select(i => GateWorld.Call(GateWorld.Day.AddHours(-2 * i - 2), isNew: false, 9, "401"))
                );
            },
            GateVerdict.Promote,
            null
        ),
        (
            "lines that could not be read",
            it => it.BadLines = "\"ApiTotalUsage\",\"when?\"\n",
            GateVerdict.Hold,
            GateCheck.UnreadLines
        ),
        (
            "events of two orgs",
            it =>
                it.Then = set =>
                    GateWorld.AddAsync(
                        set,
                        "LoginHistory",
                        GateWorld.Day.AddDays(-2),
                        GateWorld.Today,
                        "LoginTime,Application\n",
                        "00D000000000002"
                    ),
            GateVerdict.Hold,
            GateCheck.OneOrg
        ),
        ("logins were not read", it => it.Missing.Add("LoginHistory"), GateVerdict.Hold, GateCheck.RefreshFailures),
        (
            "logins were not read, on purpose",
            it =>
            {
                it.Missing.Add("LoginHistory");
                Skip(it, GateCheck.RefreshFailures);
            },
            GateVerdict.Promote,
            null
        ),
        ("tokens were not read", it => it.Missing.Add("OauthToken"), GateVerdict.Hold, GateCheck.TokenLimit),
        (
            "tokens were not read, on purpose",
            it =>
            {
                it.Missing.Add("OauthToken");
                Skip(it, GateCheck.TokenLimit);
            },
            GateVerdict.Promote,
            null
        ),
        (
            "nothing was read",
            it => it.Missing.UnionWith(["ApiTotalUsage", "LoginHistory", "OauthToken"]),
            GateVerdict.Hold,
            GateCheck.NewAppTraffic
        ),
    ];

    public static TheoryData<string> Names => [.. s_situations.Select(it => it.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_gate_decides_right(string name)
    {
        var (_, change, verdict, check) = s_situations.Single(it => it.Name == name);
        GateWorld world = GateWorld.Healthy();
        change(world);

        CutoverGateResult result = await world.DecideAsync();

        Assert.True(verdict == result.Verdict, $"{result.Verdict}: {string.Join("\n", result.Reasons)}");
        if (check is not null)
        {
            Assert.Contains(result.Reasons, it => it.Check == check.ToString() && it.Verdict == verdict);
        }

        Assert.Equal(verdict, result.Reasons[0].Verdict);
        Assert.Equal(world.Now, result.DecidedAt);
    }

    [Fact]
    public async Task Too_small_a_sample_holds_and_says_how_many_more_events_it_needs()
    {
        GateWorld world = GateWorld.Healthy();
        world.New = [.. world.New.Where((_, i) => i % 8 is 0 or 5)];
        CutoverGateResult small = await world.DecideAsync();
        GateReason floor = small.Reasons.Single(it => it.Check == nameof(GateCheck.AbsoluteFloor));
        int more = int.Parse(
            floor.Detail.Split("About ")[1].Split(' ')[0],
            NumberStyles.AllowThousands,
            CultureInfo.InvariantCulture
        );

        // With that many it passes, and with one less it does not.
        double z = Proportions.Quantile(0.95);
        int all = world.New.Count + more;
        Assert.True(Proportions.Wilson(all, all, z).Lower >= 0.995);
        Assert.True(Proportions.Wilson(all - 1, all - 1, z).Lower < 0.995);
    }

    [Fact]
    public async Task Superseded_hours_are_counted_once()
    {
        GateWorld world = GateWorld.Healthy();
        string alone = (await world.DecideAsync()).Inputs["NewEvents"];
        world.Then = set => HoursAsync(world, set);

        Assert.Equal(alone, (await world.DecideAsync()).Inputs["NewEvents"]);
    }

    [Fact]
    public async Task The_inputs_hold_every_threshold_and_figure()
    {
        GateWorld world = GateWorld.Healthy();
        Skip(world, GateCheck.TokenLimit);
        CutoverGateResult result = await world.DecideAsync();

        foreach (System.Reflection.PropertyInfo option in typeof(CutoverGateOptions).GetProperties())
        {
            if (option.Name != "EqualityContract")
            {
                Assert.True(result.Inputs.ContainsKey(option.Name), option.Name);
            }
        }

        Assert.Equal("TokenLimit", result.Inputs["SkippedChecks"]);
        Assert.Equal("1152", result.Inputs["NewEvents"]);
        Assert.Equal("4032", result.Inputs["OldEvents"]);
        Assert.DoesNotContain(result.Reasons, it => it.Check == nameof(GateCheck.TokenLimit));
    }

    private static void Skip(GateWorld world, GateCheck check) =>
        world.Options = world.Options with { SkippedChecks = [check] };

    /// <summary>An hour with errors of the server, under a floor that bears them.</summary>
    private static void Outage(GateWorld world, string status)
    {
        world.Fail(status, 10, 3, call => call.Time.Hour == 13);
        world.Options = world.Options with { MinimumSuccessRate = 0.98, Margin = 0.02 };
    }
}
