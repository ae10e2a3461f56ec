using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Evidence;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Tests.Deployment;
using EcaTools.Core.Usage;
using Xunit;

namespace EcaTools.Core.Tests.Blockers;

/// <summary>What the demo org's makers planted in it, held against what the rules find over the wire.</summary>
public sealed class DemoTruthTests
{
    /// <summary>The rule for each truth. A truth that is not in here fails the tests.</summary>
    private static readonly ImmutableDictionary<string, string> Rules = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["packaged"] = "ECA001",
        ["username-password-flow"] = "ECA010",
        ["user-agent-flow"] = "ECA011",
        ["canvas-location-without-counterpart"] = "ECA052",
        ["canvas-option-without-counterpart"] = "ECA052",
        ["user-provisioning"] = "ECA053",
        ["saml-triple-des"] = "ECA062",
        ["push-credentials-not-retrievable"] = "ECA064",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    [Fact]
    public async Task Every_planted_blocker_is_found_and_no_other()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        List<ConnectedApp> apps = await AppsAsync(session.Org);
        ImmutableArray<EcaAssessment> assessments = await AssessAsync(session.Org, apps, UsageIndex.Empty);

        SortedSet<string> planted = new(
            Truths().SelectMany(truth => truth.Blockers.Select(blocker => $"{truth.App} {Rules[blocker]}")),
            StringComparer.Ordinal
        );
        SortedSet<string> found = new(
            assessments.SelectMany(app =>
                app.Findings.Where(finding => Rules.ContainsValue(finding.RuleId))
                    .Select(finding => $"{app.Name} {finding.RuleId}")
            ),
            StringComparer.Ordinal
        );
        Assert.Equal(planted, found, StringComparer.Ordinal);
        Assert.Equal(
            Truths().Select(truth => truth.App).Order(StringComparer.Ordinal),
            assessments.Select(app => app.Name).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.All(
            assessments.SelectMany(app =>
                app.Findings.Where(finding => finding.Severity is FindingSeverity.Blocker)
                    .Select(finding => $"{app.Name} {finding.RuleId}")
            ),
            blocker => Assert.Contains(blocker, planted)
        );
    }

    [Fact]
    public async Task After_the_day_on_which_flows_end_what_uses_them_is_blocked()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        List<ConnectedApp> apps = await AppsAsync(session.Org);

        ImmutableArray<EcaAssessment> before = await AssessAsync(session.Org, apps, UsageIndex.Empty);
        ImmutableArray<EcaAssessment> after = await AssessAsync(
            session.Org,
            apps,
            UsageIndex.Empty,
            asOf: new(2027, 2, 20, 0, 0, 0, TimeSpan.Zero)
        );

