using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Deployment;
using EcaTools.Core.Tests.Salesforce;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Inventory;

public class OrgReaderTests
{
    private const string NoRows = """{"totalSize":0,"done":true,"records":[]}""";

    [Fact]
    public async Task Every_listed_connected_app_comes_out_with_its_metadata()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        ConnectedAppOrgReader reader = new(session.Org);

        List<ConnectedAppFile> apps = await reader.ReadAsync().ToListAsync();

        Assert.True(apps.Count >= 14);
        Assert.Equal(reader.Listed, apps.Count);
        Assert.All(apps, file => Assert.Null(file.Error));
        Assert.All(apps, file => Assert.Equal("practice", file.App!.Source));
        Assert.Contains(apps, file => file.App!.NamespacePrefix == "acme");
        Assert.Contains(apps, file => file.App is { HasOAuth: true, CallbackUrls.Length: > 1, ConsumerKey: not null });
        Assert.All(apps, file => Assert.Empty(file.App!.UnknownElements));
    }

    [Fact]
    public async Task A_record_that_the_org_does_not_give_is_an_error_and_the_others_go_on()
    {
        StubOrg stub = new StubOrg().Soap(
            "readMetadata",
            "<result><records "
                + "xsi:type=\"ConnectedApp\"><fullName>A10</fullName><label>Ten</label></records><records "
                + "xsi:nil=\"true\"/><records "
                + "xsi:type=\"ConnectedApp\"><fullName>A12</fullName></records></result>"
        );

        List<OrgRecord> records = await new OrgRecordReader(Org(stub))
            .ReadManyAsync("ConnectedApp", ["A10", "A11", "A12"], CancellationToken.None)
            .ToListAsync();

        Assert.Equal("A10 A11 A12", string.Join(' ', records.Select(record => record.FullName)));
        Assert.Equal("Ten", records[0].Document!.Record["label"]);
        Assert.Equal("RecordNotReadable", records[1].Error!.ErrorId);
        Assert.Null(records[2].Error);
    }

    [Fact]
    public async Task A_batch_that_fails_is_asked_for_one_by_one()
    {
        StubOrg stub = new StubOrg()
            .Fault("UNKNOWN_EXCEPTION", "boom")
            .Fault("UNKNOWN_EXCEPTION", "boom")
            .Soap(
                "readMetadata",
                "<result><records xsi:type=\"ConnectedApp\"><fullName>B</fullName></records></result>"
            );

        List<OrgRecord> records = await stub.Time.RunAsync(
            new OrgRecordReader(Org(stub))
                .ReadManyAsync("ConnectedApp", ["A", "B"], CancellationToken.None)
                .ToListAsync()
                .AsTask()
        );

        Assert.Equal("ServerFault", records[0].Error!.ErrorId);
        Assert.Equal("B", records[1].FullName);
        Assert.Null(records[1].Error);
    }

    [Fact]
    public async Task An_expired_session_ends_the_reading()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.InvalidSession,
                SoapOperation = "readMetadata",
                Nth = 2,
            }
        );

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new ConnectedAppOrgReader(session.Org).ReadAsync().ToListAsync().AsTask()
        );

        Assert.Equal("SessionExpired", error.ErrorId);
    }

    [Fact]
    public async Task The_apps_that_live_in_the_org_come_out_whole()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        List<ExternalClientApp> apps = await new ExternalClientAppReader(session.Org).ReadAsync().ToListAsync();

        ExternalClientApp app = apps.Single(item => item.Name == "Warehouse_ECA");
        Assert.Empty(app.NotRead);
        Assert.StartsWith("0xI", app.Id, StringComparison.Ordinal);
        Assert.StartsWith("3MVG9", app.ConsumerKey, StringComparison.Ordinal);
        Assert.Contains(app.Flows, flow => flow == OAuthFlow.ClientCredentials);
        Assert.NotNull(app.ClientCredentialsUser);
        Assert.True(app.IsEnabled);
        Assert.NotEmpty(app.Scopes);
        Assert.NotNull(app.PermittedUsers);
        Assert.Equal(("Local", "practice"), (app.DistributionState, app.OrgAlias));
        Assert.Contains(apps, item => item.Name == "Billing_ECA");
        Assert.Equal(0, session.Server.Requests.Changes);
    }

    [Fact]
    public async Task A_part_that_could_not_be_read_is_said_and_not_guessed()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        // The third type to be listed: the OAuth policies.
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.ServiceUnavailable,
                SoapOperation = "listMetadata",
                Nth = 3,
                Times = 4,
            }
        );
        EcaOrg org = await OrgConnector.ConnectAsync(
            session.Server.Url,
            new AccessToken(session.Server.AccessToken),
            "practice",
            new ApiVersion(66),
            new SalesforceClientOptions { MaxAttempts = 1 }
        );

        ExternalClientApp app = await new ExternalClientAppReader(org)
            .ReadAsync()
            .FirstAsync(item => item.Name == "Warehouse_ECA");

        Assert.Equal(
            $"{EcaType.OauthPolicies} {EcaType.Policies}",
            string.Join(' ', app.NotRead.Select(part => part.Type))
        );
        Assert.Contains("503", app.NotRead[0].Reason, StringComparison.Ordinal);
        Assert.Null(app.PermittedUsers);
        Assert.Null(app.IsEnabled);
        Assert.DoesNotContain(app.Flows, flow => flow == OAuthFlow.ClientCredentials);
        Assert.NotNull(app.ConsumerKey);
    }

    [Fact]
    public async Task An_org_whose_object_cannot_be_queried_is_read_by_its_metadata()
    {
        const string NoType =
            """[{"message":"sObject type 'ExternalClientApplication' is not supported.","errorCode":"INVALID_TYPE"}]""";
        StubOrg stub = new StubOrg()
            .Answer(400, NoType)
            .Answer(400, NoType)
            .Soap(
                "listMetadata",
                "<result><fullName>Mine</fullName><type>ExternalClientApplication</type><id>0xI1</id></result>"
            )
            .Soap(
                "readMetadata",
                "<result><records "
                    + "xsi:type=\"ExternalClientApplication\"><fullName>Mine</fullName><label>My "
                    + "app</label><distributionState>Local</distributionState></records></result>"
            )
            .Soap("listMetadata", "");

        ExternalClientApp app = Assert.Single(await new ExternalClientAppReader(Org(stub)).ReadAsync().ToListAsync());

        Assert.Equal(("0xI1", "Mine", "My app", "Local"), (app.Id, app.Name, app.Label, app.DistributionState));
        Assert.Empty(app.Flows);
        Assert.Equal(EcaType.Policies, Assert.Single(app.NotRead).Type);
    }

    internal static EcaOrg Org(StubOrg stub) =>
        new(stub.Client())
        {
            Alias = "stub",
            Username = "admin@example.com",
            UserId = "005",
            OrgId = "00D",
            OrgName = "Stub",
            OrgType = OrgType.Practice,
            InstanceUrl = "https://acme.my.salesforce.com",
            ApiVersion = new ApiVersion(66),
            ConnectedAt = default,
        };
}
