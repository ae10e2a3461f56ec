using System.Text;
using static EcaTools.PracticeOrg.Tests.OAuthApp;

namespace EcaTools.PracticeOrg.Tests.OAuth;

/// <summary>Whatever is sent to the OAuth endpoints is answered, and nothing of it crashes the org.</summary>
public class OAuthFuzzTests
{
    private static readonly string[] s_paths =
    [
        "/services/oauth2/token",
        "/services/oauth2/authorize",
        "/services/oauth2/introspect",
        "/services/oauth2/revoke",
        "/setup/connect",
    ];

    private static readonly string[] s_names =
    [
        "grant_type",
        "response_type",
        "client_id",
        "client_secret",
        "redirect_uri",
        "code",
        "code_verifier",
        "code_challenge",
        "code_challenge_method",
        "refresh_token",
        "assertion",
        "scope",
        "state",
        "prompt",
        "login_hint",
        "request",
        "step",
        "username",
        "password",
        "user_code",
        "token",
        "subject_token",
        "subject_token_type",
        "token_handler",
        "nonce",
    ];

    private static readonly string[] s_values =
    [
        "",
        "code",
        "token",
        "device_code",
        "device",
        "login",
        "approve",
        "deny",
        "none",
        "api",
        "api refresh_token",
        "S256",
        "plain",
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "password",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:saml2-bearer",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:ietf:params:oauth:token-type:id_token",
        "urn:ietf:params:oauth:token-type:access_token",
        Ada,
        "\0",
        "\ud800",
        "%",
        "\r\nX: y",
        "<script>",
        "é",
        "0123456789012345678901234567890123456789012",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Random_forms_are_answered_and_never_crash_the_org(int seed)
    {
        Random random = new(seed);
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(
            client,
            global: $"<certificate>{Certificate().ExportCertificatePem()}"
                + $"</certificate><isDeviceFlowEnabled>true</isDeviceFlowEnabled><isPkceRequired>false</isPkceRequired><isTokenExchangeEnabled>true</isTokenExchangeEnabled>",
            policy: "<isTokenExchangeFlowEnabled>true</isTokenExchangeFlowEnabled>"
        );
        string[] values =
        [
            .. s_values,
            app.Key,
            app.Key,
            app.Key,
            app.Secret,
            app.Secret,
            Callback,
            Callback,
            client.Org.Password,
        ];
        using HttpClientHandler handler = new() { AllowAutoRedirect = false, UseCookies = false };
        using HttpClient http = new(handler) { BaseAddress = client.Org.Url };
        for (int i = 0; i < 1500; i++)
        {
            StringBuilder form = new();
            foreach (string name in s_names.Where(_ => random.Next(2) == 0))
            {
                string value =
                    name == "assertion" || random.Next(12) == 0
                        ? Assertion(random, app.Key)
                        : values[random.Next(values.Length)];
                form.Append('&')
                    .Append(name)
                    .Append('=')
                    .Append(random.Next(20) == 0 ? value : Uri.EscapeDataString(value));
            }

            string path = s_paths[random.Next(s_paths.Length)];
            bool isPost = random.Next(3) > 0;
            using StringContent content = new(form.ToString(), Encoding.UTF8, "application/x-www-form-urlencoded");
            using HttpRequestMessage request = new(
                isPost ? HttpMethod.Post : HttpMethod.Get,
                isPost
                    ? path
                    : path + "?" + form.Replace(" ", "%20").Replace("\r", "").Replace("\n", "").Replace("\0", "")
            )
            {
                Content = isPost ? content : null,
            };
            request.Headers.TryAddWithoutValidation(
                "Cookie",
                random.Next(2) == 0 ? "practice_sid" : "practice_sid=" + new string('a', 64)
            );
            using HttpResponseMessage response = await http.SendAsync(request);
        }

        Assert.DoesNotContain(client.Org.Requests.Entries, e => e.Crash is not null);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetAsync(client.Data("/limits"))).Status);
    }

    /// <summary>Something that begins as an assertion does.</summary>
    private static string Assertion(Random random, string key)
    {
        string[] claims =
        [
            "{}",
            "[]",
            "{\"iss\":\"\\ud800\"}",
            $"{{\"iss\":\"{key}\",\"sub\":\"{Ada}\",\"aud\":[1,null,\"x\"],\"exp\":1e999}}",
            $"{{\"iss\":\"{key}\",\"exp\":\"x\"}}",
            "{",
        ];
        string[] xml =
        [
            "<a/>",
            "<!DOCTYPE a>",
            $"<Assertion xmlns='urn:oasis:names:tc:SAML:2.0:assertion' Version='2.0' ID='_1'><Issuer>{key}"
                + $"</Issuer><Signature "
                + $"xmlns='http://www.w3.org/2000/09/xmldsig#'><SignedInfo/></Signature></Assertion>",
            "<?xml version='1.0' encoding='utf-99'?><a/>",
            "\ufeff<a",
        ];
        string Encode(string text) =>
            Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return random.Next(2) == 0
            ? $"{Encode("{\"alg\":\"RS256\"}")}.{Encode(claims[random.Next(claims.Length)])}.{Encode("x")}"
            : Encode(xml[random.Next(xml.Length)]);
    }
}
