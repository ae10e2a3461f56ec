using System.Collections.Immutable;
using EcaTools.Core.Blockers.Evidence;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Usage;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Blockers.Evidence;

public sealed class UsageIndexTests
{
    private const string OAuth = "oauthConfig.callbackUrl=https://app.example.com/callback";

    [Fact]
    public void A_caller_is_a_user_at_an_address_with_a_client() =>
        Assert.Equal(
            "a@example.com from 192.0.2.1 with x/1; a@example.com from 192.0.2.1 with y/1; a@example.com "
                + "from 192.0.2.2; b@example.com from 192.0.2.1",
            Callers(
                TestUsage.Calls("a@example.com", "192.0.2.1", "x/1"),
                TestUsage.Calls("a@example.com", "192.0.2.1", "y/1"),
                TestUsage.Login("a@example.com", "JwtBearer", "192.0.2.2"),
                TestUsage.Login("b@example.com", "JwtBearer", "192.0.2.1")
            )
        );

    [Fact]
    public void What_a_second_source_tells_of_a_caller_makes_no_second_caller() =>
        Assert.Equal(
            "a@example.com from 192.0.2.1 with x/1",
            Callers(
                TestUsage.Token("a@example.com"),
                TestUsage.Login("A@example.com", "JwtBearer", "192.0.2.1"),
                TestUsage.Calls("a@example.com", "192.0.2.1", "x/1")
            )
        );

    [Fact]
    public void Who_only_holds_a_token_is_a_caller_too() =>
        Assert.Equal(
            "a@example.com; b@example.com from 192.0.2.1",
            Callers(TestUsage.Token("a@example.com"), TestUsage.Login("b@example.com", "WebServer", "192.0.2.1"))
        );