        Assert.Equal("Directory_Sync Legacy_Billing acme__Freight_Rates", Blocked(before));
        Assert.Equal("Directory_Sync Kiosk_Display Legacy_Billing acme__Freight_Rates", Blocked(after));
    }

    [Fact]
    public async Task The_callers_that_rows_of_usage_tell_are_those_that_were_planted()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        List<ConnectedApp> apps = await AppsAsync(session.Org);
        List<ConnectedAppUsage> rows = [];
        await foreach (
            ConnectedAppUsage row in new ConnectedAppUsageReader(
                session.Org,
                Enum.GetValues<UsageSource>(),
                FixedTime.Noon.AddDays(-31)
            ).ReadAsync()
        )
        {
            rows.Add(row);
        }

        UsageIndex usage = new(rows);
        foreach (Truth truth in Truths())
        {
            AppUsage found = usage.Of(apps.Single(app => app.Name == truth.App));
            Assert.Superset(
                new HashSet<string>(
                    truth.Callers.Select(caller => $"{caller.User} {caller.Ip}"),
                    StringComparer.Ordinal
                ),
                found.Callers.Select(caller => $"{caller.User} {caller.SourceIp}").ToHashSet(StringComparer.Ordinal)
            );
            Assert.All(
                found.Callers.Where(caller => caller.SourceIp is not null),
                caller =>
                    Assert.Contains(
                        truth.Callers,
                        planted => planted.User == caller.User && planted.Ip == caller.SourceIp
                    )
            );
            Assert.Null(
                found.CallersUnknownBecause is { } reason
                && truth.Callers.Any(caller => caller.LoginType.StartsWith("Remote", StringComparison.Ordinal))
                    ? reason
                    : null
            );
        }

        // With callers by name, nothing else becomes a blocker, and no person's user is taken for a program's.
        ImmutableArray<EcaAssessment> assessments = await AssessAsync(session.Org, apps, usage);
        Assert.Equal("Directory_Sync Legacy_Billing acme__Freight_Rates", Blocked(assessments));
        Assert.DoesNotContain(assessments, app => app.Findings.Any(finding => finding.RuleId == "ECA092"));
        Assert.Contains(
            assessments.Single(app => app.Name == "Old_Fax_Gateway").Findings,
            finding => finding.RuleId == "ECA091"
        );
        Assert.Equal(8, assessments.Single(app => app.Name == "Sales_Desktop").CallersToTouch);
    }

    [Theory]
    [InlineData("ManageUsers", "ECA010 ECA011")]
    [InlineData("CustomizeApplication", "ECA090 ECA092")]
    [InlineData("ViewSetup", "ECA018")]
    [InlineData("ViewEventLogFiles", "ECA018")]
    public async Task A_permission_that_is_cut_away_skips_checks_and_passes_none(string permission, string skipped)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaOrg whole = await LimitedUser.ConnectAsync(session, LimitedUser.Permissions);
        EcaOrg cut = await LimitedUser.ConnectAsync(
            session,
            LimitedUser.Permissions.Where(other => other != permission)
        );

        ILookup<string, EcaAssessment> before = (
            await AssessAsync(whole, await AppsAsync(whole), UsageIndex.Empty)
        ).ToLookup(app => app.Name, StringComparer.Ordinal);
        ImmutableArray<EcaAssessment> after = await AssessAsync(cut, await AppsAsync(cut), UsageIndex.Empty);

        Assert.NotEmpty(after);
        foreach (EcaAssessment app in after)
        {
            EcaAssessment full = before[app.Name].Single();
            HashSet<string> open = app.Skipped.Select(check => check.RuleId).ToHashSet(StringComparer.Ordinal);
            Assert.All(
                full.Findings,
                finding =>
                    Assert.True(
                        open.Contains(finding.RuleId) || app.Findings.Any(still => still.RuleId == finding.RuleId),
                        $"{app.Name} {finding.RuleId} passes without {permission}."
                    )
            );
            Assert.True(
                open.IsSupersetOf(
                    full.Skipped.Select(check => check.RuleId)
                        .Where(id => app.Findings.All(finding => finding.RuleId != id))
                )
            );
            if (app.App.HasOAuth && app.Findings.All(finding => finding.RuleId is not ("ECA010" or "ECA011")))
            {
                Assert.Superset(new HashSet<string>(skipped.Split(' '), StringComparer.Ordinal), open);
            }
        }

        Assert.Equal(before.Count, after.Length);
    }

    [Fact]
    public async Task Without_the_permission_to_read_metadata_nothing_is_judged_and_an_error_says_so()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaOrg cut = await LimitedUser.ConnectAsync(
            session,
            LimitedUser.Permissions.Where(permission => permission != "ModifyMetadata")
        );

        await Assert.ThrowsAsync<EcaException>(() => AppsAsync(cut));
    }

    private static string Blocked(ImmutableArray<EcaAssessment> assessments) =>
        string.Join(
            ' ',
            assessments
                .Where(app => app.Verdict is Verdict.Blocked)
                .Select(app => app.Name)
                .Order(StringComparer.Ordinal)
        );

    private static async Task<List<ConnectedApp>> AppsAsync(EcaOrg org)
    {
        List<ConnectedApp> apps = [];
        await foreach (ConnectedAppFile file in new ConnectedAppOrgReader(org).ReadAsync())
        {
            apps.Add(Assert.IsType<ConnectedApp>(file.App));
        }

        return apps;
    }

    private static async Task<ImmutableArray<EcaAssessment>> AssessAsync(
        EcaOrg org,
        List<ConnectedApp> apps,
        UsageIndex usage,
        DateTimeOffset? asOf = null
    )
    {
        EcaAssessor assessor = new(
            BlockerRules.Default,
            new AssessmentOptions
            {
                ApiVersion = org.ApiVersion,
                AsOf = asOf ?? FixedTime.Noon,
                Evidence = await new OrgEvidenceReader(org, org.ApiVersion).ReadAsync(),
                Usage = usage,
            }
        );
        return [.. apps.Select(assessor.Assess)];
    }

    private static Truth[] Truths() =>
        JsonSerializer.Deserialize<Truth[]>(
            File.ReadAllText(Repository.PathOf("src", "EcaTools.PracticeOrg", "Data", "demo", "truths.json")),
            JsonSerializerOptions.Web
        )!;

    private sealed record Truth(string App, string[] Blockers, TruthCaller[] Callers);

    private sealed record TruthCaller(string User, string Ip, string LoginType, int Logins);
}
