using System.Net;
using System.Text;
using EcaTools.Core.Flows;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Tests.Salesforce;
using EcaTools.PracticeOrg;
using Xunit;
using static EcaTools.Core.Tests.Flows.FlowOrg;

namespace EcaTools.Core.Tests.Flows;

/// <summary>What a flow's test makes of answers: of good ones that lack something, and of those that come at the wrong time.</summary>
public sealed class FlowAnswerTests
{
    private const string Token = """{"access_token":"00D000000000001!abc","instance_url":"https://acme.my.salesforce.com","scope":"api id"}""";
    private static readonly OAuthFlowCredentials Refreshing = new() { RefreshToken = Secret("refresh-1") };

    [Fact]
    public async Task A_code_is_tried_once_however_long_a_test_may_wait()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeAsync("Portal");
        OAuthFlowCredentials credentials = new() { ConsumerSecret = Secret("wrong"), AuthorizationCode = await org.LogInAsync(app, FlowOrg.Challenge), CodeVerifier = Secret(Verifier) };
        FakeTime time = new();

        OAuthFlowResult result = await time.RunAsync(new OAuthFlowTester(org.Org, new SalesforceClientOptions { TimeProvider = time, RequestTimeout = Timeout.InfiniteTimeSpan })
            .TestAsync(new OAuthFlowApp(app), OAuthFlow.WebServer, credentials, new OAuthFlowTestOptions { MaximumWait = TimeSpan.FromMinutes(15) }));