    [Fact]
    public void The_order_of_the_rows_changes_nothing()
    {
        ImmutableArray<ConnectedAppUsage> rows =
        [
            TestUsage.Token("a@example.com"),
            TestUsage.Login("a@example.com", "JwtBearer", "192.0.2.2"),
            TestUsage.Login("a@example.com", "WebServer", "192.0.2.1"),
            TestUsage.Calls("b@example.com", "192.0.2.1", "y/1"),
            TestUsage.Calls("b@example.com", "192.0.2.1", "x/1"),
            TestUsage.Browser("a@example.com"),
        ];
        AppUsage expected = Of(TestApp.Of(OAuth), [.. rows]);
        Prop.ForAll(
                Gen.Shuffle(rows.AsEnumerable()).ToArbitrary(),
                shuffled =>
                {
                    AppUsage usage = Of(TestApp.Of(OAuth), shuffled);
                    return usage
                            .Callers.Select(caller => caller.ToString())
                            .SequenceEqual(expected.Callers.Select(caller => caller.ToString()), StringComparer.Ordinal)
                        && usage.Flows.SequenceEqual(expected.Flows)
                        && usage.PersonalUsers.SequenceEqual(expected.PersonalUsers, StringComparer.Ordinal);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void More_rows_never_take_a_caller_or_a_flow_away()
    {
        Gen<ConnectedAppUsage> row =
            from user in Gen.Elements("a@example.com", "b@example.com")
            from ip in Gen.Elements("192.0.2.1", "192.0.2.2")
            from flow in Gen.Elements("WebServer", "JwtBearer", "UsernamePassword")
            from client in Gen.Elements("x/1", "y/1")
            from calls in Gen.Elements(true, false)
            select calls ? TestUsage.Calls(user, ip, client) : TestUsage.Login(user, flow, ip);
        Prop.ForAll(
                row.ArrayOf().ToArbitrary(),
                row.ToArbitrary(),
                (rows, more) =>
                {
                    // Without a login the rows are not a whole answer; so one is always there.
                    ConnectedAppUsage login = TestUsage.Login("a@example.com", "WebServer");
                    AppUsage before = Of(TestApp.Of(OAuth), [login, .. rows]);
                    AppUsage after = Of(TestApp.Of(OAuth), [login, .. rows, more]);
                    return after.CallerCount >= before.CallerCount && before.Flows.All(after.Flows.Contains);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Without_rows_the_users_of_tokens_are_the_least_that_is_known()
    {
        AppUsage usage = Of(
            TestApp.InOrg(OAuth) with
            {
                Tokens = new ConnectedAppTokens(9, 4, 100, FixedTime.Noon, IsComplete: true),
            }
        );

        Assert.Equal(4, usage.CallerCount);
        Assert.Equal("The callers were not looked up.", usage.CallersUnknownBecause);
        Assert.Equal(FixedTime.Noon, usage.LastUsed);
    }

    [Theory]
    [InlineData("OauthOfTomorrow")]
    [InlineData(null)]
    public void A_login_by_a_flow_that_nobody_knows_rules_no_flow_out(string? subType)
    {
        AppUsage usage = Of(
            TestApp.Of(OAuth),
            [
                TestUsage.Login("a@example.com", "WebServer"),
                TestUsage.Login("b@example.com", null) with
                {
                    LoginSubType = subType,
                },
            ]
        );

        Assert.Contains("any flow may be behind them", usage.FlowsUnknownBecause, StringComparison.Ordinal);
        Assert.Null(Of(TestApp.Of(OAuth), [TestUsage.Login("a@example.com", "WebServer")]).FlowsUnknownBecause);
    }

    [Fact]
    public void The_inventory_says_so_of_such_logins_too()
    {
        LoginGroup known = new("Remote Access 2.0", "OauthWebServer", 2, FixedTime.Noon);
        LoginGroup unknown = new("Remote Access 2.0", "OauthOfTomorrow", 1, FixedTime.Noon);

        UnreadPart part = Assert.Single(
            FlowEvidenceBuilder.Unnamed([
                known,
                unknown,
                unknown with
                {
                    LoginType = "Remote Access Client",
                },
                new("SAML Idp Initiated SSO", null, 1, FixedTime.Noon),
            ])
        );

        AppUsage usage = Of(TestApp.InOrg(OAuth) with { NotRead = [part] });
        Assert.Contains("OauthOfTomorrow", usage.FlowsUnknownBecause, StringComparison.Ordinal);
    }

    [Fact]
    public void An_app_of_which_nobody_knows_anything_has_no_number_of_callers()
    {
        AppUsage usage = Of(TestApp.Of(OAuth));

        Assert.Null(usage.CallerCount);
        Assert.False(usage.IsUnused);
        Assert.Equal("No org was asked for LoginHistory. Ask one.", usage.FlowsUnknownBecause);
    }

    [Fact]
    public void Rows_of_other_apps_don_t_make_an_app_unused()
    {
        ConnectedAppUsage[] rows = [TestUsage.Login("a@example.com", "WebServer", app: "Other")];

        Assert.False(Of(TestApp.Of(OAuth), rows).IsUnused);
        Assert.False(Of(TestApp.InOrg(OAuth).LoggedIn("WebServer"), rows).IsUnused);
        Assert.True(Of(TestApp.InOrg(OAuth), rows).IsUnused);
    }

    [Fact]
    public void Rows_of_another_org_are_not_about_its_app_of_the_same_name()
    {
        ConnectedAppUsage row = TestUsage.Login("a@example.com", "UsernamePassword") with { OrgAlias = "other" };

        Assert.Empty(Of(TestApp.InOrg(OAuth), row).Flows);
        Assert.Equal(OAuthFlow.UsernamePassword, Assert.Single(Of(TestApp.Of(OAuth), row).Flows));
    }

    [Fact]
    public void Rows_that_the_org_showed_in_part_leave_the_rest_open()
    {
        AppUsage usage = Of(
            TestApp.InOrg(OAuth).Without("LoginHistory"),
            TestUsage.Login("me@example.com", "WebServer")
        );

        Assert.Equal(1, usage.CallerCount);
        Assert.Equal("The org refused LoginHistory.", usage.FlowsUnknownBecause);
        Assert.Equal("The org refused LoginHistory.", usage.CallersUnknownBecause);
    }

    [Fact]
    public void Logins_under_a_label_that_two_apps_share_are_nobody_s_and_leave_both_open()
    {
        ConnectedAppUsage[] rows =
        [
            TestUsage.Login("a@example.com", "WebServer"),
            TestUsage.Ambiguous("Billing", "UsernamePassword", "Billing", "Other"),
        ];
        AppUsage usage = Of(TestApp.InOrg(OAuth), rows);

        Assert.Equal(OAuthFlow.WebServer, Assert.Single(usage.Flows));
        Assert.Contains(
            "'Billing' may be those of Billing or Other",
            usage.FlowsUnknownBecause,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Logins_that_the_inventory_could_not_tell_apart_leave_the_flow_open()
    {
        ConnectedApp app = TestApp.InOrg(OAuth) with
        {
            FlowEvidence =
            [
                new OAuthFlowEvidence(OAuthFlow.UsernamePassword, FlowCertainty.Possible, "2 apps have the label.")
                {
                    Logins = 7,
                },
            ],
        };

        Assert.Equal("2 apps have the label.", Of(app).FlowsUnknownBecause);
        Assert.Null(Of(app with { FlowEvidence = [app.FlowEvidence[0] with { Logins = null }] }).FlowsUnknownBecause);
    }

    private static AppUsage Of(ConnectedApp app, params ConnectedAppUsage[] rows) => new UsageIndex(rows).Of(app);

    private static string Callers(params ConnectedAppUsage[] rows) =>
        string.Join("; ", Of(TestApp.Of(OAuth), rows).Callers);
}
