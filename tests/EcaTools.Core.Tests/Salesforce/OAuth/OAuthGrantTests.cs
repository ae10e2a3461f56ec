using System.Net;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;
using Xunit;
using static EcaTools.Core.Tests.Salesforce.LoginApp;

namespace EcaTools.Core.Tests.Salesforce.OAuth;

/// <summary>What each grant sends, what of it is secret, and whether it may be sent twice.</summary>
public class OAuthGrantTests
{
    private const string JwtType = "urn:ietf:params:oauth:token-type:jwt";
    private static readonly Uri Host = new("https://acme.my.salesforce.com");

    private static readonly Dictionary<string, (OAuthGrant Grant, bool IsOnce, string Form)> Grants = new(
        StringComparer.Ordinal
    )
    {
        ["client credentials"] = (
            OAuthGrant.ClientCredentials("key", Secure("SECRET-1")),
            false,
            "grant_type=client_credentials&client_id=key&client_secret=SECRET-1"
        ),
        ["JWT bearer"] = (
            OAuthGrant.JwtBearer("SECRET-2"),
            false,
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=SECRET-2"
        ),
        ["SAML bearer"] = (
            OAuthGrant.SamlBearer("SECRET-2"),
            false,
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Asaml2-bearer&assertion=SECRET-2"
        ),
        ["code"] = (
            OAuthGrant.AuthorizationCode("key", Secure("SECRET-1"), "SECRET-3", "http://localhost/cb", "SECRET-4"),
            true,
            "grant_type=authorization_code&client_id=key&client_secret=SECRET-1&code=SECRET-3&redirect_uri=http%3A%2F%2Flocalhost%2Fcb&code_verifier=SECRET-4"
        ),
        ["code without a secret"] = (
            OAuthGrant.AuthorizationCode("key", null, "SECRET-3", "http://localhost/cb", null),
            true,
            "grant_type=authorization_code&client_id=key&code=SECRET-3&redirect_uri=http%3A%2F%2Flocalhost%2Fcb"
        ),
        ["refresh token"] = (
            OAuthGrant.RefreshToken("key", Secure("SECRET-1"), Secure("SECRET-5")),
            true,
            "grant_type=refresh_token&client_id=key&client_secret=SECRET-1&refresh_token=SECRET-5"
        ),
        ["device"] = (
            OAuthGrant.DeviceCode("key", null, "SECRET-6"),
            true,
            "grant_type=device&client_id=key&code=SECRET-6"
        ),
        ["token exchange"] = (
            OAuthGrant.TokenExchange("key", Secure("SECRET-1"), Secure("SECRET-7"), JwtType, "Handler"),
            true,
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&client_id=key&client_secret=SECRET-1&subject_token=SECRET-7&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Ajwt&token_handler=Handler"
        ),
        ["password"] = (
            OAuthGrant.Password("key", Secure("SECRET-1"), "ada@example.com", "SECRET-8"),
            true,
            "grant_type=password&client_id=key&client_secret=SECRET-1&username=ada%40example.com&password=SECRET-8"
        ),
        ["another secret"] = (
            OAuthGrant.ClientCredentials("key", Secure("SECRET-1")).WithClientSecret("SECRET-9"),
            false,
            "grant_type=client_credentials&client_id=key&client_secret=SECRET-9"
        ),
    };

    public static TheoryData<string> All => [.. Grants.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_grant_is_sent_as_a_form_and_what_is_secret_in_it_is_never_said_back(string name)
    {
        Echo echo = new();

        OAuthOutcome refused = await OAuthTokenClient.SendAsync(
            Host,
            Grants[name].Grant,
            new SalesforceClientOptions { Handler = echo }
        );

        Assert.Equal(Grants[name].Form, echo.Body);
        Assert.DoesNotContain("SECRET", refused.ToString() + Grants[name].Grant, StringComparison.Ordinal);
        Assert.Contains("(secret)", refused.Description, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_is_used_up_is_sent_once_and_all_else_again(string name)
    {
        StubOrg stub = new StubOrg().Answer(502, "bad gateway", "text/plain");

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            stub.Time.RunAsync(OAuthTokenClient.SendAsync(Host, Grants[name].Grant, stub.Options()))
        );

        Assert.Equal(
            Grants[name].IsOnce ? ("TokenAnswerLost", 1) : ("ServerFault", 4),
            (error.ErrorId, stub.Sent.Count)
        );
        Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_answer_that_is_not_understood_is_told_as_such_and_not_shown(string name)
    {
        StubOrg stub = new StubOrg().Answer(200, "token: 00D000000000001!abc", "text/plain");

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            OAuthTokenClient.SendAsync(Host, Grants[name].Grant, stub.Options())
        );

        Assert.Equal("UnexpectedResponse", error.ErrorId);
        Assert.DoesNotContain("abc", error.ToString(), StringComparison.Ordinal);
        Assert.Single(stub.Sent);
    }

    /// <summary>Says the form back as an error, as a careless gateway might.</summary>
    private sealed class Echo : HttpMessageHandler
    {
        public string Body { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            string error = JsonSerializer.Serialize(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["error"] = "odd",
                    ["error_description"] = Body,
                }
            );
            return new HttpResponseMessage(HttpStatusCode.BadRequest)
            {
                Content = new StringContent(error, Encoding.UTF8, "application/json"),
            };
        }
    }
}
