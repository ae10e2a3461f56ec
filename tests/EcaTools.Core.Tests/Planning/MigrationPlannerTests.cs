using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Planning;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Blockers;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Planning;

public sealed class MigrationPlannerTests
{
    /// <summary>Apps of any verdict and use, some of which share users, callers, run-as users and
    /// certificates.</summary>
    private static readonly Arbitrary<EcaAssessment[]> Apps = (
        from count in Gen.Choose(0, 14)
        from apps in AnyApp().ArrayOf(count)
        select apps.Select((app, index) => Named(app, string.Create(CultureInfo.InvariantCulture, $"App{index:00}")))
            .ToArray()
    ).ToArbitrary();

    private static readonly Arbitrary<(EcaAssessment[] Apps, int Maximum)> Plans = (
        from apps in Apps.Generator
        from maximum in Gen.Choose(1, 6)
        select (apps, maximum)
    ).ToArbitrary();

    [Fact]
    public void Every_app_is_in_exactly_one_wave() =>
        Prop.ForAll(
                Plans,
                it =>
                    Plan(it)
                        .SelectMany(wave => wave.Assessments)
                        .OrderBy(app => app.Name, StringComparer.Ordinal)
                        .SequenceEqual(it.Apps, ReferenceEqualityComparer.Instance)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void No_app_that_is_blocked_goes_before_one_that_can_move() =>
        Prop.ForAll(
                Plans,
                it =>
                {
                    bool[] canMove =
                    [
                        .. Plan(it)
                            .SelectMany(wave =>
                                wave.Kind is WaveKind.Blocked
                                    ? []
                                    : wave.Assessments.Select(app => app.Verdict is not Verdict.Blocked)
                            ),
                    ];
                    WaveKind[] kinds = [.. Plan(it).Select(wave => wave.Kind)];
                    return canMove.All(can => can) && kinds.SequenceEqual(kinds.Order());
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Apps_that_share_a_user_a_caller_or_a_credential_are_in_one_wave() =>
        Prop.ForAll(
                Plans,
                it =>
                {
                    Dictionary<string, int> waves = Plan(it)
                        .SelectMany(wave => wave.Apps.Select(name => (name, wave.Number)))
                        .ToDictionary(pair => pair.name, pair => pair.Number, StringComparer.Ordinal);
                    return it
                        .Apps.SelectMany(app => SharedBy(app).Select(what => (what, app.Name)))
                        .GroupBy(pair => pair.what, StringComparer.Ordinal)
                        .All(same => same.Select(pair => waves[pair.Name]).Distinct().Count() == 1);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_apps_give_the_same_waves_in_whatever_order_they_come() =>
        Prop.ForAll(Plans, it => Shown(Plan(it)) == Shown(MigrationPlanner.Plan(it.Apps.Reverse(), it.Maximum)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_wave_is_larger_than_asked_for_only_where_its_apps_hang_together() =>
        Prop.ForAll(Plans, it => Plan(it).All(wave => wave.AppCount <= it.Maximum || Components(wave.Assessments) == 1))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Waves_are_numbered_from_one_and_none_is_empty() =>
        Prop.ForAll(
                Plans,
                it =>
                    Plan(it).Select((wave, index) => wave.Number == index + 1 && wave.AppCount > 0).All(holds => holds)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_waits_is_said_and_what_does_not_wait_for_nothing() =>
        Prop.ForAll(
                Plans,
                it =>
                    Plan(it)
                        .All(wave =>
                            wave.Kind is WaveKind.Blocked or WaveKind.Unjudged
                                ? wave.Apps.All(name => wave.WaitsFor.Any(obstacle => obstacle.App == name))
                                : wave.WaitsFor.IsEmpty
                        )
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Low_risk_goes_first_and_what_nobody_knows_is_not_low()
    {
        ImmutableArray<MigrationWave> waves = MigrationPlanner.Plan([
            App("Blocked", Verdict.Blocked, 0),
            App("Many", Verdict.Ready, 25),
            App("Guess", Verdict.Ready, null),
            App("Unread", Verdict.Unknown, 0),
            App("Few", Verdict.NeedsChange, 4),
            App("Unused", Verdict.NeedsChange, 0),
            App("Some", Verdict.Ready, 5),
            App("One", Verdict.Ready, 1),
        ]);

        Assert.Equal(
            "1 LowRisk One Unused Few; 2 MediumRisk Some Guess; 3 HighRisk Many; 4 Unjudged Unread; 5 Blocked Blocked",
            Shown(waves)
        );
        Assert.Equal(
            "5 null 25 0 0",
            string.Join(
                ' ',
                waves.Select(wave => wave.CallersToTouch?.ToString(CultureInfo.InvariantCulture) ?? "null")
            )
        );
    }

    [Fact]
    public void An_app_that_can_move_waits_with_the_blocked_one_whose_user_it_shares()
    {
        ImmutableArray<MigrationWave> waves = MigrationPlanner.Plan([
            App(
                "Old",
                Verdict.Blocked,
                1,
                new AppCaller("bot@example.com", "192.0.2.1", null, [OAuthFlow.UsernamePassword])
            ),
            App("New", Verdict.Ready, 1, new AppCaller("BOT@example.com", "192.0.2.9", null, [OAuthFlow.JwtBearer])),
            App("Other", Verdict.Ready, 1),
        ]);

        Assert.Equal("1 LowRisk Other; 2 Blocked New Old", Shown(waves));
        Assert.Equal("user bot@example.com: New, Old", Assert.Single(waves[1].Ties).ToString());
        Assert.Contains(
            waves[1].WaitsFor,
            obstacle =>
                obstacle is { App: "New", RuleId: null } && obstacle.What.Contains("Old", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void People_who_use_several_apps_tie_nothing()
    {
        AppCaller person = new("ann@example.com", "192.0.2.1", null, [OAuthFlow.WebServer]);
        AppCaller browser = new("ann@example.com", "192.0.2.1", "Mozilla/5.0", []);

        Assert.Equal(
            2,
            MigrationPlanner
                .Plan(
                    [App("A", Verdict.Ready, 2, person, browser), App("B", Verdict.Ready, 2, person, browser)],
                    maximumApps: 1
                )
                .Length
        );
    }

    [Fact]
    public void One_program_that_calls_two_apps_ties_them()
    {
        AppCaller program = new("ann@example.com", "192.0.2.1", "excel-macro", []);

        Assert.Single(
            MigrationPlanner.Plan(
                [App("A", Verdict.Ready, 1, program), App("B", Verdict.Ready, 1, program)],
                maximumApps: 1
            )
        );
    }

    [Fact]
    public void No_certificate_is_shown_in_a_tie()
    {
        string certificate = $"oauthConfig.certificate={TestCertificates.Good}";
        ImmutableArray<MigrationWave> waves = MigrationPlanner.Plan([
            App("A", Verdict.Ready, 1) with
            {
                App = TestApp.Named("A", certificate),
            },
            App("B", Verdict.Ready, 1) with
            {
                App = TestApp.Named("B", certificate),
            },
        ]);

        Assert.Matches("^certificate [0-9a-f]{12}: A, B$", Assert.Single(waves[0].Ties).ToString());
    }

    private static ImmutableArray<MigrationWave> Plan((EcaAssessment[] Apps, int Maximum) it) =>
        MigrationPlanner.Plan(it.Apps, it.Maximum);

    private static string Shown(ImmutableArray<MigrationWave> waves) =>
        string.Join(
            "; ",
            waves.Select(wave =>
                string.Create(CultureInfo.InvariantCulture, $"{wave.Number} {wave.Kind} {string.Join(' ', wave.Apps)}")
            )
        );

    private static Gen<EcaAssessment> AnyApp() =>
        from verdict in Gen.Elements(Enum.GetValues<Verdict>())
        from callers in Gen.Elements<int?>(null, 0, 1, 4, 5, 24, 25, 60)
        from user in Gen.Choose(0, 9)
        from flow in Gen.Elements(OAuthFlow.JwtBearer, OAuthFlow.WebServer)
        from client in Gen.Elements(null, "x/1", "y/1")
        from runAs in Gen.Choose(0, 12)
        from certificate in Gen.Choose(0, 12)
        select App(
            "x",
            verdict,
            callers,
            new AppCaller(string.Create(CultureInfo.InvariantCulture, $"u{user}"), "192.0.2.1", client, [flow])
        ) with
        {
            App = TestApp.Named(
                "x",
                new[]
                {
                    runAs < 3
                        ? string.Create(CultureInfo.InvariantCulture, $"oauthConfig.oauthClientCredentialUser=u{runAs}")
                        : null,
                    certificate < 3
                        ? string.Create(CultureInfo.InvariantCulture, $"oauthConfig.certificate=C{certificate}")
                        : null,
                }.OfType<string>()
            ),
        };

    private static EcaAssessment App(string name, Verdict verdict, int? callers, params AppCaller[] who) =>
        new(
            TestApp.Named(name, "label=x"),
            verdict,
            verdict is Verdict.Blocked ? [new EcaFinding("ECA001", "t", FindingSeverity.Blocker, "e", "r", "s")] : [],
            [],
            new ApiVersion(66)
        )
        {
            Usage = new AppUsage { CallerCount = callers, Callers = [.. who] },
        };

    private static EcaAssessment Named(EcaAssessment app, string name) =>
        app with
        {
            App = app.App with { Name = name },
        };

    /// <summary>What the law means by sharing, told without the code that it is about.</summary>
    private static IEnumerable<string> SharedBy(EcaAssessment app)
    {
        AppCaller caller = app.Usage.Callers[0];
        if (caller.Flows[0] == OAuthFlow.JwtBearer)
        {
            yield return caller.User!;
        }
        else if (caller.Client is not null)
        {
            yield return $"{caller.User} {caller.Client}";
        }

        foreach (string path in (string[])["oauthConfig.oauthClientCredentialUser", "oauthConfig.certificate"])
        {
            if (app.App.Metadata[path] is { } value)
            {
                yield return value;
            }
        }
    }

    private static int Components(ImmutableArray<EcaAssessment> apps)
    {
        List<HashSet<string>> groups = [];
        foreach (EcaAssessment app in apps)
        {
            HashSet<string> own = [app.Name, .. SharedBy(app)];
            foreach (HashSet<string> other in groups.Where(group => group.Overlaps(own)).ToArray())
            {
                own.UnionWith(other);
                groups.Remove(other);
            }

            groups.Add(own);
        }

        return groups.Count;
    }
}
