using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Commands.Practice;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Connection;

/// <summary>Connects this session to an org and makes it the current one. The token stays in memory.</summary>
[Cmdlet(
    VerbsCommunications.Connect,
    "EcaOrg",
    DefaultParameterSetName = AccessTokenSet,
    HelpUri = Help.Uri + "Connect-EcaOrg.md"
)]
[OutputType(typeof(EcaOrg))]
public sealed class ConnectEcaOrgCommand : EcaCmdlet
{
    private const string AccessTokenSet = "AccessToken";
    private const string PracticeOrgSet = "PracticeOrg";
    private const string KeyFileSet = "JwtBearer";
    private const string CertificateSet = "JwtBearerCertificate";
    private const string CredentialSet = "ClientCredentials";
    private const string BrowserSet = "WebServer";
    private const string DeviceSet = "Device";
    private const string RefreshTokenSet = "RefreshToken";
    private const string CliSet = "SalesforceCli";
    private const string AuthUrlPathSet = "AuthUrlPath";
    private const string AuthUrlSet = "AuthUrl";

    /// <summary>An access token of the org. Read it from a vault, or with Read-Host -AsSecureString.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AccessTokenSet)]
    public SecureString? AccessToken { get; set; }

    /// <summary>The practice org to connect to, as Start-EcaPracticeOrg writes it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PracticeOrgSet, ValueFromPipeline = true)]
    [LiveObject(typeof(EcaPracticeOrg), "Start-EcaPracticeOrg")]
    public EcaPracticeOrg? PracticeOrg { get; set; }

