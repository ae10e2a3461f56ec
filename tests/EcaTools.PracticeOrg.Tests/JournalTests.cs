using System.Text.Json;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.Tests;

public class JournalTests
{
    [Fact]
    public async Task Every_request_is_counted_by_kind_and_operation()
    {
        await using PracticeClient client = new("empty");
        await client.QueryAsync("SELECT Id FROM User");
        await client.GetAsync("/nowhere");
        await client.SaveAsync("createMetadata", "ExternalClientApplication", "App", "");
        await client.DeployAsync(PracticeClient.Package(PracticeClient.AppFile("Two")));
        Assert.Equal(
            ["query", "unknown", "soap metadata", "soap metadata", "soap metadata"],
            client.Org.Requests.Entries.Select(e => e.Kind)
        );
        Assert.Equal(1, client.Org.Requests.CountOf("deploy"));
        Assert.Equal(3, client.Org.Requests.CountByKind()["soap metadata"]);
        Assert.Equal(2, client.Org.Requests.Changes);
        Assert.Equal(404, client.Org.Requests.Entries[1].Status);
        client.Org.Requests.Clear();
        Assert.Equal(0, client.Org.Requests.Count);
    }

    [Fact]
    public async Task Requests_that_are_answered_at_the_same_time_are_counted()
    {
        ManualTime time = new();
        await using PracticeClient client = new("empty", options => options with { TimeProvider = time });
        client.Org.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Latency,
                Delay = TimeSpan.FromSeconds(50),
                Times = 3,
            }
        );
        Task[] waiting = [.. Enumerable.Range(0, 3).Select(_ => client.GetAsync("/services/data"))];
        await time.UntilTimersAsync(TimeSpan.FromSeconds(50), count: 3);
        time.Advance(TimeSpan.FromSeconds(50));
        await Task.WhenAll(waiting);
        await client.GetAsync("/services/data");
        Assert.Equal(3, client.Org.Requests.MostInFlight);
        client.Org.Requests.Clear();
        await client.GetAsync("/services/data");
        Assert.Equal(1, client.Org.Requests.MostInFlight);
    }

    [Fact]
    public async Task The_journal_holds_no_token_key_secret_or_query_string()
    {
        await using PracticeClient client = new();
        (string key, string secret) = await client.CredentialsAsync("Warehouse_ECA");
        string token = (
            await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", key), ("client_secret", secret))
        )
            .Body.GetProperty("access_token")
            .GetString()!;
        await client.GetAsync(client.Data("/limits?access_token=" + Uri.EscapeDataString(token)), token);
        await client.SoapAsync("describeMetadata", token: token);
        using HttpResponseMessage revoked = await client.Http.GetAsync(
            "/services/oauth2/revoke?token=" + Uri.EscapeDataString(token)
        );
        string journal =
            JsonSerializer.Serialize(client.Org.Requests.Entries) + string.Concat(client.Org.Requests.Entries);
        foreach (string hidden in new[] { key, secret, token, client.Org.AccessToken, "access_token=", "SELECT" })
        {
            Assert.DoesNotContain(hidden, journal, StringComparison.Ordinal);
        }

        Assert.Contains("/services/oauth2/revoke", journal, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_and_secrets_do_not_print_themselves()
    {
        OrgWorld world = new(new ManualTime(), "demo");
        foreach (StoredRecord record in world.Metadata.All.Where(r => r.Secret is not null))
        {
            Assert.DoesNotContain(record.Secret!.Reveal(), record + " " + record.Secret, StringComparison.Ordinal);
        }
    }
}
