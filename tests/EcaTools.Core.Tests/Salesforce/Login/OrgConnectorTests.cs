using System.Net;
using System.Security;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.OAuth;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce.Login;

public class OrgConnectorTests
{
    [Theory]
    [InlineData(OrgType.Sandbox, "https://acme.my.salesforce.com", "https://test.salesforce.com")]
    [InlineData(OrgType.Scratch, "https://acme.my.salesforce.com", "https://test.salesforce.com")]
    [InlineData(OrgType.Production, "https://acme.my.salesforce.com", "https://login.salesforce.com")]
    [InlineData(OrgType.Developer, "https://acme.my.salesforce.com", "https://login.salesforce.com")]
    [InlineData(OrgType.Practice, "http://localhost:1717/", "http://localhost:1717")]
    public void The_kind_of_org_decides_who_an_assertion_is_for(OrgType type, string url, string audience)
    {
        EcaOrg org = new(new StubOrg().Client())
        {
            Alias = "a",
            Username = "u",
            UserId = "005",
            OrgId = "00D",
            OrgName = "n",
            OrgType = type,
            InstanceUrl = url,
            ApiVersion = new ApiVersion(66),
            ConnectedAt = DateTimeOffset.UnixEpoch,
        };

        Assert.Equal(audience, org.GetAssertionAudience());
        Assert.Equal("a", org.ToString());
    }

    private const string UserInfo =
        """{"user_id":"005000000000001AAA","organization_id":"00D000000000001AAA","preferred_username":"admin@example.com"}""";

