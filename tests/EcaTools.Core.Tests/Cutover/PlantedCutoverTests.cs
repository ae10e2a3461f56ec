using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Orgs;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Cutover;

/// <summary>A large company in which several apps are cut over at once, each with a situation of its own. The gate decides
/// on what the org's own event logs tell.</summary>
public sealed class PlantedCutoverTests
{
    private const string FirstUser = "integration.00@enterprise.example.com";
    private const string SecondUser = "integration.01@enterprise.example.com";

    /// <summary>The apps are called by the old key on the first day, and by the new one from the second on; the third is
    /// judged.</summary>
    private static readonly DateTimeOffset s_start = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset s_switch = s_start.AddDays(1);
    private static readonly DateTimeOffset s_day = s_start.AddDays(2);

    private static readonly ImmutableArray<Situation> s_situations =
    [
        new("healthy", GateVerdict.Promote, GateCheck.AbsoluteFloor, app => [Old(app), New(app)]),
        new(
            "401 spike",
            GateVerdict.Rollback,
            GateCheck.ErrorSpikes,
            app => [Old(app), New(app), During(New(app), 1) with { FailuresPerMille = 1000 }]
        ),
        new(
            "403 spike",
            GateVerdict.Rollback,
            GateCheck.ErrorSpikes,
            app => [Old(app), New(app), During(New(app), 1) with { FailuresPerMille = 1000, FailureStatus = 403 }]
        ),
        new(
            "spike of server errors",
            GateVerdict.Hold,
            GateCheck.ErrorSpikes,
            app =>
                [
                    Old(app),
                    New(app) with
                    {
                        CallsPerHour = 1000,
                    },
                    During(New(app), 1) with
                    {
                        CallsPerHour = 70,
                        FailuresPerMille = 1000,
                        FailureStatus = 503,
                    },
                ]
        ),
        new(
            "slow leak of refresh failures",
            GateVerdict.Hold,
            GateCheck.RefreshFailures,
            app => [Old(app), New(app), Refreshes(app, failing: 0, hours: 24), Refreshes(app, failing: 1000, hours: 5)]
        ),
        new(
            "many refresh failures",
            GateVerdict.Rollback,
            GateCheck.RefreshFailures,
            app => [Old(app), New(app), Refreshes(app, failing: 0, hours: 24), Refreshes(app, failing: 1000, hours: 20)]
        ),
        new(
            "silent caller",
            GateVerdict.Hold,
            GateCheck.SilentCallers,
            app => [Old(app), Old(app) with { Username = SecondUser }, New(app)]
        ),
        new(
            "too little data",
            GateVerdict.Hold,
            GateCheck.AbsoluteFloor,
            app => [Old(app), New(app) with { CallsPerHour = 5 }]
        ),
        new(
            "caller on the old key",
            GateVerdict.Hold,
            GateCheck.OldKeyCallers,
            app => [Old(app) with { Until = null }, New(app)]
        )
        {
            IsMoved = true,
        },
        new("nobody on the new app", GateVerdict.Hold, GateCheck.NewAppTraffic, app => [Old(app)]),
        new(
            "one caller fails",
            GateVerdict.Rollback,
            GateCheck.FailingCallers,
            app =>
                [
                    Old(app),
                    New(app) with
                    {
                        CallsPerHour = 1000,
                    },
                    New(app) with
                    {
                        Username = SecondUser,
                        CallsPerHour = 2,
                        FailuresPerMille = 1000,
                    },
                ]
        ),
        new(
            "bad on both",
            GateVerdict.Hold,
            GateCheck.AbsoluteFloor,
            app =>
                [
                    Old(app) with
                    {
                        CallsPerHour = 1000,
                        FailuresPerMille = 30,
                    },
                    New(app) with
                    {
                        CallsPerHour = 1000,
                        FailuresPerMille = 30,
                    },
                ]
        ),
        new("token limit", GateVerdict.Hold, GateCheck.TokenLimit, app => [Old(app), New(app)]) { Tokens = 5 },
    ];

    [Fact]
    public async Task The_gate_decides_right_in_a_company_of_a_thousand_apps()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using PracticeOrgServer server = PracticeOrgServer.Start(
            new PracticeOrgOptions
            {
                Seed = "enterprise:1000",
                Now = s_start,
                TimeProvider = FixedTime.AtNoon,
            }
        );
        EcaOrg org = await OrgConnector.ConnectAsync(
            server.Url,
            new AccessToken(server.AccessToken),
            "practice",
            version: null,
            new SalesforceClientOptions { TimeProvider = server.Time },
            cancellation
        );
        using SalesforceClient client = org.GetClient();
        ImmutableArray<PlantedApp> apps = await AppsAsync(org, s_situations.Length, cancellation);
        for (int i = 0; i < s_situations.Length; i++)
        {
            foreach (PlannedTraffic traffic in s_situations[i].Traffic(apps[i]))
            {
                server.Setup.PlanTraffic(traffic);
            }

            if (s_situations[i].Tokens > 0)
            {
                server.Setup.AuthorizeUninstalledApp(apps[i].NewLabel, FirstUser, s_situations[i].Tokens);
            }
        }

