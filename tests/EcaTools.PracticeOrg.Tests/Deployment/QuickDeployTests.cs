using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using static EcaTools.PracticeOrg.Tests.PracticeClient;

namespace EcaTools.PracticeOrg.Tests.Deployment;

/// <summary>Quick deploys take what was validated, for ten days and until the next deploy; and a deploy is canceled in
/// each of its states.</summary>
public class QuickDeployTests
{
    private const string Validation = "<checkOnly>true</checkOnly><rollbackOnError>true</rollbackOnError>";

    private static readonly byte[] s_app = Package(AppFile("App"), SettingsFile("App"), GlobalFile("App"));

    [Fact]
    public async Task By_SOAP_a_validated_package_is_deployed_without_being_sent_again()
    {
        await using PracticeClient client = new("empty");
        string validation = await client.StartDeployAsync(s_app, Validation);
        Assert.Equal("Succeeded", Status(await client.CheckDeployAsync(validation)));
        XElement answer = await client.SoapAsync(
            "deployRecentValidation",
            $"<validationId>{validation}</validationId>"
        );
        string id = answer.Element(Ns + "result")!.Value;
        Assert.StartsWith("0Af", id, StringComparison.Ordinal);
        Assert.NotEqual(validation, id);
        XElement result = await client.CheckDeployAsync(id);
        Assert.Equal(
            "Succeeded false 3",
            $"{Status(result)} {result.Element(Ns + "checkOnly")!.Value} {result.Element(Ns + "numberComponentsDeployed")!.Value}"
        );
        Assert.Equal(["App"], await client.ListAsync("ExternalClientApplication"));
        Assert.True(client.Org.Requests.Entries.Single(e => e.Operation == "deployRecentValidation").IsChange);
    }

    [Theory]
    [InlineData("/metadata/deployRequest")]
    [InlineData("/metadata/deployRequest/validatedDeployRequestId")]
    public async Task By_REST_too_at_either_address(string path)
    {
        await using PracticeClient client = new("empty");
        string validation = await client.StartDeployAsync(s_app, Validation);
        (HttpStatusCode status, JsonElement body) = await PostAsync(client, path, validation[..15]);
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(validation[..15], body.GetProperty("validatedDeployRequestId").GetString());
        Assert.Equal("Succeeded", Status(await client.CheckDeployAsync(body.GetProperty("id").GetString()!)));
        Assert.Equal(["App"], await client.ListAsync("ExternalClientApplication"));
    }

    [Fact]
    public async Task A_validation_that_failed_a_deploy_and_an_unknown_id_do_not_qualify()
    {
        await using PracticeClient client = new("empty");
        string failed = await client.StartDeployAsync(Package(AppFile("bad name")), Validation);
        await client.CheckDeployAsync(failed);
        string deploy = await client.StartDeployAsync(Package(AppFile("Other")));
        foreach (string id in new[] { failed, deploy, "0AfPr00000000zz", "nonsense", "" })
        {
            Assert.Contains(
                "INVALID_ID_FIELD",
                await client.FaultAsync("deployRecentValidation", $"<validationId>{id}</validationId>"),
                StringComparison.Ordinal
            );
            Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(client, "/metadata/deployRequest", id)).Status);
        }
    }

    [Fact]
    public async Task It_qualifies_for_ten_days_and_no_longer()
    {
        ManualTime time = new();
        await using PracticeClient client = new("empty", o => o with { TimeProvider = time });
        string validation = await client.StartDeployAsync(s_app, Validation);
        await client.CheckDeployAsync(validation);
        time.Advance(TimeSpan.FromDays(10) + TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(client, "/metadata/deployRequest", validation)).Status);
        validation = await client.StartDeployAsync(s_app, Validation);
        await client.CheckDeployAsync(validation);
        time.Advance(TimeSpan.FromDays(10));
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(client, "/metadata/deployRequest", validation)).Status);
    }

    [Fact]
    public async Task A_deploy_in_between_takes_the_right_away_and_another_validation_does_not()
    {
        await using PracticeClient client = new("empty");
        string first = await client.StartDeployAsync(s_app, Validation);
        await client.CheckDeployAsync(first);
        await client.DeployAsync(s_app, Validation);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(client, "/metadata/deployRequest", first)).Status);
        string second = await client.StartDeployAsync(s_app, Validation);
        await client.CheckDeployAsync(second);
        await client.DeployAsync(Package(AppFile("Other")));
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(client, "/metadata/deployRequest", second)).Status);
    }

    [Theory]
    [InlineData(0, "true", "Canceled")]
    [InlineData(1, "true", "Canceled")]
    [InlineData(2, "false", "Canceled")]
    [InlineData(4, null, "Succeeded")]
    public async Task A_deploy_is_cancelled_at_once_while_it_waits_with_the_next_look_while_it_runs_and_never_when_done(
        int polls,
        string? done,
        string end
    )
    {
        await using PracticeClient client = new("empty", o => o with { DeployPolls = 4 });
        string id = await client.StartDeployAsync(s_app);
        for (int i = 0; i < polls; i++)
        {
            await client.CheckDeployAsync(id);
        }

        XElement answer = await client.SoapAsync("cancelDeploy", $"<String>{id}</String>");
        Assert.Equal(done, answer.Element(Ns + "result")?.Element(Ns + "done")?.Value);
        Assert.Equal(end, Status(await client.CheckDeployAsync(id)));
        Assert.Equal(end == "Succeeded" ? 1 : 0, (await client.ListAsync("ExternalClientApplication")).Count);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(
        PracticeClient client,
        string path,
        string validation
    )
    {
        using StringContent content = new(
            JsonSerializer.Serialize(new Dictionary<string, string> { ["validatedDeployRequestId"] = validation }),
            Encoding.UTF8,
            "application/json"
        );
        using HttpResponseMessage response = await client.SendAsync(HttpMethod.Post, client.Data(path), content);
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, document.RootElement.Clone());
    }
}
