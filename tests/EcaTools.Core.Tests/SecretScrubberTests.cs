using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Salesforce;
using Xunit;

namespace EcaTools.Core.Tests;

/// <summary>What a server says back is shown without the secrets that it was sent, however it spells them.</summary>
public class SecretScrubberTests
{
    private const string Odd = "p w+\"é&<'/\\1";
    private static readonly Uri Host = new("https://acme.my.salesforce.com");

    [Theory]
    [InlineData(Odd)]
    [InlineData("p%20w%2B%22%C3%A9%26%3C%27%2F%5C1")]
    [InlineData("p%20w%2b%22%c3%a9%26%3c%27%2f%5c1")]
    [InlineData("p+w%2B%22%C3%A9%26%3C%27%2F%5C1")]
    [InlineData("p w+&quot;&#233;&amp;&lt;&#39;/\\1")]
    [InlineData("p w+\\\"é&<'/\\\\1")]
    [InlineData("p w\\u002B\\u0022\\u00E9\\u0026\\u003C\\u0027/\\\\1")]
    public void Every_spelling_of_a_secret_is_found(string spelled) =>
        Assert.Equal("a (secret) b", SecretScrubber.Scrub($"a {spelled} b", [Odd]));

    [Fact]
    public void A_secret_that_begins_another_one_leaves_nothing_of_it()
    {
        Assert.Equal("(secret) (secret)", SecretScrubber.Scrub("abcdef abc", ["abc", "", "abcdef"]));
        Assert.Equal("as it was", SecretScrubber.Scrub("as it was", [""]));
    }

    [Theory]
    [InlineData("s3%26cret%3D")]
    [InlineData("s3&cret=")]
    public async Task A_refused_login_and_a_refused_revocation_show_no_secret_in_any_spelling(string said)
    {
        string body = $$"""{"error":"invalid_client","error_description":"not known: {{said}}"}""";

        OAuthOutcome login = await OAuthTokenClient.SendAsync(
            Host,
            OAuthGrant.ClientCredentials("key", LoginApp.Secure("s3&cret=")),
            new StubOrg().Answer(400, body).Options()
        );
        OAuthOutcome revocation = await OAuthTokenClient.RevokeAsync(
            Host,
            "s3&cret=",
            new StubOrg().Answer(400, body).Options(),
            default
        );
        EcaException page = await Assert.ThrowsAsync<EcaException>(() =>
            OAuthTokenClient.SendAsync(
                Host,
                OAuthGrant.ClientCredentials("key", LoginApp.Secure("s3&cret=")),
                new StubOrg().Answer(403, $"<p>{said}</p>", "text/html").Options()
            )
        );

        Assert.Equal("not known: (secret)", login.Description);
        Assert.Equal("not known: (secret)", revocation.Description);
        Assert.Equal("UnexpectedResponse", page.ErrorId);
        Assert.Contains("<p>(secret)</p>", page.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00D!first")]
    [InlineData("00D!second")]
    [InlineData("00D%21first")]
    public async Task A_token_stays_secret_after_its_renewal_and_so_does_the_one_that_came_of_it(string said)
    {
        StubOrg stub = new StubOrg()
            .Answer(401, """[{"errorCode":"INVALID_SESSION_ID","message":"expired"}]""")
            .Answer(401, $$"""[{"errorCode":"INVALID_SESSION_ID","message":"no session {{said}}"}]""");
        SalesforceClient client = new(
            Host,
            new AccessToken("00D!first"),
            new ApiVersion(66),
            stub.Options(),
            _ => Task.FromResult(new AccessToken("00D!second"))
        );

        EcaException error = await stub.FailAsync(connection => connection.GetJsonAsync("limits"), client);

        Assert.Equal("SessionExpired", error.ErrorId);
        Assert.Contains("no session (secret)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(said, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_at_the_edge_of_what_is_shown_is_not_shown_by_half()
    {
        StubOrg stub = new StubOrg().Answer(403, new string('x', 195) + StubOrg.Secret, "text/plain");

        EcaException error = await stub.FailAsync(client => client.GetJsonAsync("limits"));

        Assert.DoesNotContain(StubOrg.Secret[..5], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_of_the_token_endpoint_is_told_as_one()
    {
        StubOrg stub = new StubOrg().Answer(
            302,
            "",
            "",
            ("Location", "https://elsewhere.example.com/services/oauth2/token?s=1")
        );

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            OAuthTokenClient.SendAsync(Host, OAuthGrant.ClientCredentials("key", LoginApp.Secure("s")), stub.Options())
        );

        Assert.Equal("UnsafeHost", error.ErrorId);
        Assert.Single(stub.Sent);
    }
}
