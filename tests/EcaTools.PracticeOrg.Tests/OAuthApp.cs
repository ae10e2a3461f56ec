using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using EcaTools.PracticeOrg.Metadata;

namespace EcaTools.PracticeOrg.Tests;

/// <summary>An ECA made for one test, with what a caller of it knows.</summary>
public sealed class OAuthApp
{
    public const string Callback = "https://app.example.com/callback";
    public const string Ada = "ada.moreau@harbourline.example.com";
    public const string Dmitri = "dmitri.novak@harbourline.example.com";
    public const string Farid = "farid.haddad@harbourline.example.com";
    public const string Retired = "ivan.retired@harbourline.example.com";

    private static readonly Lazy<RSA> s_key = new(() => RSA.Create(2048));
    private static readonly Lazy<RSA> s_otherKey = new(() => RSA.Create(2048));

    private readonly PracticeClient _client;

    private OAuthApp(PracticeClient client, string name)
    {
        _client = client;
        Name = name;
    }

    public string Name { get; }

    public string Key => Global.ConsumerKey!;

    public string Secret => Global.Secret!.Reveal();

    public string Id => _client.Org.World.Metadata.Find("ExternalClientApplication", Name)!.Id;

    private StoredRecord Global => _client.Org.World.Metadata.SatelliteOf(Name, "ExtlClntAppGlobalOauthSettings")!;

    /// <summary>An ECA that any user may allow, without PKCE unless the test asks for it.</summary>
    public static async Task<OAuthApp> MakeAsync(
        PracticeClient client,
        string name = "App",
        string scopes = "Api, RefreshToken",
        string global = "<isPkceRequired>false</isPkceRequired>",
        string policy = "",
        string settings = ""
    )
    {
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExternalClientApplication",
                name,
                $"<distributionState>Local</distributionState><label>{name}</label>"
            )
        );
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppOauthSettings",
                name + "_oauth",
                $"<commaSeparatedOauthScopes>{scopes}</commaSeparatedOauthScopes><externalClientApplication>{name}</externalClientApplication>{settings}"
            )
        );
        OAuthApp app = new(client, name);
        await app.SetGlobalAsync(global);
        if (policy.Length > 0)
        {
            await app.SetPolicyAsync(policy);
        }

        return app;
    }

    /// <summary>Replaces the global settings. A callback is given unless the elements bring their own.</summary>
    public async Task SetGlobalAsync(string elements)
    {
        string callback = elements.Contains("<callbackUrl>", StringComparison.Ordinal)
            ? ""
            : $"<callbackUrl>{Callback}</callbackUrl>";
        Assert.Null(
            await _client.SaveAsync(
                "upsertMetadata",
                "ExtlClntAppGlobalOauthSettings",
                Name + "_glbloauth",
                $"{callback}<externalClientApplication>{Name}</externalClientApplication>{elements}",
                version: 68
            )
        );
    }

    public async Task SetPolicyAsync(string elements) =>
        Assert.Null(
            await _client.SaveAsync(
                "updateMetadata",
                "ExtlClntAppOauthConfigurablePolicies",
                Name + "_oauth_defaultPolicy",
                $"<externalClientApplication>{Name}</externalClientApplication>{elements}"
            )
        );

    public async Task SetEnabledAsync(bool app, bool plugin) =>
        Assert.Null(
            await _client.SaveAsync(
                "updateMetadata",
                "ExtlClntAppConfigurablePolicies",
                Name + "_defaultPolicy",
                $"<externalClientApplication>{Name}</externalClientApplication><isEnabled>{(app ? "true" : "false")}</isEnabled><isOauthPluginEnabled>{(plugin ? "true" : "false")}</isOauthPluginEnabled>"
            )
        );

    public string AuthorizeUrl(params (string Name, string Value)[] more)
    {
        StringBuilder url = new(
            $"/services/oauth2/authorize?response_type=code&client_id={Uri.EscapeDataString(Key)}&redirect_uri={Uri.EscapeDataString(Callback)}"
        );
        foreach ((string name, string value) in more)
        {
            url.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return url.ToString();
    }

    /// <summary>Takes a user through the pages, in a browser of their own, and returns where it ends.</summary>
    public async Task<BrowserPage> AllowAsync(
        string username = Ada,
        string? address = null,
        params (string Name, string Value)[] more
    )
    {
        using TestBrowser browser = new(_client.Org, address);
        BrowserPage page = await browser.GetAsync(AuthorizeUrl(more));
        page = page.Title == "Login" ? await browser.LogInAsync(page, username) : page;
        return page.Title.StartsWith("Allow", StringComparison.Ordinal)
            ? await browser.SubmitAsync(page, "approve")
            : page;
    }

    /// <summary>Redeems a code.</summary>
    public Task<(HttpStatusCode Status, JsonElement Body)> RedeemAsync(
        string code,
        params (string Name, string Value)[] more
    ) =>
        _client.TokenAsync([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("client_id", Key),
            ("client_secret", Secret),
            ("redirect_uri", Callback),
            .. more,
        ]);

    /// <summary>Tokens of a user, by the whole web server flow.</summary>
    public async Task<JsonElement> LogInAsync(string username = Ada)
    {
        (HttpStatusCode status, JsonElement body) = await RedeemAsync((await AllowAsync(username)).Parameter("code")!);
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return body;
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> RefreshAsync(string refreshToken) =>
        _client.TokenAsync(
            ("grant_type", "refresh_token"),
            ("refresh_token", refreshToken),
            ("client_id", Key),
            ("client_secret", Secret)
        );

    /// <summary>A certificate for assertions, of one of two keys that are made once.</summary>
    public static X509Certificate2 Certificate(bool other = false)
    {
        CertificateRequest request = new(
            "CN=test",
            (other ? s_otherKey : s_key).Value,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        return request.CreateSelfSigned(TestDay.Noon.AddDays(-1), TestDay.Noon.AddYears(10));
    }

    public static void IsRefused((HttpStatusCode Status, JsonElement Body) answer, string error, string description)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(
            (error, description),
            (answer.Body.GetProperty("error").GetString(), answer.Body.GetProperty("error_description").GetString())
        );
    }

    public static string Escape(string text) => SecurityElement.Escape(text);
}