        OAuthFlowStep token = result.Steps.Single(step => step.Name == "Token");
        Assert.Equal((OAuthFlowOutcome.Failed, "invalid_client", 1), (token.Outcome, token.OAuthError, token.Attempts));
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
    }

    [Fact]
    public async Task What_can_not_pass_with_time_is_asked_once()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeAsync("Portal");
        FakeTime time = new();

        OAuthFlowResult result = await time.RunAsync(new OAuthFlowTester(org.Org, new SalesforceClientOptions { TimeProvider = time, RequestTimeout = Timeout.InfiniteTimeSpan })
            .TestAsync(new OAuthFlowApp(app), OAuthFlow.RefreshToken, Refreshing with { ConsumerSecret = await org.SecretOfAsync(app) }, new OAuthFlowTestOptions { MaximumWait = TimeSpan.FromMinutes(15) }));

        Assert.Equal(("expired access/refresh token", 1), (result.Steps[0].OAuthErrorDescription, result.Steps[0].Attempts));
    }

    [Theory]
    [InlineData("""{"device_code":"device-1","interval":5}""", "no code for a user to type")]
    [InlineData("[]", "application/json, 2 bytes")]
    public async Task A_device_code_without_a_code_to_type_fails(string body, string detail)
    {
        OAuthFlowResult result = await AnsweredAsync(OAuthFlow.Device, new OAuthFlowCredentials(), null, ("/token", body));

        OAuthFlowStep step = result.Steps.Single(item => item.Name == "DeviceCode");
        Assert.Equal((OAuthFlowOutcome.Failed, "NotSalesforce"), (step.Outcome, step.OAuthError));
        Assert.Contains(detail, step.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"instance_url":"https://acme.my.salesforce.com"}""")]
    [InlineData("""{"access_token":"00D000000000001!abc"}""")]
    [InlineData("""{"access_token":"","instance_url":"https://acme.my.salesforce.com"}""")]
    [InlineData("access_token=00D000000000001!abc")]
    public async Task A_good_answer_without_a_token_or_its_instance_fails_and_shows_nothing_of_it(string body)
    {
        OAuthFlowResult result = await AnsweredAsync(OAuthFlow.RefreshToken, Refreshing, null, ("/token", body));

        Assert.Equal((OAuthFlowOutcome.Failed, "Token", "NotSalesforce"), (result.Outcome, result.Step, result.OAuthError));
        Assert.DoesNotContain("00D", string.Concat(result.Steps), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_userinfo_that_names_nobody_fails()
    {
        OAuthFlowResult result = await AnsweredAsync(OAuthFlow.RefreshToken, Refreshing, null, ("/token", Token), ("/userinfo", "{}"), ("/services/data", "{}"), ("/revoke", ""));

        Assert.Equal((OAuthFlowOutcome.Failed, "UserInfo"), (result.Outcome, result.Step));
        Assert.Null(result.Username);
    }

    [Theory]
    [InlineData("api id", new[] { "api" }, "The app grants more than expected: id.")]
    [InlineData("api", new[] { "api", "id" }, "The app does not grant id.")]
    [InlineData("api web", new[] { "api", "id" }, "The app does not grant id, and grants web beyond what is expected.")]
    [InlineData("api refresh_token", new[] { "api", "offline_access" }, null)]
    [InlineData("full", new[] { "full" }, null)]
    [InlineData("full", new[] { "full", "refresh_token" }, "The app does not grant refresh_token.")]
    [InlineData("id api", new[] { "api", "profile", "id" }, null)]
    [InlineData("API", new[] { "api" }, null)]
    public async Task Scopes_are_compared_by_what_they_hold(string granted, string[] expected, string? cause)
    {
        OAuthFlowResult result = await AnsweredAsync(
            OAuthFlow.RefreshToken,
            Refreshing,
            new OAuthFlowTestOptions { ExpectedScopes = [.. expected] },
            ("/token", Token.Replace("api id", granted, StringComparison.Ordinal)),
            ("/userinfo", """{"preferred_username":"Ada@example.com"}"""),
            ("/services/data", "{}"),
            ("/revoke", ""));

        OAuthFlowStep step = result.Steps.Single(item => item.Name == "Scopes");
        Assert.Equal(cause is null ? OAuthFlowOutcome.Passed : OAuthFlowOutcome.Failed, step.Outcome);
        Assert.StartsWith(cause ?? "", step.Cause ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id", false)]
    [InlineData("full", true)]
    [InlineData("api", true)]
    public async Task REST_is_called_only_with_a_scope_that_opens_it(string granted, bool isCalled)
    {
        OAuthFlowResult result = await AnsweredAsync(
            OAuthFlow.RefreshToken, Refreshing, null, ("/token", Token.Replace("api id", granted, StringComparison.Ordinal)), ("/userinfo", """{"preferred_username":"ada@example.com"}"""), ("/services/data", "{}"), ("/revoke", ""));

        Assert.Equal(isCalled ? OAuthFlowOutcome.Passed : OAuthFlowOutcome.Skipped, result.Steps.Single(step => step.Name == "RestCall").Outcome);
    }

    [Fact]
    public async Task A_username_is_the_same_in_any_case()
    {
        OAuthFlowResult result = await AnsweredAsync(
            OAuthFlow.RefreshToken,
            Refreshing,
            new OAuthFlowTestOptions { ExpectedUsername = "ADA@example.com" },
            ("/token", Token),
            ("/userinfo", """{"preferred_username":"ada@example.com"}"""),
            ("/services/data", "{}"),
            ("/revoke", ""));

        Assert.Equal(OAuthFlowOutcome.Passed, result.Steps.Single(step => step.Name == "User").Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tokens_that_were_got_are_ended_unless_they_are_to_be_kept(bool keep)
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeAsync("Portal");
        OAuthFlowCredentials credentials = new() { ConsumerSecret = await org.SecretOfAsync(app), AuthorizationCode = await org.LogInAsync(app, FlowOrg.Challenge), CodeVerifier = Secret(Verifier) };
        Recorder recorder = new();

        OAuthFlowResult result = await new OAuthFlowTester(org.Org, new SalesforceClientOptions { Handler = recorder })
            .TestAsync(new OAuthFlowApp(app), OAuthFlow.WebServer, credentials, new OAuthFlowTestOptions { KeepTokens = keep });

        Assert.Equal(OAuthFlowOutcome.Passed, result.Outcome);
        Assert.Equal(2, recorder.Tokens.Count);
        foreach (string token in recorder.Tokens)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(org.Server.Url, "/services/oauth2/userinfo"));
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
            using HttpClient http = new();
            using HttpResponseMessage answer = await http.SendAsync(request);
            Assert.Equal(keep, answer.IsSuccessStatusCode);
        }

        // The refresh token too: it would let whoever has it in again.
        OAuthOutcome again = await OAuthTokenClient.SendAsync(org.Server.Url, OAuthGrant.RefreshToken(app.ConsumerKey!, credentials.ConsumerSecret, Secret(recorder.RefreshToken!)));
        Assert.Equal(keep, again.Succeeded);
    }

    /// <summary>A test of a flow against a server that gives these answers by the end of the path.</summary>
    private static async Task<OAuthFlowResult> AnsweredAsync(OAuthFlow flow, OAuthFlowCredentials credentials, OAuthFlowTestOptions? test, params (string Path, string Body)[] answers)
    {
        await using FlowOrg org = await StartAsync(new PracticeOrgOptions { Seed = "empty" });
        return await new OAuthFlowTester(org.Org, new SalesforceClientOptions { Handler = new Answers(answers) }).TestAsync(new OAuthFlowApp("key"), flow, credentials, test);
    }

    private sealed class Answers((string Path, string Body)[] answers) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(answers.First(answer => request.RequestUri!.AbsolutePath.Contains(answer.Path, StringComparison.Ordinal)).Body, Encoding.UTF8, "application/json"),
        });
    }

    /// <summary>Keeps the tokens that the org gives.</summary>
    private sealed class Recorder() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        public List<string> Tokens { get; } = [];

        public string? RefreshToken { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            if (request.RequestUri!.AbsolutePath.EndsWith("/token", StringComparison.Ordinal))
            {
                System.Text.Json.JsonElement body = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(await answer.Content.ReadAsStringAsync(cancellationToken));
                Tokens.Add(body.Text("access_token")!);
                RefreshToken = body.Text("refresh_token") ?? RefreshToken;
            }

            return answer;
        }
    }
}