    /// <summary>The consumer key of the app to log in through.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KeyFileSet)]
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet)]
    [Parameter(Mandatory = true, ParameterSetName = BrowserSet)]
    [Parameter(Mandatory = true, ParameterSetName = DeviceSet)]
    [Parameter(Mandatory = true, ParameterSetName = RefreshTokenSet)]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>The user to log in as.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KeyFileSet)]
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet)]
    [ValidateNotNullOrEmpty]
    public string? Username { get; set; }

    /// <summary>The file of the private key that belongs to the app's certificate: PEM or PFX, RSA of at least 2048
    /// bits.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KeyFileSet)]
    [ValidateNotNullOrEmpty]
    public string? PrivateKeyPath { get; set; }

    /// <summary>The password of the key file.</summary>
    [Parameter(ParameterSetName = KeyFileSet)]
    [ValidateNotNull]
    public SecureString? Password { get; set; }

    /// <summary>The app's certificate with its private key, from a certificate store or vault, or what
    /// New-EcaCertificate writes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet)]
    [SigningCertificate]
    [ValidateNotNull]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The audience (aud) of the assertion. If it is left out, the one that fits the environment:
    /// https://login.salesforce.com, or https://test.salesforce.com for sandboxes.</summary>
    [Parameter(ParameterSetName = KeyFileSet)]
    [Parameter(ParameterSetName = CertificateSet)]
    [ValidateNotNullOrEmpty]
    public string? Audience { get; set; }

    /// <summary>The consumer key as user name and the consumer secret as password, or what Get-EcaCredential writes,
    /// for the client credentials flow.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CredentialSet)]
    [ConsumerCredential]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>Logs in with the browser. Where there is none, as in a build, the page's URL is shown.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BrowserSet)]
    public SwitchParameter Browser { get; set; }

    /// <summary>The app's callback URL, http on localhost; port 0 picks a free one.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [ValidateNotNull]
    public Uri CallbackUrl { get; set; } = new("http://localhost:1717/OauthRedirect");

    /// <summary>Logs in with a code that is typed on another device. The code and the page are shown.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DeviceSet)]
    public SwitchParameter Device { get; set; }

    /// <summary>A refresh token of the app.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RefreshTokenSet)]
    [ValidateNotNull]
    public SecureString? RefreshToken { get; set; }

    /// <summary>The app's consumer secret, if it wants one.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [Parameter(ParameterSetName = RefreshTokenSet)]
    [ValidateNotNull]
    public SecureString? ClientSecret { get; set; }

    /// <summary>The alias or username of an org that the Salesforce CLI is logged in to.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CliSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SfAliasCompleter))]
    public string? SfAlias { get; set; }

    /// <summary>A file that holds an SFDX authorization URL, or the JSON of the Salesforce CLI with one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AuthUrlPathSet)]
    [ValidateNotNullOrEmpty]
    public string? AuthUrlPath { get; set; }

    /// <summary>An SFDX authorization URL: force://clientId:clientSecret:refreshToken@host.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AuthUrlSet)]
    [ValidateNotNull]
    public SecureString? AuthUrl { get; set; }

    /// <summary>
    /// The org: its My Domain as a URL or host name, such as acme.my.salesforce.com; Production or Sandbox for the
    /// login pages of all orgs. Access tokens, External Client Apps and client credentials need the My Domain. Only
    /// https is used, except on loopback.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = AccessTokenSet)]
    [Parameter(Mandatory = true, ParameterSetName = CredentialSet)]
    [Parameter(ParameterSetName = KeyFileSet)]
    [Parameter(ParameterSetName = CertificateSet)]
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [Parameter(ParameterSetName = RefreshTokenSet)]
    [Alias("InstanceUrl")]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    [ValidateNotNullOrEmpty]
    public string Environment { get; set; } = "Production";

    /// <summary>How long to wait for the user, or for the Salesforce CLI.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceSet)]
    [Parameter(ParameterSetName = CliSet)]
    [ValidateRange(1, 3600)]
    public int TimeoutSeconds { get; set; } = 300;

    /// <summary>The name by which -Org finds the org; the username where it is left out, practice for a practice org,
    /// and the alias of the Salesforce CLI for its orgs. An org of the same alias is replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Alias { get; set; }

    /// <summary>The API version to speak; the newest that the org offers and this module knows where it is left
    /// out.</summary>
    [Parameter]
    [ApiVersion]
    [ArgumentCompleter(typeof(ApiVersionCompleter))]
    public ApiVersion? ApiVersion { get; set; }

    /// <summary>Leaves the session's current org as it is: cmdlets use the new one only if -Org names it, or after
    /// Select-EcaOrg.</summary>
    [Parameter]
    public SwitchParameter NoDefault { get; set; }

    private TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        SalesforceClientOptions options = new() { TimeProvider = PracticeOrg?.Server.Time ?? Time };
        EcaOrg org = ParameterSetName switch
        {
            AccessTokenSet => await OrgConnector.ConnectAsync(
                LoginHost.Parse(Environment).Url,
                new AccessToken(AccessToken!),
                Alias,
                ApiVersion,
                options,
                cancellation
            ),
            PracticeOrgSet => await OrgConnector.ConnectAsync(
                PracticeOrg!.Url,
                new AccessToken(PracticeOrg.AccessToken),
                Alias ?? "practice",
                ApiVersion,
                options,
                cancellation
            ),
            _ => await OrgConnector.ConnectAsync(Login(), Alias ?? SfAlias, ApiVersion, options, cancellation),
        };
        if (org.OrgType == OrgType.Production)
        {
            WriteWarning($"{org.OrgName} ({org.OrgId}) is a production org. Changes to it ask for confirmation.");
        }

        EcaSession.Of(SessionState).Orgs.Add(org, makeCurrent: !NoDefault);
        Write(org);
    }

    private OrgLogin Login()
    {
        switch (ParameterSetName)
        {
            case CliSet:
                return new SalesforceCliLogin(SfAlias!, SalesforceCli.Installed(Timeout));
            case AuthUrlPathSet:
                return Core.Salesforce.Login.AuthUrl.Read(ResolvePaths(AuthUrlPath!, literal: true)[0]);
            case AuthUrlSet:
                return Core.Salesforce.Login.AuthUrl.Parse(AuthUrl!);
        }

        LoginHost host = LoginHost.Parse(Environment);
        return ParameterSetName switch
        {
            KeyFileSet => Jwt(host, KeyFile.Read(ResolvePaths(PrivateKeyPath!, literal: true)[0], Password, Time)),
            CertificateSet => Jwt(host, JwtSigningKey.From(Certificate!, Time)),
            CredentialSet => new ClientCredentialsLogin(host, Credential!.UserName, Credential.Password),
            BrowserSet => new WebServerLogin(host, ClientId!, ClientSecret, CallbackUrl, Open, Timeout),
            DeviceSet => new DeviceLogin(host, ClientId!, ClientSecret, OnPipeline<DeviceCode>(Show), Timeout),
            _ => new RefreshTokenLogin(host, ClientId!, ClientSecret, RefreshToken!),
        };
    }

    private JwtBearerLogin Jwt(LoginHost host, JwtSigningKey key) =>
        new(host, ClientId!, Username!, key) { Audience = Audience };

    /// <summary>Called before the first wait, so still on the pipeline thread.</summary>
    private void Open(Uri page)
    {
        if (BrowserLauncher.TryOpen(page))
        {
            Say($"Log in with the browser that has just opened. If none has, go to {page}");
        }
        else
        {
            Say($"Log in with a browser on this machine: {page}");
        }
    }

    private void Show(DeviceCode device) => Say($"Go to {device.VerificationUrl} and type the code {device.UserCode}");

    /// <summary>Says it on the host as Write-Host does, so that it is seen whatever the preferences, and in a build's
    /// log.</summary>
    private void Say(string text) => WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);

    /// <summary>Lets an action that may be called on any thread do its work on the pipeline thread.</summary>
    private static Action<T> OnPipeline<T>(Action<T> action)
    {
        SynchronizationContext pipeline = SynchronizationContext.Current!;
        return item => pipeline.Post(_ => action(item), null);
    }
}
