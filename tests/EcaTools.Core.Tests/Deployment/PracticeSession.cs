using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Deployment;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.PracticeOrg;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>A practice org, a connection to it, and a folder to write to.</summary>
internal sealed class PracticeSession : IAsyncDisposable
{
    private PracticeSession(PracticeOrgServer server, EcaOrg org) => (Server, Org) = (server, org);

    public PracticeOrgServer Server { get; }

    public EcaOrg Org { get; }

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("eca-publish-");

    public static Task<PracticeSession> StartAsync(string seed = "demo", int deployPolls = 1) =>
        StartAsync(
            new PracticeOrgOptions
            {
                Seed = seed,
                DeployPolls = deployPolls,
                Now = FixedTime.Noon,
            }
        );

    public static async Task<PracticeSession> StartAsync(PracticeOrgOptions options, ApiVersion? version = null)
    {
        PracticeOrgServer server = PracticeOrgServer.Start(options);
        EcaOrg org = await OrgConnector.ConnectAsync(
            server.Url,
            new AccessToken(server.AccessToken),
            "practice",
            version ?? new ApiVersion(66),
            new SalesforceClientOptions { TimeProvider = server.Time }
        );
        server.Requests.Clear();
        return new PracticeSession(server, org);
    }

    /// <summary>The metadata of a small OAuth app, written to the folder.</summary>
    public EcaMetadata Write(string name = "Billing_Portal", string description = "Pays bills", string? user = null)
    {
        MetadataDocument document = new MetadataReader().Read(
            new MemoryStream(
                System.Text.Encoding.UTF8.GetBytes(
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
                    """
                )
            ),
            "test"
        );
        ConnectedApp app = new()
        {
            Name = name,
            Label = "Billing Portal",
            Source = "test",
            Metadata = document.Record,
        };
        EcaProjectWriter writer = new(Path.Combine(Folder.FullName, "force-app"), overwrite: true);
        EcaMetadata metadata = writer.Write(
            new EcaConverter().Convert(app, new ConversionOptions { ApiVersion = new ApiVersion(66) })
        );
        writer.Complete();
        return metadata;
    }

    /// <summary>The notes of what was published from the folder.</summary>
    public string PublishedState => Path.Combine(Folder.FullName, ".ecatools", "force-app.published.jsonl");

    /// <summary>Changes a file of an app as a person does in an editor.</summary>
    public static void Edit(EcaMetadata app, string type, string old, string with)
    {
        string path = app.Files.Single(file => file.Type == type).Path;
        string text = File.ReadAllText(path);
        string edited = text.Replace(old, with, StringComparison.Ordinal);
        if (edited == text)
        {
            throw new InvalidOperationException($"{path} has no {old}.");
        }

        File.WriteAllText(path, edited);
    }

    /// <summary>A Connected App of the org, converted and written to the folder.</summary>
    public async Task<EcaMetadata> ConvertAsync(string name)
    {
        ConnectedAppFile read = await new ConnectedAppOrgReader(Org)
            .ReadAsync()
            .FirstAsync(file => file.App?.Name == name);
        using EcaProjectWriter writer = new(Path.Combine(Folder.FullName, "force-app"), overwrite: true);
        EcaMetadata metadata = writer.Write(new EcaConverter().Convert(read.App!));
        writer.Complete();
        return metadata;
    }

    /// <summary>A record of the org.</summary>
    public async Task<MetadataRecord> ReadAsync(string type, string name) =>
        (await new OrgRecordReader(Org).ReadAsync(type, [name], default).FirstAsync()).Document!.Record;

    /// <summary>Changes a record of the org as a person does in Setup.</summary>
    public async Task ChangeAsync(string type, string name, string element, string value)
    {
        NamedRecord changed = GlobalSettings.With(new NamedRecord(name, await ReadAsync(type, name)), (element, value));
        LocalRecord record = new(
            new EcaMetadataFile(type, name, ""),
            MetadataWriter.ToBytes(changed.Record),
            changed.Record
        );
        MetadataClient metadata = new(Org.GetClient());
        string id = await metadata.DeployAsync(DeployPackage.Zip([record], new ApiVersion(66)), new DeployOptions());
        DeployResult result = await metadata.WaitForDeployAsync(id);
        if (!result.Success)
        {
            throw new InvalidOperationException(string.Join(' ', result.Failures.Select(failure => failure.Problem)));
        }
    }

    /// <summary>The External Client App as the org holds it; null if it has none of that name.</summary>
    public async Task<ExternalClientApp?> FindAsync(string name) =>
        await new ExternalClientAppReader(Org).ReadAsync().FirstOrDefaultAsync(app => app.Name == name);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Folder.Delete(recursive: true);
    }
}
