using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Salesforce;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Flows;

/// <summary>A practice org with apps that are made for one test.</summary>
internal sealed class FlowOrg : IAsyncDisposable
{
    public const string Callback = "http://localhost:1717/callback";
    public const string Assigned = "dmitri.novak@harbourline.example.com";
    public const string Unassigned = "farid.haddad@harbourline.example.com";
    public const string RunAs = "ada.moreau@harbourline.example.com";
    public const string PreAuthorized =
        "<commaSeparatedPermissionSet>Route_Planning</commaSeparatedPermissionSet><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>";
    public const string ClientCredentials =
        $"<clientCredentialsFlowUser>{RunAs}"
        + $"</clientCredentialsFlowUser><isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>";

    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXkabcdefgh";

    private static readonly Lazy<X509Certificate2> Made = new(Certify);
    private static readonly Lazy<JwtSigningKey> MadeKey = new(() => JwtSigningKey.From(Made.Value, FixedTime.AtNoon));
    private readonly HttpClient _http;

    private FlowOrg(PracticeOrgServer server, EcaOrg org)
    {
        (Server, Org) = (server, org);
        _http = new HttpClient(new HttpClientHandler { UseProxy = false }) { BaseAddress = server.Url };
    }

    public static X509Certificate2 Certificate => Made.Value;

    public static JwtSigningKey Key => MadeKey.Value;

    /// <summary>The challenge of <see cref="Verifier"/>.</summary>
    public static string Challenge => Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public PracticeOrgServer Server { get; }

    public EcaOrg Org { get; }

    public static async Task<FlowOrg> StartAsync(PracticeOrgOptions? options = null)
    {
        options ??= new PracticeOrgOptions();
        PracticeOrgServer server = PracticeOrgServer.Start(
            options.TimeProvider == TimeProvider.System ? options with { Now = FixedTime.Noon } : options
        );
        return new FlowOrg(
            server,
            await OrgConnector.ConnectAsync(
                server.Url,
                new AccessToken(server.AccessToken),
                "practice",
                new ApiVersion(68)
            )
        );
    }

    public static SecureString Secret(string text) => new NetworkCredential("", text).SecurePassword;

    /// <summary>Makes an app, or replaces its settings, and reads it back as a user would.</summary>
    public async Task<ExternalClientApp> MakeAsync(
        string name,
        string global = "",
        string policy = "",
        string scopes = "Api, RefreshToken"
    )
    {
        string own = $"<externalClientApplication>{name}</externalClientApplication>";
        await SaveAsync(
            "upsertMetadata",
            "ExternalClientApplication",
            name,
            $"<distributionState>Local</distributionState><label>{name}</label>"
        );
        await SaveAsync(
            "upsertMetadata",
            "ExtlClntAppOauthSettings",
            name + "_oauth",
            $"<commaSeparatedOauthScopes>{scopes}</commaSeparatedOauthScopes>{own}"
        );
        await SaveAsync(
            "upsertMetadata",
            "ExtlClntAppGlobalOauthSettings",
            name + "_glbloauth",
            $"<callbackUrl>{Callback}</callbackUrl>{own}{global}"
        );
        if (policy.Length > 0)
        {
            await SaveAsync(
                "updateMetadata",
                "ExtlClntAppOauthConfigurablePolicies",
                name + "_oauth_defaultPolicy",
                own + policy
            );
        }

        await foreach (ExternalClientApp app in new ExternalClientAppReader(Org).ReadAsync())
        {
            if (app.Name == name)
            {
                return app;
            }
        }

        throw new InvalidOperationException($"{name} is not there.");
    }

    public Task<ExternalClientApp> MakeJwtAppAsync(string name = "Vouching") =>
        MakeAsync(name, $"<certificate>{Certificate.ExportCertificatePem()}</certificate>", PreAuthorized);

    public Task<ExternalClientApp> MakeClientCredentialsAppAsync(string name = "Machine") =>
        MakeAsync(name, "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>", ClientCredentials);

