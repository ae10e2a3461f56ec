using System.Net;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace EcaTools.PracticeOrg.Tests;

public class FaultTests
{
    private static async Task<HttpResponseMessage> Limits(PracticeClient client) =>
        await client.SendAsync(HttpMethod.Get, client.Data("/limits"));

    [Theory]
    [InlineData(FaultKind.InvalidSession, HttpStatusCode.Unauthorized, "INVALID_SESSION_ID")]
    [InlineData(FaultKind.RequestLimitExceeded, HttpStatusCode.Forbidden, "REQUEST_LIMIT_EXCEEDED")]
    [InlineData(FaultKind.TooManyRequests, HttpStatusCode.TooManyRequests, "Too Many")]
    [InlineData(FaultKind.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, "Unavailable")]
    [InlineData(FaultKind.HtmlBody, HttpStatusCode.OK, "<html>")]
    public async Task A_fault_answers_in_its_own_way_once_and_does_nothing(
        FaultKind kind,
        HttpStatusCode status,
        string text
    )
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(new Fault { Kind = kind });
        using HttpResponseMessage response = await Limits(client);
        Assert.Equal(status, response.StatusCode);
        Assert.Contains(text, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(response.Headers.RetryAfter);
        using HttpResponseMessage next = await Limits(client);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        Assert.Equal([kind, null], client.Org.Requests.Entries.Select(e => e.Fault));
    }

    [Theory]
    [InlineData(FaultKind.InvalidSession, "sf:INVALID_SESSION_ID")]
    [InlineData(FaultKind.RequestLimitExceeded, "sf:REQUEST_LIMIT_EXCEEDED")]
    public async Task SOAP_is_told_by_a_SOAP_fault(FaultKind kind, string code)
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(new Fault { Kind = kind, SoapOperation = "createMetadata" });
        await client.ListAsync("ExternalClientApplication");
        XElement fault = await client.SoapAsync(
            "createMetadata",
            "<metadata xsi:type=\"ExternalClientApplication\"><fullName>App</fullName></metadata>"
        );
        Assert.Equal(code, fault.Element("faultcode")!.Value);
        Assert.Empty(await client.ListAsync("ExternalClientApplication"));
    }

    [Theory]
    [InlineData(FaultKind.TooManyRequests)]
    [InlineData(FaultKind.ServiceUnavailable)]
    public async Task Retry_After_is_sent_when_the_fault_says_so(FaultKind kind)
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(new Fault { Kind = kind, RetryAfter = TimeSpan.FromSeconds(7) });
        using HttpResponseMessage response = await Limits(client);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
    }

    [Theory]
    [InlineData(FaultKind.ConnectionDropped, false)]
    [InlineData(FaultKind.AnswerLost, true)]
    public async Task A_dropped_connection_leaves_the_change_unmade_and_a_lost_answer_leaves_it_made(
        FaultKind kind,
        bool made
    )
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(new Fault { Kind = kind, SoapOperation = "createMetadata" });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() =>
            client.SaveAsync("createMetadata", "ExternalClientApplication", "App", "")
        );
        Assert.Equal(made ? 1 : 0, (await client.ListAsync("ExternalClientApplication")).Count);
        JournalEntry entry = client.Org.Requests.Entries[0];
        Assert.Equal((0, true, kind), (entry.Status, entry.IsChange, entry.Fault));
    }

    [Fact]
    public async Task A_deploy_whose_answer_was_lost_is_made()
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(new Fault { Kind = FaultKind.AnswerLost, SoapOperation = "deploy" });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() =>
            client.StartDeployAsync(PracticeClient.Package(PracticeClient.AppFile("App")))
        );
        Assert.Equal(["App"], await client.ListAsync("ExternalClientApplication"));
    }

    [Fact]
    public async Task A_truncated_body_ends_before_its_announced_length()
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(new Fault { Kind = FaultKind.TruncatedBody });
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using HttpResponseMessage response = await Limits(client);
            await response.Content.ReadAsStringAsync();
        });
    }

    [Fact]
    public async Task A_malformed_body_is_neither_JSON_nor_XML()
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(new Fault { Kind = FaultKind.MalformedBody, Times = 2 });
        using HttpResponseMessage response = await Limits(client);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        string text = await response.Content.ReadAsStringAsync();
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(text));
        await Assert.ThrowsAnyAsync<XmlException>(() => client.SoapAsync("describeMetadata"));
    }

    [Fact]
    public async Task Latency_lasts_as_long_as_it_says_on_the_orgs_clock()
    {
        ManualTime time = new();
        await using PracticeClient client = new("empty", o => o with { TimeProvider = time });
        client.Org.Faults.Add(new Fault { Kind = FaultKind.Latency, Delay = TimeSpan.FromSeconds(50) });
        Task<HttpResponseMessage> pending = Limits(client);
        await time.UntilTimersAsync(TimeSpan.FromSeconds(50));
        time.Advance(TimeSpan.FromSeconds(49));
        Assert.Empty(client.Org.Requests.Entries);
        time.Advance(TimeSpan.FromSeconds(1));
        using HttpResponseMessage response = await pending;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Nth_Times_method_and_path_choose_the_requests()
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(
            new Fault
            {
                Kind = FaultKind.ServiceUnavailable,
                Method = "GET",
                PathPrefix = "/services/data/v66.0/limits",
                Nth = 2,
                Times = 2,
            }
        );
        List<HttpStatusCode> statuses = [];
        for (int i = 0; i < 4; i++)
        {
            statuses.Add((await client.GetAsync("/services/data")).Status);
            using HttpResponseMessage response = await Limits(client);
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([200, 200, 200, 503, 200, 503, 200, 200], statuses.Select(s => (int)s));
    }

    [Fact]
    public async Task Cleared_faults_do_not_happen_and_a_fault_that_counts_from_zero_is_refused()
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(new Fault { Kind = FaultKind.ServiceUnavailable });
        client.Org.Faults.Clear();
        using HttpResponseMessage response = await Limits(client);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Throws<ArgumentException>(() => client.Org.Faults.Add(new Fault { Kind = FaultKind.Latency, Nth = 0 }));
    }
}
