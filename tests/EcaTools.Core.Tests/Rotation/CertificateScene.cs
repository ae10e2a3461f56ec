using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EcaTools.Core.Certificates;
using EcaTools.Core.Credentials;
using EcaTools.Core.Deployment;
using EcaTools.Core.Rotation;
using EcaTools.Core.Rotation.Certificates;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Delivery;
using EcaTools.Core.Tests.Flows;
using EcaTools.PracticeOrg;

namespace EcaTools.Core.Tests.Rotation;

/// <summary>A practice org with an app whose callers log in by the JWT bearer flow, the file that these read their key
/// from, and a journal.</summary>
internal sealed class CertificateScene : IAsyncDisposable
{
    public const string App = "Vouching";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Lazy<X509Certificate2[]> Certificates = new(() => [FlowOrg.Certify(), FlowOrg.Certify()]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eca-certificate-");

    private CertificateScene(FlowOrg flows) => Flows = flows;

    public static X509Certificate2 Old => Certificates.Value[0];

    public static X509Certificate2 New => Certificates.Value[1];

    public FlowOrg Flows { get; }

    public PracticeOrgServer Server => Flows.Server;

    public string Folder => _folder.FullName;

    public string CallersKey => Path.Combine(_folder.FullName, "caller.key");

    public string NewKey => Path.Combine(_folder.FullName, "new.key");

    public string Journal => Path.Combine(_folder.FullName, "journal");

    public GlobalSettings Settings => new(Flows.Org);

    public CertificateRotator Rotator => new(Flows.Org, new RotationJournal(Journal));

    public static async Task<CertificateScene> StartAsync()
    {
        CertificateScene scene = new(await FlowOrg.StartAsync(new PracticeOrgOptions { DeployPolls = 4 }));
        await scene.ResetAsync();
        return scene;
    }

    public async ValueTask DisposeAsync()
    {
        await Flows.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>A request whose new key is refused, for the audience.</summary>
    public static CertificateRotationRequest Refused(CertificateRotationRequest request) =>
        request with
        {
            Audience = "https://elsewhere.example.com",
        };

    /// <summary>The app with its old certificate, callers with its key, no journal.</summary>
    public async Task ResetAsync()
    {
        await Flows.MakeAsync(
            App,
            $"<certificate>{Old.ExportCertificatePem()}"
                + $"</certificate><isIntrospectAllTokens>true</isIntrospectAllTokens><isPkceRequired>true</isPkceRequired>",
            FlowOrg.PreAuthorized
        );
        foreach (FileInfo file in _folder.GetFiles())
        {
            file.Delete();
        }

        if (Directory.Exists(Journal))
        {
            Directory.Delete(Journal, recursive: true);
        }

        await File.WriteAllTextAsync(CallersKey, Pem(Old));
        await File.WriteAllTextAsync(NewKey, Pem(New));
    }

    public static string Pem(X509Certificate2 certificate)
    {
        using RSA key = certificate.GetRSAPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    public Task<EcaOrg> ConnectAsync(DyingWire wire) =>
        OrgConnector.ConnectAsync(
            Server.Url,
            new AccessToken(Server.AccessToken),
            "practice",
            new ApiVersion(66),
            new SalesforceClientOptions { Handler = wire, TimeProvider = new ImpatientTime() }
        );

    public CertificateRotationRequest Request(bool withOldKey = false) =>
        new()
        {
            App = new EcaAppIdentity(App),
            Certificate = SigningCertificate.Read(
                Encoding.ASCII.GetBytes(New.ExportCertificatePem()),
                "new",
                FixedTime.AtNoon
            ),
            Key = KeyFile.Read(NewKey, null, FixedTime.AtNoon),
            KeyPath = NewKey,
            OldKey = withOldKey ? JwtSigningKey.From(Old, FixedTime.AtNoon) : null,
            Username = FlowOrg.Assigned,
            Callers = new CallerKeyFile(CallersKey),
            MaximumWait = TimeSpan.FromMilliseconds(1),
        };

    public async Task<EcaCertificateRotation> RotateAsync(
        Func<CertificateRotationRequest, CertificateRotationRequest>? with = null,
        DyingWire? wire = null,
        bool withOldKey = false
    )
    {
        // The old key may be gone for good when a later run begins; only a run that begins proves it.
        CertificateRotationRequest request = with is null ? Request(withOldKey) : with(Request(withOldKey));
        if (wire is null)
        {
            return await Rotator.RotateAsync(request, None);
        }

        // The connection was made before the process's death was decided on: what is counted begins with the rotation.
        EcaOrg org = Flows.Org;
        SalesforceClient client = new(
            Server.Url,
            new AccessToken(Server.AccessToken),
            new ApiVersion(66),
            new SalesforceClientOptions { Handler = wire, TimeProvider = new ImpatientTime() }
        );
        EcaOrg dying = new(client)
        {
            Alias = org.Alias,
            Username = org.Username,
            UserId = org.UserId,
            OrgId = org.OrgId,
            OrgName = org.OrgName,
            OrgType = org.OrgType,
            InstanceUrl = org.InstanceUrl,
            ApiVersion = client.Version,
            ConnectedAt = org.ConnectedAt,
        };
        return await new CertificateRotator(dying, new RotationJournal(Journal)).RotateAsync(request, None);
    }

    public async Task<bool> LogsInAsync(string keyPath, string? appsKey = null)
    {
        if (!File.Exists(keyPath))
        {
            return false;
        }

        using JwtSigningKey key = KeyFile.Read(keyPath, null, FixedTime.AtNoon);
        string consumerKey = appsKey ?? (await Settings.ReadAsync(App, None))!.Record["consumerKey"]!;
        string assertion = key.Sign(
            consumerKey,
            FlowOrg.Assigned,
            LoginHost.From(Server.Url).Audience,
            Server.Time.GetUtcNow().AddMinutes(3)
        );
        return (await OAuthTokenClient.SendAsync(Server.Url, OAuthGrant.JwtBearer(assertion))).Succeeded;
    }
}
