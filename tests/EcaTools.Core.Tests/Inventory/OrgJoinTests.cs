using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Deployment;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Inventory;

/// <summary>What an org's objects tell of its apps comes with the apps, in few calls, and a gap is never
/// silent.</summary>
public class OrgJoinTests
{
    [Fact]
    public async Task An_app_comes_with_its_owner_tokens_grants_menu_entry_and_what_names_it()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        Dictionary<string, ConnectedApp> apps = await InventoryOrg.AppsAsync(session.Org);

        Assert.All(apps.Values, app => Assert.StartsWith("0H4", app.Id, StringComparison.Ordinal));
        Assert.All(apps.Values, app => Assert.Empty(app.NotRead));
        Assert.Equal(
            "acme__Freight_Rates",
            Assert.Single(apps.Values, app => app.Origin is ConnectedAppOrigin.Packaged).Name
        );
        Assert.DoesNotContain(apps.Values, app => app.Origin is ConnectedAppOrigin.Uninstalled);
        ConnectedAppTokens tokens = apps["Sales_Desktop"].Tokens!;
        Assert.Equal((8, 8, 7200, true), (tokens.Count, tokens.Users, tokens.UseCount, tokens.IsComplete));
        Assert.Equal(ConnectedAppTokens.None, apps["Warehouse_Sync"].Tokens);
        Assert.Equal(
            "PermissionSet Finance_Close, PermissionSet Finance_Read, Profile Finance",
            Grants(apps["Finance_Reports"])
        );
        Assert.Equal("", Grants(apps["Customer_Portal"]));
        Assert.Equal("UserProvisioningConfig Directory_Sync_Config", References(apps["Directory_Sync"]));
        Assert.StartsWith("OauthCustomScope ", References(apps["Telematics_Assets"]), StringComparison.Ordinal);
        Assert.StartsWith("OauthTokenExchangeHandler ", References(apps["Partner_Exchange"]), StringComparison.Ordinal);
        Assert.True(apps["Shipment_Canvas"].Menu!.IsCanvas);
        Assert.True(apps["Driver_App"].Menu is { IsMobile: true, IsVisible: true, IsCanvas: false });
        Assert.Equal(
            ("platform@example.com", ConnectedAppOwnerSource.ContactEmail),
            (apps["Sales_Desktop"].Owner, apps["Sales_Desktop"].OwnerSource)
        );
    }

    [Fact]
    public async Task A_custom_permission_that_names_an_app_is_a_reference_of_it()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        await Upsert(
            session,
            "CustomPermission",
            "Approve",
            "<connectedApp>Customer_Portal</connectedApp><isLicensed>false</isLicensed><label>Approve</label>"
        );

        Dictionary<string, ConnectedApp> apps = await InventoryOrg.AppsAsync(session.Org);

        Assert.Equal("CustomPermission Approve", References(apps["Customer_Portal"]));
        Assert.Empty(apps["Customer_Portal"].NotRead);
    }

    [Fact]
    public async Task A_flow_is_proven_by_logins_likely_by_a_setting_and_possible_where_nothing_rules_it_out()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        Dictionary<string, ConnectedApp> apps = await InventoryOrg.AppsAsync(session.Org);

        OAuthFlowEvidence password = Assert.Single(
            apps["Legacy_Billing"].FlowEvidence,
            item => item.Flow == OAuthFlow.UsernamePassword
        );
        Assert.Equal(FlowCertainty.Proven, password.Certainty);
        Assert.Contains("390 logins", password.Evidence, StringComparison.Ordinal);
        Assert.Equal(
            FlowCertainty.Proven,
            apps["Kiosk_Display"].FlowEvidence.First(item => item.Flow == OAuthFlow.UserAgent).Certainty
        );
        Assert.Equal(
            FlowCertainty.Proven,
            apps["Dock_Scanner"].FlowEvidence.First(item => item.Flow == OAuthFlow.Device).Certainty
        );
        Assert.Equal(
            FlowCertainty.Proven,
            apps["Driver_App"].FlowEvidence.First(item => item.Flow == OAuthFlow.RefreshToken).Certainty
        );
        OAuthFlowEvidence unseen = Assert.Single(
            apps["Customer_Portal"].FlowEvidence,
            item => item.Flow == OAuthFlow.UsernamePassword
        );
        Assert.Equal(FlowCertainty.Possible, unseen.Certainty);
        Assert.Contains("LoginHistory shows no login", unseen.Evidence, StringComparison.Ordinal);
        Assert.Equal(
            FlowCertainty.Likely,
            Assert.Single(apps["Old_Fax_Gateway"].FlowEvidence, item => item.Flow == OAuthFlow.RefreshToken).Certainty
        );
        Assert.Empty(apps["Intranet_Bookmark"].FlowEvidence);
        Assert.All(
            apps.Values,
            app => Assert.Equal(app.FlowEvidence.OrderByDescending(item => item.Certainty), app.FlowEvidence)
        );
    }

    [Fact]
    public async Task Flows_are_what_logins_and_tokens_prove_and_declared_flows_what_the_metadata_opens()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        Dictionary<string, ConnectedApp> apps = await InventoryOrg.AppsAsync(session.Org);

        Assert.Equal([OAuthFlow.UsernamePassword], apps["Legacy_Billing"].Flows);
        Assert.DoesNotContain(OAuthFlow.UsernamePassword, apps["Legacy_Billing"].DeclaredFlows);
        Assert.Equal("UsernamePassword", apps["Legacy_Billing"].FlowSummary);
        Assert.Empty(apps["Old_Fax_Gateway"].Flows);
        Assert.Equal("RefreshToken?", apps["Old_Fax_Gateway"].FlowSummary);
        Assert.All(
            apps.Values,
            app => Assert.Equal(app.Flows.IsEmpty ? app.FlowSummary : string.Join(", ", app.Flows), app.FlowSummary)
        );
    }

    [Fact]
    public async Task An_app_that_is_used_by_logins_alone_is_used()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        Dictionary<string, ConnectedApp> apps = await InventoryOrg.AppsAsync(session.Org);

        foreach (string name in new[] { "Legacy_Billing", "Route_Planner", "Warehouse_Sync", "Kiosk_Display" })
        {
            Assert.True(apps[name].Logins30Days > 0, name);
            Assert.NotNull(apps[name].LastUsed);
            Assert.Matches("^[0-9,]+ logins, [0-9]{4}-[0-9]{2}-[0-9]{2}$", apps[name].UseSummary);
        }

        Assert.Equal(390, apps["Legacy_Billing"].Logins30Days);
        Assert.StartsWith("8 users, ", apps["Sales_Desktop"].UseSummary, StringComparison.Ordinal);
        Assert.True(apps["Sales_Desktop"].LastUsed >= apps["Sales_Desktop"].Tokens!.LastUsed);
        Assert.Equal(
            (0L, null, "", true),
            (
                apps["Intranet_Bookmark"].Logins30Days,
                apps["Intranet_Bookmark"].LastUsed,
                apps["Intranet_Bookmark"].UseSummary,
                apps["Intranet_Bookmark"].IsUseKnown
            )
        );
    }

    [Fact]
    public async Task A_use_that_was_not_looked_at_is_not_known()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Setup.MigrateToExternalClientApp("Customer_Portal");

        ConnectedApp shared = (await InventoryOrg.AppsAsync(session.Org))["Customer_Portal"];

        Assert.Null(shared.Logins30Days);
        Assert.False(shared.IsUseKnown);
    }

    [Fact]
    public async Task Logins_under_a_label_that_two_apps_share_prove_nothing_of_either()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Setup.MigrateToExternalClientApp("Customer_Portal");

        ConnectedApp app = (await InventoryOrg.AppsAsync(session.Org))["Customer_Portal"];

        OAuthFlowEvidence login = Assert.Single(
            app.FlowEvidence,
            item => item.Flow == OAuthFlow.WebServer && item.Evidence.Contains("logins", StringComparison.Ordinal)
        );
        Assert.Equal(FlowCertainty.Possible, login.Certainty);
        Assert.Contains("2 apps have the label", login.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_is_used_and_not_installed_is_told_and_can_t_be_converted()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Setup.AuthorizeUninstalledApp(
            "Old Mail Sidebar",
            "grace.lin@harbourline.example.com",
            tokens: 3
        );

        ConnectedApp app = (await InventoryOrg.AppsAsync(session.Org))["Old Mail Sidebar"];

        Assert.Equal((ConnectedAppOrigin.Uninstalled, null, true), (app.Origin, app.Id, app.Metadata.Fields.IsEmpty));
        Assert.Equal((3, 1), (app.Tokens!.Count, app.Tokens.Users));
        Assert.Contains(
            app.FlowEvidence,
            item => item is { Flow: OAuthFlow.WebServer, Certainty: FlowCertainty.Proven }
        );
        Assert.Equal("ConnectedApp", Assert.Single(app.NotRead).Type);
        EcaException error = Assert.Throws<EcaException>(() => new EcaConverter().Convert(app));
        Assert.Equal("AppNotLocal", error.ErrorId);
        EcaAssessment assessment = new EcaAssessor(
            BlockerRules.Default,
            new AssessmentOptions { ApiVersion = new ApiVersion(66), AsOf = FixedTime.Noon }
        ).Assess(app);
        Assert.False(assessment.CanMigrate);
    }

    [Theory]
    [InlineData("Rotation_ECA")]
    [InlineData("Rotation")]
    public async Task Tokens_of_an_External_Client_App_without_a_menu_item_are_not_of_an_app_that_is_not_installed(
        string name
    )
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Setup.AuthorizeUninstalledApp(name, "grace.lin@harbourline.example.com", tokens: 2);

        Dictionary<string, ConnectedApp> apps = await InventoryOrg.AppsAsync(session.Org);

        Assert.DoesNotContain(apps.Values, app => app.Origin is ConnectedAppOrigin.Uninstalled);
    }

    [Fact]
    public async Task Two_thousand_apps_take_at_most_one_call_for_fifty_of_them_and_the_first_comes_before_the_last_is_read()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("enterprise:2000");
        int read = 0;
        int before = 0;
        await foreach (ConnectedAppFile file in new ConnectedAppOrgReader(session.Org).ReadAsync())
        {
            Assert.Null(file.Error);
            Assert.Empty(file.App!.NotRead);
            before = read++ == 0 ? session.Server.Requests.CountOf("checkRetrieveStatus") : before;
        }

        Assert.Equal(2000, read);

        // One of the user provisioning configurations, and one of the first hundred apps, which may be over by then.
        Assert.True(before <= 2, $"{before} retrieves were over before the first app came.");
        Assert.True(
            session.Server.Requests.Count <= 2000 / 50,
            $"{session.Server.Requests.Count} calls: {string.Join(", ", session.Server.Requests.CountByKind().Select(kind => $"{kind.Key} {kind.Value}"))}"
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_retrieve_brings_what_readMetadata_brings_and_is_not_needed_where_it_fails(bool fails)
    {
        await using PracticeSession session = await PracticeSession.StartAsync("enterprise:150");
        if (fails)
        {
            session.Server.Faults.Add(
                new Fault
                {
                    Kind = FaultKind.Forbidden,
                    SoapOperation = "retrieve",
                    Times = Fault.Always,
                }
            );
        }

        Dictionary<string, ConnectedApp> apps = await InventoryOrg.AppsAsync(session.Org);

        Assert.Equal(150, apps.Count);

        // One call each for the custom scopes and the user provisioning configurations.
        Assert.Equal(fails ? 15 + 2 : 1 + 2, session.Server.Requests.CountOf("readMetadata"));
        OrgRecordReader single = new(session.Org);
        await foreach (OrgRecord record in single.ReadAsync("ConnectedApp", apps.Keys, CancellationToken.None))
        {
            Assert.Equal(Text(record.Document!.Record), Text(apps[record.FullName].Metadata));
        }
    }

    [Theory]
    [InlineData("Sales_Desktop")]
    [InlineData("Sales Desktop")]
    [InlineData("sales_desktop")]
    public async Task A_name_or_label_that_is_given_reads_no_other_app(string name)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        ConnectedAppSelection selection = new(
            (fullName, label) =>
                name.Equals(fullName, StringComparison.OrdinalIgnoreCase)
                || label is null
                || name.Equals(label, StringComparison.OrdinalIgnoreCase),
            [name]
        );
        ConnectedAppOrgReader reader = new(session.Org, selection);

        ConnectedApp app = Assert.Single(await reader.ReadAsync().ToListAsync()).App!;

        Assert.Equal(("Sales_Desktop", 1), (app.Name, reader.Listed));
        Assert.Equal(8, app.Tokens!.Count);
        Assert.Equal(0, session.Server.Requests.CountOf("retrieve"));
    }

    [Fact]
    public async Task Tokens_are_read_past_the_limit_of_a_query_and_told_where_the_org_gives_no_more()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Setup.AuthorizeUninstalledApp("Chatty", "grace.lin@harbourline.example.com", tokens: 2480);
        session.Server.Setup.AuthorizeUninstalledApp("Shy", "hana.sato@harbourline.example.com", tokens: 40);
        OauthTokenReader reader = new(session.Org);

        List<OauthTokenRow> rows = await reader.ReadAsync(null, CancellationToken.None).ToListAsync();

        Assert.Null(reader.NotRead);
        Assert.Equal(
            (2480, 40, 8),
            (
                rows.Count(row => row.Application == "Chatty"),
                rows.Count(row => row.Application == "Shy"),
                rows.Count(row => row.Application == "Sales Desktop")
            )
        );

        session.Server.Setup.AuthorizeUninstalledApp("Chatty", "grace.lin@harbourline.example.com", tokens: 100);
        Dictionary<string, ConnectedApp> apps = await InventoryOrg.AppsAsync(session.Org);

        Assert.False(apps["Chatty"].Tokens!.IsComplete);
        Assert.Contains(
            apps["Chatty"].NotRead,
            part => part.Type == "OauthToken" && part.Reason.Contains("more than 2,500", StringComparison.Ordinal)
        );
        Assert.Equal((40, false), (apps["Shy"].Tokens!.Count, apps["Shy"].Tokens!.IsComplete));
        Assert.Contains(apps["Sales_Desktop"].NotRead, part => part.Type == "OauthToken");
    }

    [Theory]
    [InlineData("OauthToken", "CustomizeApplication")]
    [InlineData("LoginHistory", "ManageUsers")]
    [InlineData("ConnectedApplication", "ViewSetup", "CustomizeApplication")]
    public async Task A_permission_that_is_cut_away_shows_with_every_app(string source, params string[] permissions)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        Dictionary<string, ConnectedApp> apps = await InventoryOrg.AppsAsync(
            await InventoryOrg.WithoutAsync(session, permissions)
        );

        Assert.Equal(20, apps.Count);
        foreach (ConnectedApp app in apps.Values)
        {
            UnreadPart part = Assert.Single(app.NotRead, part => part.Type == source);
            Assert.Contains("permission set", part.NextStep, StringComparison.Ordinal);
            Assert.Contains(
                app.NotReadSummary,
                new[]
                {
                    source,
                    $"{app.NotRead.Select(item => item.Type).Distinct(StringComparer.Ordinal).Count()} sources",
                },
                StringComparer.Ordinal
            );
        }

        Assert.Equal(
            permissions.Contains("CustomizeApplication", StringComparer.Ordinal),
            apps["Customer_Portal"].Tokens is null
        );
        if (source == "LoginHistory")
        {
            Assert.DoesNotContain(
                apps["Legacy_Billing"].FlowEvidence,
                item => item.Certainty is FlowCertainty.Proven && item.Flow == OAuthFlow.UsernamePassword
            );
            Assert.Contains(
                apps["Legacy_Billing"].FlowEvidence,
                item =>
                    item.Flow == OAuthFlow.UsernamePassword
                    && item.Evidence.Contains("was not read", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task Without_the_right_to_metadata_the_reading_ends_with_an_error()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaOrg org = await InventoryOrg.WithoutAsync(session, "ModifyMetadata");

        await Assert.ThrowsAsync<EcaException>(() => InventoryOrg.AppsAsync(org));
    }

    [Fact]
    public async Task An_org_that_answers_no_query_still_gives_the_apps_and_says_all_that_is_missing()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Forbidden,
                PathPrefix = "/services/data/v66.0/query",
                Times = Fault.Always,
            }
        );
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Forbidden,
                PathPrefix = "/services/data/v66.0/tooling",
                Times = Fault.Always,
            }
        );

        Dictionary<string, ConnectedApp> apps = await InventoryOrg.AppsAsync(session.Org);

        Assert.Equal(20, apps.Count);
        foreach (ConnectedApp app in apps.Values)
        {
            Assert.Equal(
                ["AppMenuItem", "ConnectedApplication", "LoginHistory", "OauthToken", "SetupEntityAccess"],
                app.NotRead.Select(part => part.Type).Order(StringComparer.Ordinal),
                StringComparer.Ordinal
            );
            Assert.Null(app.Access);
            Assert.Null(app.Menu);
        }
    }

    [Fact]
    public async Task A_reference_type_that_can_t_be_listed_is_said_and_the_app_s_other_joins_stay()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Forbidden,
                SoapOperation = "describeMetadata",
                Times = Fault.Always,
            }
        );

        ConnectedApp app = (await InventoryOrg.AppsAsync(session.Org))["Directory_Sync"];

        Assert.Contains(app.NotRead, part => part.Type == "UserProvisioningConfig");
        Assert.Empty(app.References);
        Assert.NotNull(app.Access);
    }

    private static string Grants(ConnectedApp app) =>
        string.Join(", ", app.Access!.Value.Select(grant => $"{grant.Kind} {grant.Name}"));

    private static string References(ConnectedApp app) =>
        string.Join(", ", app.References.Select(reference => $"{reference.Type} {reference.FullName}"));

    private static string Text(MetadataRecord record) =>
        string.Join('\n', record.Leaves().Select(leaf => $"{leaf.Path}={leaf.Field.Value}"));

    private static async Task Upsert(PracticeSession session, string type, string name, string elements)
    {
        System.Xml.Linq.XElement record = System.Xml.Linq.XElement.Parse(
            $"<{type} xmlns=\"{MetadataSchema.XmlNamespace}\"><fullName>{name}</fullName>{elements}</{type}>"
        );
        MetadataSaveResult result = await new MetadataClient(session.Org.GetClient())
            .UpsertAsync(type, [record])
            .FirstAsync();
        Assert.True(result.Success, string.Join(' ', result.Errors));
    }
}