    /// <summary>An app whose callers exchange tokens that a handler knows: a class of the practice org stands in for
    /// the Apex one.</summary>
    public async Task<ExternalClientApp> MakeExchangeAppAsync(
        Func<string, string, string?> usernameOf,
        string name = "Partner"
    )
    {
        ExternalClientApp app = await MakeAsync(
            name,
            "<isTokenExchangeEnabled>true</isTokenExchangeEnabled>",
            "<isTokenExchangeFlowEnabled>true</isTokenExchangeFlowEnabled>"
        );
        await SaveAsync(
            "upsertMetadata",
            "OauthTokenExchangeHandler",
            name + "_Handler",
            $"""
            <description>d</description><developerName>{name}_Handler</developerName>
            <enablements><apexExecutionUser>{RunAs}</apexExecutionUser><externalClientApp>{name}</externalClientApp><isDefault>true</isDefault></enablements>
            <isAccessTokenSupported>false</isAccessTokenSupported><isContactCreationAllowed>false</isContactCreationAllowed><isEnabled>true</isEnabled><isIdTokenSupported>false</isIdTokenSupported><isJwtSupported>true</isJwtSupported>
            <isRefreshTokenSupported>false</isRefreshTokenSupported><isSaml2Supported>false</isSaml2Supported><isUserCreationAllowed>false</isUserCreationAllowed><masterLabel>h</masterLabel><tokenHandlerApex>{name}Exchange</tokenHandlerApex>
            """
        );
        Server.SetTokenExchangeHandler(name + "Exchange", usernameOf);
        return app;
    }

    /// <summary>The consumer secret, from the org's own REST resource.</summary>
    public async Task<SecureString> SecretOfAsync(ExternalClientApp app)
    {
        await SaveAsync(
            "updateMetadata",
            "ExternalClientAppSettings",
            "ExternalClientApp",
            "<enableClientSecretInRestApiAccess>true</enableClientSecretInRestApiAccess>"
        );
        JsonElement consumers = await Org.GetClient().GetJsonAsync($"apps/oauth/credentials/{app.Id}");
        string id = consumers.GetProperty("consumers")[0].GetProperty("id").GetString()!;
        JsonElement pair = await Org.GetClient()
            .GetJsonAsync($"apps/oauth/credentials/{app.Id}/{id}?part=keyandsecret");
        return Secret(pair.GetProperty("secret").GetString()!);
    }

    /// <summary>A Connected App of the demo.</summary>
    public async Task<ConnectedApp> ConnectedAppAsync(string name)
    {
        await foreach (ConnectedAppFile file in new ConnectedAppOrgReader(Org).ReadAsync())
        {
            if (file.App is { } app && app.Name == name)
            {
                return app;
            }
        }

        throw new InvalidOperationException(name);
    }

    /// <summary>The refresh token of a login in a browser.</summary>
    public async Task<string> RefreshTokenAsync(ExternalClientApp app)
    {
        OAuthToken token = await OAuthTokenClient.RequestAsync(
            Server.Url,
            OAuthGrant.AuthorizationCode(
                app.ConsumerKey!,
                await SecretOfAsync(app),
                new NetworkCredential("", await LogInAsync(app, Challenge)).Password,
                Callback,
                Verifier
            )
        );
        return token.RefreshToken!;
    }

    /// <summary>Logs a user in on the authorize page and gives the code.</summary>
    public async Task<SecureString> LogInAsync(ExternalClientApp app, string challenge, string username = RunAs)
    {
        Uri page = new(
            Server.Url,
            $"/services/oauth2/authorize?response_type=code&client_id={Uri.EscapeDataString(app.ConsumerKey!)}"
                + $"&redirect_uri={Uri.EscapeDataString(Callback)}&code_challenge={challenge}"
        );
        Uri callback = await PracticeUser.AnswerAsync(Server, page, username);
        return Secret(
            Uri.UnescapeDataString(
                Regex
                    .Match(
                        callback.Query,
                        "[?&]code=(?<value>[^&]+)",
                        RegexOptions.ExplicitCapture,
                        TimeSpan.FromSeconds(1)
                    )
                    .Groups["value"]
                    .Value
            )
        );
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }

    public static X509Certificate2 Certify()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=flow test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(FixedTime.Noon.AddDays(-1), FixedTime.Noon.AddYears(1));
    }

    private async Task SaveAsync(string operation, string type, string name, string elements)
    {
        string envelope = $"""
            <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://soap.sforce.com/2006/04/metadata">
            <soapenv:Header><SessionHeader><sessionId>{Server.AccessToken}</sessionId></SessionHeader></soapenv:Header>
            <soapenv:Body><{operation}><metadata xsi:type="{type}"><fullName>{name}</fullName>{elements}</metadata></{operation}></soapenv:Body></soapenv:Envelope>
            """;
        using StringContent content = new(envelope, Encoding.UTF8, "text/xml");
        content.Headers.Add("SOAPAction", "\"\"");
        using HttpResponseMessage response = await _http.PostAsync("/services/Soap/m/68.0", content);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(answer.Contains("<success>true</success>", StringComparison.Ordinal), answer);
    }
}
