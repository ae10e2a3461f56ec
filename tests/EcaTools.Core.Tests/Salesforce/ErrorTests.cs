using EcaTools.Core.Salesforce.MetadataApi;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce;

public class ErrorTests
{
    [Theory]
    [InlineData(401, "INVALID_SESSION_ID", "SessionExpired", EcaErrorCategory.AuthenticationError)]
    [InlineData(403, "REQUEST_LIMIT_EXCEEDED", "ApiLimitReached", EcaErrorCategory.LimitsExceeded)]
    [InlineData(403, "FUNCTIONALITY_NOT_ENABLED", "FeatureNotEnabled", EcaErrorCategory.PermissionDenied)]
    [InlineData(403, "API_DISABLED_FOR_ORG", "FeatureNotEnabled", EcaErrorCategory.PermissionDenied)]
    [InlineData(403, "INSUFFICIENT_ACCESS", "PermissionDenied", EcaErrorCategory.PermissionDenied)]
    [InlineData(400, "INSUFFICIENT_ACCESS_OR_READONLY", "PermissionDenied", EcaErrorCategory.PermissionDenied)]
    [InlineData(403, "SOMETHING_ELSE", "PermissionDenied", EcaErrorCategory.PermissionDenied)]
    [InlineData(404, "NOT_FOUND", "NotFound", EcaErrorCategory.ObjectNotFound)]
    [InlineData(400, "MALFORMED_QUERY", "MalformedQuery", EcaErrorCategory.InvalidArgument)]
    [InlineData(400, "INVALID_FIELD", "RequestRefused", EcaErrorCategory.InvalidResult)]
    [InlineData(400, "DUPLICATE_VALUE", "RequestRefused", EcaErrorCategory.InvalidResult)]
    [InlineData(500, "UNKNOWN_EXCEPTION", "ServerFault", EcaErrorCategory.ConnectionError)]
    public async Task Each_rest_error_has_its_own_id_and_shows_the_orgs_words(
        int status,
        string code,
        string id,
        EcaErrorCategory category
    )
    {
        StubOrg org = new StubOrg().Answer(
            status,
            $$"""[{"message":"The org's own words","errorCode":"{{code}}","fields":["Name"]}]"""
        );

        EcaException error = await org.FailAsync(client => client.GetJsonAsync("limits"));

        Assert.Equal(id, error.ErrorId);
        Assert.Equal(category, error.Category);
        Assert.Contains($"{code}: The org's own words (fields: Name)", error.Message, StringComparison.Ordinal);
        Assert.Contains("acme.my.salesforce.com", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.NextStep);
        Assert.Single(org.Sent);
    }

    [Theory]
    [InlineData("INVALID_FIELD")]
    [InlineData("INVALID_TYPE")]
    public async Task An_unknown_field_or_object_of_a_query_is_the_querys_fault(string code)
    {
        StubOrg org = new StubOrg().Answer(400, $$"""[{"message":"No such column","errorCode":"{{code}}"}]""");

        EcaException error = await org.FailAsync(client =>
            client.QueryAsync("SELECT Nope FROM User").ToListAsync().AsTask()
        );

        Assert.Equal("MalformedQuery", error.ErrorId);
    }

    [Fact]
    public async Task A_reached_limit_says_how_much_was_used()
    {
        StubOrg org = new StubOrg().Answer(
            403,
            """[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]""",
            "application/json",
            ("Sforce-Limit-Info", "api-usage=15000/15000")
        );

        EcaException error = await org.FailAsync(client => client.GetJsonAsync("limits"));

        Assert.Contains("15000 of 15000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_token_is_told_by_the_bare_word_that_userinfo_answers()
    {
        StubOrg org = new StubOrg().Answer(403, "Bad_OAuth_Token", "text/html");

        Assert.Equal(
            "SessionExpired",
            (await org.FailAsync(client => client.GetJsonAsync("/services/oauth2/userinfo"))).ErrorId
        );
    }

    [Theory]
    [InlineData(200, "text/html", "<!DOCTYPE html><html><body>Log in</body></html>")]
    [InlineData(200, "application/json", "{\"done\":tr")]
    [InlineData(200, "", "")]
    [InlineData(404, "text/html", "<html>\u0000\u0001 not here</html>")]
    [InlineData(400, "application/json", "")]
    [InlineData(400, "application/json", "[]")]
    [InlineData(400, "application/json", "[[[[")]
    [InlineData(400, "text/xml", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>")]
    public async Task Garbage_is_named_with_status_and_type(int status, string type, string body)
    {
        StubOrg org = new StubOrg().Answer(status, body, type);

        EcaException error = await org.FailAsync(client => client.GetJsonAsync("limits"));

        Assert.Equal("UnexpectedResponse", error.ErrorId);
        Assert.Contains(
            $"HTTP {status}, {(type.Length == 0 ? "no content type" : type)}",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public async Task Garbage_is_shown_cut_short()
    {
        StubOrg org = new StubOrg().Answer(200, "<html>" + new string('x', 5000), "text/html");

        EcaException error = await org.FailAsync(client => client.GetJsonAsync("limits"));

        Assert.InRange(error.Message.Count(letter => letter == 'x'), 100, 210);
    }

    [Fact]
    public async Task An_answer_beyond_the_bound_is_not_read_to_its_end()
    {
        StubOrg org = new StubOrg().Answer(200, new string('x', 3 << 20));

        EcaException error = await org.FailAsync(client => client.GetJsonAsync("limits"));

        Assert.Equal("AnswerTooLarge", error.ErrorId);
    }

    [Theory]
    [InlineData(200, "<html>{0}</html>")]
    [InlineData(404, "<html>{0}</html>")]
    [InlineData(503, "<html>{0}</html>")]
    [InlineData(400, "[{{\"errorCode\":\"X\",\"message\":\"{0}\"}}]")]
    [InlineData(401, "[{{\"errorCode\":\"INVALID_SESSION_ID\",\"message\":\"{0}\"}}]")]
    [InlineData(400, "[{{\"errorCode\":\"{0}\",\"message\":\"\\u0030\\u0030D000000000001!AQ.SECRET_TOKEN\"}}]")]
    public async Task An_org_that_echoes_the_token_does_not_bring_it_into_an_error(int status, string body)
    {
        StubOrg org = new StubOrg().Answer(status, string.Format(null, body, StubOrg.Secret), "text/html");

        EcaException read = await org.FailAsync(client => client.GetJsonAsync("limits"));
        EcaException change = await org.FailAsync(client => client.SendJsonAsync(HttpMethod.Post, "x", null));
        EcaException soap = await org.FailAsync(client => new MetadataClient(client).CheckRetrieveAsync("09S1"));

        Assert.All<Exception>(
            [read, change],
            error => Assert.DoesNotContain("SECRET_TOKEN", error.ToString(), StringComparison.Ordinal)
        );
        Assert.DoesNotContain("SECRET_TOKEN", soap.ToString(), StringComparison.Ordinal);
    }
}