    [Theory]
    [InlineData(
        "https://acme.my.salesforce.com",
        """{"Name":"Acme","IsSandbox":false,"OrganizationType":"Enterprise Edition","TrialExpirationDate":null}""",
        OrgType.Production
    )]
    [InlineData(
        "https://acme.my.salesforce.com",
        """{"Name":"Acme","IsSandbox":false,"OrganizationType":"Developer Edition","TrialExpirationDate":null}""",
        OrgType.Developer
    )]
    [InlineData(
        "https://acme.my.salesforce.com",
        """{"Name":"Acme","IsSandbox":true,"OrganizationType":"Enterprise Edition","TrialExpirationDate":null}""",
        OrgType.Sandbox
    )]
    [InlineData(
        "https://acme.my.salesforce.com",
        """{"Name":"Acme","IsSandbox":true,"OrganizationType":"Developer Edition","TrialExpirationDate":"2026-12-01T00:00:00.000+0000"}""",
        OrgType.Scratch
    )]
    [InlineData(
        "http://localhost:1234",
        """{"Name":"Acme","IsSandbox":false,"OrganizationType":"Enterprise Edition","TrialExpirationDate":null}""",
        OrgType.Practice
    )]
    public async Task The_org_and_the_user_are_looked_up(string url, string organization, OrgType type)
    {
        StubOrg stub = Stub("""[{"version":"66.0"},{"version":"68.0"},{"version":"70.0"}]""", organization);

        EcaOrg org = await OrgConnector.ConnectAsync(
            new Uri(url),
            new AccessToken(StubOrg.Secret),
            null,
            null,
            stub.Options()
        );

        Assert.Equal(
            ("admin@example.com", "admin@example.com", "005000000000001AAA", "00D000000000001AAA", "Acme"),
            (org.Alias, org.Username, org.UserId, org.OrgId, org.OrgName)
        );
        Assert.Equal(type, org.OrgType);
        Assert.Equal(url, org.InstanceUrl);
        Assert.Equal(new ApiVersion(68), org.ApiVersion);
        Assert.Equal(stub.Time.GetUtcNow(), org.ConnectedAt);
        Assert.DoesNotContain("SECRET", org.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_and_a_version_that_are_asked_for_are_taken()
    {
        StubOrg stub = Stub("""[{"version":"66.0"},{"version":"68.0"}]""", """{"Name":"Acme"}""");

        EcaOrg org = await OrgConnector.ConnectAsync(
            new Uri("https://acme.my.salesforce.com"),
            new AccessToken(StubOrg.Secret),
            "prod",
            new ApiVersion(66),
            stub.Options()
        );

        Assert.Equal(("prod", 66), (org.Alias, org.ApiVersion.Major));
        Assert.Equal(new ApiVersion(66), org.GetClient().Version);
    }

    [Theory]
    [InlineData("prod")]
    [InlineData(null)]
    public async Task Errors_name_the_alias_of_a_connected_org_or_its_host(string? alias)
    {
        StubOrg stub = Stub("""[{"version":"68.0"}]""", """{"Name":"Acme"}""")
            .Answer(403, """[{"message":"No access","errorCode":"INSUFFICIENT_ACCESS"}]""");
        EcaOrg org = await OrgConnector.ConnectAsync(
            new Uri("https://acme.my.salesforce.com"),
            new AccessToken(StubOrg.Secret),
            alias,
            null,
            stub.Options()
        );

        EcaException error = await Assert.ThrowsAsync<EcaException>(() => org.GetClient().GetVersionsAsync());

        Assert.StartsWith(
            $"The user may not do this in {alias ?? "acme.my.salesforce.com"} (",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(alias ?? "acme.my.salesforce.com", error.Target);
    }

    [Theory]
    [InlineData("""[{"version":"66.0"}]""", 67)]
    [InlineData("""[{"version":"69.0"},{"version":"70.0"}]""", null)]
    public async Task A_version_that_the_org_does_not_offer_is_an_error(string versions, int? asked)
    {
        StubOrg stub = Stub(versions, "{}");

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            OrgConnector.ConnectAsync(
                new Uri("https://acme.my.salesforce.com"),
                new AccessToken(StubOrg.Secret),
                null,
                asked is { } major ? new ApiVersion(major) : null,
                stub.Options()
            )
        );

        Assert.Equal("ApiVersionNotSupported", error.ErrorId);
    }

    [Theory]
    [InlineData(401, """[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]""")]
    [InlineData(403, "Bad_OAuth_Token")]
    public async Task An_expired_token_fails_as_such(int status, string body)
    {
        StubOrg stub = new StubOrg().Answer(200, """[{"version":"66.0"}]""").Answer(status, body);

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            OrgConnector.ConnectAsync(
                new Uri("https://acme.my.salesforce.com"),
                new AccessToken(StubOrg.Secret),
                null,
                null,
                stub.Options()
            )
        );

        Assert.Equal("SessionExpired", error.ErrorId);
    }

    [Fact]
    public async Task Client_credentials_give_a_token()
    {
        StubOrg stub = new StubOrg().Answer(
            200,
            """{"access_token":"00D!abc","instance_url":"https://acme.my.salesforce.com","scope":"api","id":"https://login.salesforce.com/id/00D/005","token_type":"Bearer"}"""
        );

        OAuthToken token = await OAuthTokenClient.ClientCredentialsAsync(
            new Uri("https://acme.my.salesforce.com"),
            "3MVG9.key_",
            Secure("s3&cret="),
            stub.Options()
        );

        Assert.Equal("00D!abc", token.AccessToken.Reveal());
        Assert.Equal("api", token.Scope);
        Assert.Equal(
            "grant_type=client_credentials&client_id=3MVG9.key_&client_secret=s3%26cret%3D",
            stub.Sent.Single().Body
        );
        Assert.Equal("application/x-www-form-urlencoded", stub.Sent.Single().ContentType);
        Assert.Null(stub.Sent.Single().Authorization);
        Assert.DoesNotContain("abc", token.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("invalid_client_id", "client identifier invalid")]
    [InlineData("invalid_client", "invalid client credentials s3cret")]
    [InlineData("invalid_grant", "no client credentials user enabled")]
    public async Task A_refused_login_shows_the_orgs_words_and_no_secret(string error, string description)
    {
        StubOrg stub = new StubOrg().Answer(400, $$"""{"error":"{{error}}","error_description":"{{description}}"}""");

        EcaException refused = await Assert.ThrowsAsync<EcaException>(() =>
            OAuthTokenClient.ClientCredentialsAsync(
                new Uri("https://acme.my.salesforce.com"),
                "3MVG9key",
                Secure("s3cret"),
                stub.Options()
            )
        );

        Assert.Equal("OAuthRefused", refused.ErrorId);
        Assert.Contains(
            $"{error}: {description.Replace("s3cret", "(secret)", StringComparison.Ordinal)}",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_in_an_answer_that_is_not_understood_is_not_shown()
    {
        StubOrg stub = new StubOrg().Answer(200, """{"access_token":"00D!abc" """);

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            OAuthTokenClient.ClientCredentialsAsync(
                new Uri("https://acme.my.salesforce.com"),
                "key",
                Secure("s3cret"),
                stub.Options()
            )
        );

        Assert.Equal("UnexpectedResponse", error.ErrorId);
        Assert.DoesNotContain("abc", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consumer_secret_is_not_sent_over_http()
    {
        StubOrg stub = new();

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            OAuthTokenClient.ClientCredentialsAsync(
                new Uri("http://acme.my.salesforce.com"),
                "key",
                Secure("s3cret"),
                stub.Options()
            )
        );

        Assert.Equal("InsecureUrl", error.ErrorId);
        Assert.Empty(stub.Sent);
    }

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;

    private static StubOrg Stub(string versions, string organization) =>
        new StubOrg()
            .Answer(200, versions)
            .Answer(200, UserInfo)
            .Answer(200, $$"""{"done":true,"records":[{{organization}}]}""");
}
