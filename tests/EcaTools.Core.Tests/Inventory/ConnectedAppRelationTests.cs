using System.IO.Compression;
using System.Text;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Inventory.Relations;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Tests.Deployment;
using EcaTools.Core.Tests.Salesforce;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Inventory;

/// <summary>What the other records of an org or folder say about its apps comes with the apps.</summary>
public sealed class ConnectedAppRelationTests : IDisposable
{
    private const string Ns = "xmlns=\"http://soap.sforce.com/2006/04/metadata\"";
    private const string App = $"<ConnectedApp {Ns}><label>One</label></ConnectedApp>";
    private const string Scope =
        $"<OauthCustomScope {Ns}"
        + $"><assignedTo><connectedApp>One</connectedApp></assignedTo><assignedTo><connectedApp>Two</connectedApp></assignedTo><developerName>X</developerName></OauthCustomScope>";
    private const string Handler =
        $"<OauthTokenExchangeHandler {Ns}"
        + $"><enablements><apexExecutionUser>run@example.com</apexExecutionUser><connectedApp>one</connectedApp><isDefault>true</isDefault></enablements><enablements><externalClientApp>One</externalClientApp></enablements></OauthTokenExchangeHandler>";

    private readonly string _folder = Directory.CreateTempSubdirectory("eca-relations-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(
        "",
        "oauthcustomscopes/Orders.oauthcustomscope-meta.xml",
        "oauthtokenexchangehandlers/Swap.oauthtokenexchangehandler-meta.xml"
    )]
    [InlineData(
        "",
        "oauthcustomscopes/Orders.oauthcustomscope",
        "oauthtokenexchangehandlers/Swap.oauthtokenexchangehandler"
    )]
    [InlineData(
        "connectedApps",
        "oauthcustomscopes/Orders.oauthcustomscope",
        "oauthtokenexchangehandlers/Swap.oauthtokenexchangehandler"
    )]
    [InlineData(
        "connectedApps/One.connectedApp-meta.xml",
        "oauthcustomscopes/Orders.oauthcustomscope",
        "oauthtokenexchangehandlers/Swap.oauthtokenexchangehandler"
    )]
    [InlineData(
        "all.zip",
        "oauthcustomscopes/Orders.oauthcustomscope",
        "oauthtokenexchangehandlers/Swap.oauthtokenexchangehandler"
    )]
    public void Custom_scopes_and_token_exchange_handlers_of_the_same_package_come_with_their_app(
        string path,
        string scope,
        string handler
    )
    {
        Write("connectedApps/One.connectedApp-meta.xml", App);
        Write("connectedApps/Other.connectedApp-meta.xml", App);
        Write(scope, Scope);
        Write(handler, Handler);
        Zip();

        ConnectedApp[] apps =
        [
            .. new ConnectedAppFileReader()
                .Read([Path.Combine(_folder, path)])
                .Where(file =>
                    file.Source.Contains("One", StringComparison.Ordinal)
                    || file.Source.Contains("Other", StringComparison.Ordinal)
                )
                .Select(file => file.App!),
        ];

        Assert.Equal(
            "OauthCustomScope=Orders OauthTokenExchangeHandler.handler=Swap "
                + "OauthTokenExchangeHandler.apexExecutionUser=run@example.com "
                + "OauthTokenExchangeHandler.isDefault=true",
            Text(apps[0])
        );
        Assert.All(apps.Skip(1), app => Assert.Equal("", Text(app)));
        Assert.All(apps, app => Assert.DoesNotContain(app.NotRead, part => !part.IsBeyondFiles));
    }

    [Theory]
    [InlineData("force-app")]
    [InlineData("force-app/main/default/connectedApps/One.connectedApp-meta.xml")]
    public void What_lies_in_another_package_directory_of_the_project_comes_with_its_app_once(string path)
    {
        Write("sfdx-project.json", "{}");
        Write("force-app/main/default/connectedApps/One.connectedApp-meta.xml", App);
        Write("shared/main/default/oauthcustomscopes/Orders.oauthcustomscope-meta.xml", Scope);
        Write("force-app/main/default/oauthtokenexchangehandlers/Swap.oauthtokenexchangehandler-meta.xml", Handler);

        ConnectedApp app = Assert.Single(new ConnectedAppFileReader().Read([Path.Combine(_folder, path)])).App!;

        Assert.Equal(
            "OauthCustomScope=Orders OauthTokenExchangeHandler.handler=Swap "
                + "OauthTokenExchangeHandler.apexExecutionUser=run@example.com "
                + "OauthTokenExchangeHandler.isDefault=true",
            Text(app)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("connectedApps")]
    [InlineData("connectedApps/One.connectedApp-meta.xml")]
    [InlineData("all.zip")]
    public void A_scope_that_can_t_be_read_is_an_error_and_a_loss_of_every_app_that_it_may_be_about(string path)
    {
        Write("connectedApps/One.connectedApp-meta.xml", App);
        Write("oauthcustomscopes/Bad.oauthcustomscope", "<OauthCustomScope");
        Write("oauthcustomscopes/Wrong.oauthcustomscope", App);
        Zip();

        ConnectedAppFile[] files = [.. new ConnectedAppFileReader().Read([Path.Combine(_folder, path)])];

        Assert.Equal(
            ["MalformedXml", "NotMetadata"],
            files.Where(file => file.Error is not null).Select(file => file.Error!.ErrorId),
            StringComparer.Ordinal
        );
        ConnectedApp app = Assert.Single(files, file => file.App is not null).App!;
        Assert.Equal(
            ["OauthCustomScope", "OauthCustomScope"],
            app.NotRead.Where(part => !part.IsBeyondFiles).Select(part => part.Type),
            StringComparer.Ordinal
        );
        Assert.Equal(
            2,
            new EcaConverter()
                .Convert(app)
                .Losses.Count(loss =>
                    loss.Field == "OauthCustomScope"
                    && loss.Reason.Contains("could not be read", StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public async Task An_org_s_records_about_an_app_come_with_the_app()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        Dictionary<string, ConnectedApp> apps = await new ConnectedAppOrgReader(session.Org)
            .ReadAsync()
            .ToDictionaryAsync(file => file.App!.Name, file => file.App!, StringComparer.Ordinal);

        Assert.Equal(
            "ConnectedApplication.MobileSessionTimeout=10 "
                + "ConnectedApplication.OptionsFullContentPushNotifications=true "
                + "ConnectedApplication.PinLength=6",
            Text(apps["Driver_App"])
        );
        Assert.Equal("ConnectedApplication.NamedUserUvidTimeout=30", Text(apps["Headless_Signup"]));
        Assert.Contains("OauthTokenExchangeHandler.handler=", Text(apps["Partner_Exchange"]), StringComparison.Ordinal);
        Assert.StartsWith("OauthCustomScope=", Text(apps["Telematics_Assets"]), StringComparison.Ordinal);
        Assert.Equal("", Text(apps["Old_Fax_Gateway"]));
        Assert.All(apps.Values, app => Assert.Empty(app.NotRead));
    }

    [Fact]
    public async Task What_an_org_refuses_to_say_about_its_apps_is_told_with_each_app_and_is_a_loss_where_it_would_have_been_converted()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaOrg org = await OrgConnector.ConnectAsync(
            session.Server.Url,
            new AccessToken(session.Server.AccessToken),
            "practice",
            new ApiVersion(66),
            new SalesforceClientOptions { MaxAttempts = 1 }
        );
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.ServiceUnavailable,
                PathPrefix = "/services/data/v66.0/tooling/query",
                Times = Fault.Always,
            }
        );
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.ServiceUnavailable,
                PathPrefix = "/services/data/v66.0/query",
                Times = Fault.Always,
            }
        );

        List<ConnectedAppFile> apps = await new ConnectedAppOrgReader(org).ReadAsync().ToListAsync();

        Assert.All(apps, file => Assert.Single(file.App!.NotRead, part => part.Type == "ConnectedApplication"));
        MetadataLoss loss = Assert.Single(
            new EcaConverter().Convert(apps[0].App!).Losses,
            loss => loss.Reason.Contains("503", StringComparison.Ordinal)
        );
        Assert.Equal("ConnectedApplication", loss.Field);
    }

    [Fact]
    public async Task Rows_are_told_apart_by_developer_name_then_by_label_and_a_doubtful_one_is_not_guessed()
    {
        const string NoColumn =
            """[{"message":"No such column 'DeveloperName' on entity 'ConnectedApplication'.","errorCode":"INVALID_FIELD"}]""";
        StubOrg stub = new StubOrg()
            .Answer(400, NoColumn)
            .Answer(
                200,
                """{"totalSize":3,"done":true,"records":[{"Name":"Same","PinLength":4},{"Name":"Same","PinLength":5},{"Name":"Label B","PinLength":6.0,"MobileSessionTimeout":null,"UvidTimeout":0,"OptionsCodeCredentialGuestEnabled":false}]}"""
            )
            .Soap("describeMetadata", "");
        OrgRelationReader reader = new(OrgReaderTests.Org(stub), new OrgRecordReader(OrgReaderTests.Org(stub)));

        ConnectedAppRelations relations = await reader.ReadAsync(CancellationToken.None);

        Assert.False(reader.AreRowsByName);
        ConnectedApp doubtful = relations.Complete(Labelled("Same"), "Same");
        Assert.Equal("", Text(doubtful));
        Assert.Contains("2 records", Assert.Single(doubtful.NotRead).Reason, StringComparison.Ordinal);
        ConnectedApp sure = relations.Complete(Labelled("Label B"), "Label B");
        Assert.Equal("ConnectedApplication.PinLength=6", Text(sure));
        Assert.Empty(sure.NotRead);

        static ConnectedApp Labelled(string label) =>
            new()
            {
                Name = "A",
                Label = label,
                Source = "stub",
                Metadata = new MetadataRecord("ConnectedApp", []),
            };
    }

    private static string Text(ConnectedApp app) =>
        string.Join(' ', app.Related.Leaves().Select(leaf => $"{leaf.Path}={leaf.Field.Value}"));

    private void Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private void Zip()
    {
        string zip = Path.Combine(_folder, "all.zip");
        using ZipArchive archive = ZipFile.Open(zip, ZipArchiveMode.Create);
        foreach (
            string file in Directory
                .GetFiles(_folder, "*", SearchOption.AllDirectories)
                .Where(file => file != zip)
                .Order(StringComparer.Ordinal)
        )
        {
            using Stream entry = archive.CreateEntry(Path.GetRelativePath(_folder, file).Replace('\\', '/')).Open();
            entry.Write(Encoding.UTF8.GetBytes(File.ReadAllText(file)));
        }
    }
}
