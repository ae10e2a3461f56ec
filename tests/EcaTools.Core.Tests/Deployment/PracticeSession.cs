using EcaTools.Core.Conversion;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Tests.Blockers;
using EcaTools.PracticeOrg;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>A practice org, a connection to it, and a folder to write to.</summary>
internal sealed class PracticeSession : IAsyncDisposable
{
    private PracticeSession(PracticeOrgServer server, EcaOrg org) => (Server, Org) = (server, org);

    public PracticeOrgServer Server { get; }

    public EcaOrg Org { get; }

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("eca-publish-");

    public static async Task<PracticeSession> StartAsync(string seed = "demo", int deployPolls = 1)
    {
        PracticeOrgServer server = PracticeOrgServer.Start(new PracticeOrgOptions { Seed = seed, DeployPolls = deployPolls, Now = FixedTime.Noon });
        EcaOrg org = await OrgConnector.ConnectAsync(server.Url, new AccessToken(server.AccessToken), "practice", new ApiVersion(66), new SalesforceClientOptions { TimeProvider = server.Time });
        server.Requests.Clear();
        return new PracticeSession(server, org);
    }

    /// <summary>The metadata of a small OAuth app, written to the folder.</summary>
    public EcaMetadata Write(string name = "Billing_Portal", string description = "Pays bills", string? user = null)
    {
        MetadataDocument document = new MetadataReader().Read(
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes(
                $"""
                <?xml version="1.0" encoding="UTF-8"?>
                <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
                    <contactEmail>owner@example.com</contactEmail>
                    <description>{description}</description>
                    <label>Billing Portal</label>
                    <oauthConfig>
                        <callbackUrl>https://billing.example.com/a
                https://billing.example.com/b</callbackUrl>
                        <consumerKey>3MVG9old</consumerKey>
                        {(user is null ? "" : "<isClientCredentialEnabled>true</isClientCredentialEnabled>")}
                        {(user is null ? "" : $"<oauthClientCredentialUser>{user}</oauthClientCredentialUser>")}
                        <scopes>Api</scopes>
                        <scopes>RefreshToken</scopes>
                    </oauthConfig>
                    <oauthPolicy>
                        <ipRelaxation>ENFORCE</ipRelaxation>
                        <refreshTokenPolicy>infinite</refreshTokenPolicy>
                    </oauthPolicy>
                </ConnectedApp>
                """)),
            "test");
        ConnectedApp app = new() { Name = name, Label = "Billing Portal", Source = "test", Metadata = document.Record };
        EcaProjectWriter writer = new(Path.Combine(Folder.FullName, "force-app"), overwrite: true);
        EcaMetadata metadata = writer.Write(new EcaConverter().Convert(app, new ConversionOptions { ApiVersion = new ApiVersion(66) }));
        writer.Complete();
        return metadata;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Folder.Delete(recursive: true);
    }
}
