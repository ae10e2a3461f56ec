using System.Text.Json;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce;

public class RetryTests
{
    private const string Ok = """{"ok":true}""";
    private const string Lock =
        """[{"message":"unable to obtain exclusive access","errorCode":"UNABLE_TO_LOCK_ROW"}]""";
    private const string Unavailable = """[{"message":"busy","errorCode":"SERVER_UNAVAILABLE"}]""";

    [Theory]
    [InlineData(429, "")]
    [InlineData(502, "")]
    [InlineData(503, "<html>maintenance</html>")]
    [InlineData(504, "")]
    [InlineData(503, Unavailable)]
    [InlineData(400, Lock)]
    [InlineData(200, "")]
    public async Task A_read_is_repeated_while_the_org_is_busy(int status, string body)
    {
        StubOrg org = new StubOrg().Answer(status, body).Answer(status, body).Answer(200, Ok);

        JsonElement answer = await org.Time.RunAsync(org.Client().GetJsonAsync("limits"));

        Assert.True(answer.Flag("ok"));
        Assert.Equal(3, org.Sent.Count);
    }

    [Theory]
    [InlineData(429, "", "TooManyRequests")]
    [InlineData(503, "", "ServerFault")]
    [InlineData(400, Lock, "ServerFault")]
    public async Task A_read_is_given_up_after_the_last_attempt(int status, string body, string id)
    {
        StubOrg org = new StubOrg().Answer(status, body);

        EcaException error = await org.FailAsync(client => client.GetJsonAsync("limits"));

        Assert.Equal(id, error.ErrorId);
        Assert.Equal(4, org.Sent.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(501)]
    public async Task A_read_is_not_repeated_when_it_would_fail_again(int status)
    {
        StubOrg org = new StubOrg().Answer(status, """[{"message":"no","errorCode":"NO"}]""");

        await org.FailAsync(client => client.GetJsonAsync("limits"));

        Assert.Single(org.Sent);
    }

    [Fact]
    public async Task A_read_is_repeated_after_a_dropped_connection_a_broken_body_and_a_timeout()
    {
        StubOrg org = new StubOrg().Throw(new HttpRequestException("reset")).BreakOff(200).Hang().Answer(200, Ok);

        JsonElement answer = await org.Time.RunAsync(org.Client().GetJsonAsync("limits"));

        Assert.True(answer.Flag("ok"));
        Assert.Equal(4, org.Sent.Count);
        Assert.True(org.Time.Elapsed >= TimeSpan.FromSeconds(100), "the hanging request was given its 100 s");
    }

    [Fact]
    public async Task A_read_that_never_gets_through_says_the_org_is_unreachable()
    {
        StubOrg org = new StubOrg().Throw(
            new HttpRequestException(HttpRequestError.NameResolutionError, "no such host")
        );

        EcaException error = await org.FailAsync(client => client.GetJsonAsync("limits"));

        Assert.Equal("OrgUnreachable", error.ErrorId);
        Assert.Contains("no such host", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_that_always_hangs_times_out()
    {
        StubOrg org = new StubOrg().Hang();

        EcaException error = await org.FailAsync(client => client.GetJsonAsync("limits"));

        Assert.Equal("RequestTimedOut", error.ErrorId);
        Assert.Equal(4, org.Sent.Count);
    }

    [Fact]
    public async Task Waits_grow_twofold()
    {
        StubOrg org = new StubOrg().Answer(503, "");

        await org.FailAsync(client => client.GetJsonAsync("limits"));

        // 0.5 s, 1 s and 2 s, each at three quarters with the jitter at its middle.
        Assert.Equal(TimeSpan.FromSeconds((0.5 + 1 + 2) * 0.75), org.Time.Elapsed);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("86400", 120)]
    [InlineData("Sun, 22 Nov 2026 00:00:30 GMT", 30)]
    public async Task Retry_After_is_honoured_in_both_its_forms_up_to_a_bound(string header, double seconds)
    {
        StubOrg org = new StubOrg().Answer(503, "", "", ("Retry-After", header)).Answer(200, Ok);

        await org.Time.RunAsync(org.Client().GetJsonAsync("limits"));

        Assert.Equal(seconds, org.Time.Elapsed.TotalSeconds);
    }

    [Theory]
    [InlineData("Sat, 21 Nov 2026 00:00:30 GMT")]
    [InlineData("0")]
    [InlineData("soon")]
    public async Task A_Retry_After_that_names_no_time_to_come_leaves_the_usual_wait(string header)
    {
        StubOrg org = new StubOrg().Answer(429, "", "", ("Retry-After", header)).Answer(200, Ok);

        await org.Time.RunAsync(org.Client().GetJsonAsync("limits"));

        Assert.Equal(TimeSpan.FromSeconds(0.375), org.Time.Elapsed);
    }

    public static TheoryData<string> Methods => ["POST", "PATCH", "PUT", "DELETE"];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_change_is_never_repeated_once_it_may_have_been_made(string method)
    {
        foreach (
            StubOrg org in new[]
            {
                new StubOrg().Throw(new HttpRequestException("reset")),
                new StubOrg().Throw(new HttpRequestException(HttpRequestError.ResponseEnded, "ended")),
                new StubOrg().BreakOff(200),
                new StubOrg().Hang(),
                new StubOrg().Answer(500, "<html>oops</html>"),
                new StubOrg().Answer(502, ""),
                new StubOrg().Answer(503, ""),
                new StubOrg().Answer(504, ""),
                new StubOrg().Answer(201, "{\"id\":"),
            }
        )
        {
            EcaException error = await org.FailAsync(client =>
                client.SendJsonAsync(new HttpMethod(method), "sobjects/X", null)
            );

            Assert.Equal("ChangeOutcomeUnknown", error.ErrorId);
            Assert.Single(org.Sent);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_change_is_repeated_where_it_surely_was_not_made(string method)
    {
        foreach (
            StubOrg org in new[]
            {
                new StubOrg().Throw(new HttpRequestException(HttpRequestError.ConnectionError, "refused")),
                new StubOrg().Throw(new HttpRequestException(HttpRequestError.NameResolutionError, "no such host")),
                new StubOrg().Throw(new HttpRequestException(HttpRequestError.SecureConnectionError, "certificate")),
                new StubOrg().Answer(503, "", "", ("Retry-After", "1")),
                new StubOrg().Answer(429, ""),
            }
        )
        {
            org.Answer(200, Ok);

            await org.Time.RunAsync(org.Client().SendJsonAsync(new HttpMethod(method), "sobjects/X", null));

            Assert.Equal(2, org.Sent.Count);
        }
    }

    [Fact]
    public async Task A_change_that_the_org_refused_is_reported_as_refused()
    {
        StubOrg org = new StubOrg().Answer(400, Lock);

        EcaException error = await org.FailAsync(client => client.SendJsonAsync(HttpMethod.Post, "sobjects/X", null));

        Assert.Equal("RequestRefused", error.ErrorId);
        Assert.Single(org.Sent);
    }

    [Fact]
    public async Task A_repeated_change_sends_the_same_body_again()
    {
        StubOrg org = new StubOrg().Answer(429, "").Answer(200, Ok);

        await org.Time.RunAsync(
            org.Client().SendJsonAsync(HttpMethod.Post, "x", new System.Text.Json.Nodes.JsonObject { ["a"] = "b" })
        );

        Assert.Equal("""{"a":"b"} {"a":"b"}""", string.Join(' ', org.Sent.Select(request => request.Body)));
    }
}