        server.Setup.MoveClock(TimeSpan.FromHours(80));
        HashSet<string> names = [.. apps.SelectMany(app => new[] { app.OldId[..15], app.OldLabel, app.NewLabel })];
        AuthMeasureSet set = new((id, label) => names.Contains(id) || names.Contains(label));
        OrgLogMeasurer measurer = new(set, org);
        await measurer.MeasureAsync(
            [AuthEventSource.ApiTotalUsage, AuthEventSource.LoginHistory, AuthEventSource.OauthToken],
            s_start,
            cancellation
        );

        Assert.Empty(measurer.NotRead);
        List<string> wrong = [];
        for (int i = 0; i < s_situations.Length; i++)
        {
            Situation situation = s_situations[i];
            CutoverGateResult decision = new CutoverGate(new CutoverGateOptions()).Decide(
                set,
                new CutoverGateSubject
                {
                    App = apps[i].Name,
                    OldApp = [apps[i].OldId, apps[i].OldLabel],
                    NewApp = [apps[i].NewLabel],
                    AllCallersMoved = situation.IsMoved,
                },
                server.Time.GetUtcNow()
            );
            bool isRight =
                decision.Verdict == situation.Verdict
                && decision.WindowStart == s_day
                && decision.Reasons.Any(reason =>
                    reason.Check == situation.Check.ToString() && reason.Verdict == situation.Verdict
                );
            if (!isRight)
            {
                wrong.Add($"{situation.Name}: {decision.Verdict}: {string.Join(" | ", decision.Reasons.Take(4))}");
            }
        }

        Assert.True(wrong is [], string.Join('\n', wrong));
    }

    private static PlannedTraffic Old(PlantedApp app) =>
        new()
        {
            ConnectedApp = app.Name,
            Username = FirstUser,
            CallsPerHour = 60,
            LoginsPerHour = 1,
            Until = s_switch,
        };

    private static PlannedTraffic New(PlantedApp app) =>
        new()
        {
            ExternalClientApp = app.Name + "_ECA",
            Username = FirstUser,
            CallsPerHour = 60,
            LoginsPerHour = 1,
            From = s_switch,
        };

    private static PlannedTraffic During(PlannedTraffic traffic, int hours) =>
        traffic with
        {
            From = s_day.AddHours(10),
            Until = s_day.AddHours(10 + hours),
        };

    private static PlannedTraffic Refreshes(PlantedApp app, int failing, int hours) =>
        New(app) with
        {
            CallsPerHour = 0,
            LoginsPerHour = failing > 0 ? 1 : 8,
            LoginSubType = "OauthRefreshToken",
            LoginFailuresPerMille = failing,
            From = s_day,
            Until = s_day.AddHours(hours),
        };

    /// <summary>The first apps that have an External Client App.</summary>
    private static async Task<ImmutableArray<PlantedApp>> AppsAsync(
        EcaOrg org,
        int count,
        CancellationToken cancellation
    )
    {
        Dictionary<string, (string Id, string Label)> old = new(StringComparer.Ordinal);
        await foreach (
            JsonElement row in org.GetClient()
                .QueryAsync("SELECT Id, Name, DeveloperName FROM ConnectedApplication", cancellation: cancellation)
        )
        {
            old[row.GetProperty("DeveloperName").GetString()!] = (
                row.GetProperty("Id").GetString()!,
                row.GetProperty("Name").GetString()!
            );
        }

        List<PlantedApp> apps = [];
        await foreach (ExternalClientApp app in new ExternalClientAppReader(org).ReadAsync(cancellation))
        {
            string name = app.Name[..^"_ECA".Length];
            if (apps.Count < count && old.TryGetValue(name, out (string Id, string Label) found))
            {
                apps.Add(new PlantedApp(name, found.Id, found.Label, app.Label));
            }
        }

        return [.. apps];
    }

    private sealed record PlantedApp(string Name, string OldId, string OldLabel, string NewLabel);

    private sealed record Situation(
        string Name,
        GateVerdict Verdict,
        GateCheck Check,
        Func<PlantedApp, PlannedTraffic[]> Traffic
    )
    {
        public bool IsMoved { get; init; }

        public int Tokens { get; init; }
    }
}
