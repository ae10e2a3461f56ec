using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;
using static EcaTools.PracticeOrg.Tests.PracticeClient;

namespace EcaTools.PracticeOrg.Tests;

/// <summary>Faults in a row, by the dice, by endpoint; answers that die on the way; deploys that fail in
/// part.</summary>
public class FaultScriptTests
{
    [Fact]
    public async Task A_script_goes_step_by_step_and_None_lets_requests_pass()
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.AddScript([
            new Fault { Kind = FaultKind.None, Times = 2 },
            new Fault { Kind = FaultKind.ServiceUnavailable },
            new Fault { Kind = FaultKind.TooManyRequests, Nth = 2 },
            new Fault { Kind = FaultKind.RequestLimitExceeded, Times = 2 },
        ]);
        Assert.Equal(new[] { 200, 200, 503, 200, 429, 403, 403, 200, 200 }, await StatusesAsync(client, 9));
        Assert.Empty(client.Org.Faults.Waiting);
    }

    [Fact]
    public async Task A_rate_is_kept_by_dice_that_fall_the_same_for_the_same_seed()
    {
        async Task<int[]> Play(int seed)
        {
            await using PracticeClient client = new("empty", o => o with { FaultSeed = seed });
            client.Org.Faults.Add(new Fault { Kind = FaultKind.ServiceUnavailable, Rate = 0.3 });
            return await StatusesAsync(client, 200);
        }

        int[] first = await Play(7);
        Assert.Equal(first, await Play(7));
        Assert.NotEqual(first, await Play(8));
        Assert.InRange(first.Count(s => s == 503), 35, 85);
    }

    [Fact]
    public async Task Times_bounds_a_rate_and_Always_never_ends()
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(
            new Fault
            {
                Kind = FaultKind.ServiceUnavailable,
                Rate = 1,
                Times = 2,
            }
        );
        Assert.Equal(new[] { 503, 503, 200, 200 }, await StatusesAsync(client, 4));
        client.Org.Faults.Add(new Fault { Kind = FaultKind.ServiceUnavailable, Times = Fault.Always });
        Assert.All(await StatusesAsync(client, 20), s => Assert.Equal(503, s));
        foreach (double rate in new[] { 0, -1, 1.01, double.NaN })
        {
            Assert.Throws<ArgumentException>(() =>
                client.Org.Faults.Add(new Fault { Kind = FaultKind.Latency, Rate = rate })
            );
        }
    }

    [Fact]
    public async Task An_endpoint_is_met_by_the_name_that_the_journal_gives_it()
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(
            new Fault
            {
                Kind = FaultKind.ServiceUnavailable,
                Endpoint = "query",
                Times = Fault.Always,
            }
        );
        Assert.Equal(new[] { 200 }, await StatusesAsync(client, 1));
        Assert.Equal(
            HttpStatusCode.ServiceUnavailable,
            (await client.SendAsync(HttpMethod.Get, client.Data("/query?q=SELECT+Id+FROM+User"))).StatusCode
        );
        Assert.Equal("query", client.Org.Requests.Entries[^1].Kind);
    }

    [Theory]
    [InlineData(FaultKind.Forbidden, null, 403, "API_DISABLED_FOR_ORG")]
    [InlineData(FaultKind.Forbidden, "FUNCTIONALITY_NOT_ENABLED", 403, "FUNCTIONALITY_NOT_ENABLED")]
    [InlineData(FaultKind.ServiceUnavailable, "SERVER_UNAVAILABLE", 503, "SERVER_UNAVAILABLE")]
    [InlineData(FaultKind.TooManyRequests, "REQUEST_LIMIT_EXCEEDED", 429, "REQUEST_LIMIT_EXCEEDED")]
    public async Task A_refusal_with_a_code_has_Salesforces_shape_in_REST_and_in_SOAP(
        FaultKind kind,
        string? code,
        int status,
        string expected
    )
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(
            new Fault
            {
                Kind = kind,
                ErrorCode = code,
                Times = 2,
                RetryAfter = TimeSpan.FromSeconds(3),
            }
        );
        using HttpResponseMessage response = await client.SendAsync(HttpMethod.Get, client.Data("/limits"));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter!.Delta);
        Assert.Contains(
            $"\"errorCode\":\"{expected}\"",
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        Assert.StartsWith(expected, await client.FaultAsync("describeMetadata"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_in_the_body_comes_after_the_head_and_the_change_is_made()
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(new Fault { Kind = FaultKind.ResetInBody, SoapOperation = "createMetadata" });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() =>
            client.SaveAsync("createMetadata", "ExternalClientApplication", "App", "")
        );
        Assert.Equal(["App"], await client.ListAsync("ExternalClientApplication"));
        Assert.Equal(
            (200, FaultKind.ResetInBody),
            (client.Org.Requests.Entries[0].Status, client.Org.Requests.Entries[0].Fault)
        );
    }

    [Fact]
    public async Task A_slow_body_drips_on_the_orgs_clock_and_arrives_whole()
    {
        ManualTime time = new();
        await using PracticeClient client = new("empty", o => o with { TimeProvider = time });
        client.Org.Faults.Add(new Fault { Kind = FaultKind.SlowBody, Delay = TimeSpan.FromSeconds(1) });
        using TcpClient socket = new();
        await socket.ConnectAsync(IPAddress.Loopback, client.Org.Url.Port);
        await socket
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes("GET /services/data HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            );
        using StreamReader reader = new(socket.GetStream());
        Task<string> whole = reader.ReadToEndAsync();
        int pauses = 0;
        while (await Task.WhenAny(whole, time.UntilTimersAsync(TimeSpan.FromSeconds(1))) != whole)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            pauses++;
        }

        Assert.InRange(pauses, 7, 8);
        string text = await whole;
        string body = text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.EndsWith("]", body, StringComparison.Ordinal);
        Assert.Contains("\"version\":\"68.0\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "Failed", 0)]
    [InlineData("false", "SucceededPartial", 1)]
    public async Task Named_components_of_a_deploy_fail_and_rollbackOnError_decides_about_the_rest(
        string rollback,
        string status,
        int left
    )
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(
            new Fault
            {
                Kind = FaultKind.ComponentsFail,
                Components = ["ExternalClientApplication:Two", "Three"],
                Problem = "Not today",
            }
        );
        await client.ListAsync("ExternalClientApplication");
        XElement result = await client.DeployAsync(
            Package(AppFile("One"), AppFile("Two"), AppFile("Three")),
            $"<rollbackOnError>{rollback}</rollbackOnError>"
        );
        Assert.Equal(status, Status(result));
        Assert.Equal(
            ["Three", "Two"],
            result
                .Descendants(Ns + "componentFailures")
                .Select(f => f.Element(Ns + "fullName")!.Value)
                .Order(StringComparer.Ordinal)
        );
        Assert.All(
            result.Descendants(Ns + "componentFailures"),
            f => Assert.Equal("Not today", f.Element(Ns + "problem")!.Value)
        );
        Assert.Equal(left, (await client.ListAsync("ExternalClientApplication")).Count);
        Assert.Equal(
            "Succeeded",
            Status(await client.DeployAsync(Package(AppFile("One"), AppFile("Two"), AppFile("Three"))))
        );
    }

    private static async Task<int[]> StatusesAsync(PracticeClient client, int count)
    {
        int[] statuses = new int[count];
        for (int i = 0; i < count; i++)
        {
            using HttpResponseMessage response = await client.SendAsync(HttpMethod.Get, client.Data("/limits"));
            statuses[i] = (int)response.StatusCode;
        }

        return statuses;
    }
}
