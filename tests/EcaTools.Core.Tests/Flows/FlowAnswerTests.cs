using System.Net;
using System.Text;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Flows;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Salesforce;
using EcaTools.PracticeOrg;
using Xunit;
using static EcaTools.Core.Tests.Flows.FlowOrg;

namespace EcaTools.Core.Tests.Flows;

/// <summary>What a flow's test makes of answers: of good ones that lack something, and of those that come at the wrong
/// time.</summary>
public sealed class FlowAnswerTests
{
    private const string Token =
        """{"access_token":"00D000000000001!abc","instance_url":"https://acme.my.salesforce.com","scope":"api id"}""";
    private static readonly OAuthFlowCredentials Refreshing = new() { RefreshToken = Secret("refresh-1") };

    [Fact]
    public async Task A_code_is_tried_once_however_long_a_test_may_wait()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeAsync("Portal");
        OAuthFlowCredentials credentials = new()
        {
            ConsumerSecret = Secret("wrong"),
            AuthorizationCode = await org.LogInAsync(app, FlowOrg.Challenge),
            CodeVerifier = Secret(Verifier),
        };
        FakeTime time = new();

        OAuthFlowResult result = await time.RunAsync(
            new OAuthFlowTester(
                org.Org,
                new SalesforceClientOptions { TimeProvider = time, RequestTimeout = Timeout.InfiniteTimeSpan }
            ).TestAsync(
                new OAuthFlowApp(app),
                OAuthFlow.WebServer,
                credentials,
                new OAuthFlowTestOptions { MaximumWait = TimeSpan.FromMinutes(15) }
            )
        );

        OAuthFlowStep token = result.Steps.Single(step => step.Name == "Token");
        Assert.Equal((CheckOutcome.Failed, "invalid_client", 1), (token.Outcome, token.OAuthError, token.Attempts));
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
    }

    [Fact]
    public async Task What_can_not_pass_with_time_is_asked_once()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeAsync("Portal");
        FakeTime time = new();

        OAuthFlowResult result = await time.RunAsync(
            new OAuthFlowTester(
                org.Org,
                new SalesforceClientOptions { TimeProvider = time, RequestTimeout = Timeout.InfiniteTimeSpan }
            ).TestAsync(
                new OAuthFlowApp(app),
                OAuthFlow.RefreshToken,
                Refreshing with
                {
                    ConsumerSecret = await org.SecretOfAsync(app),
                },
                new OAuthFlowTestOptions { MaximumWait = TimeSpan.FromMinutes(15) }
            )
        );

        Assert.Equal(
            ("expired access/refresh token", 1),
            (result.Steps[0].OAuthErrorDescription, result.Steps[0].Attempts)
        );
    }

    [Theory]
    [InlineData("""{"device_code":"device-1","interval":5}""", "no code for a user to type")]
    [InlineData("[]", "application/json, 2 bytes")]
    public async Task A_device_code_without_a_code_to_type_fails(string body, string detail)
    {
        OAuthFlowResult result = await AnsweredAsync(
            OAuthFlow.Device,
            new OAuthFlowCredentials(),
            null,
            ("/token", body)
        );

        OAuthFlowStep step = result.Steps.Single(item => item.Name == "DeviceCode");
        Assert.Equal((CheckOutcome.Failed, "NotSalesforce"), (step.Outcome, step.OAuthError));
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

        Assert.Equal((CheckOutcome.Failed, "Token", "NotSalesforce"), (result.Outcome, result.Step, result.OAuthError));
        Assert.DoesNotContain("00D", string.Concat(result.Steps), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_not_taken_for_one_that_lets_on()
    {
        OAuthFlowResult result = await AnsweredAsync(
            OAuthFlow.WebServer,
            new OAuthFlowCredentials { CallbackUrl = Callback },
            null,
            HttpStatusCode.NotFound,
            ("/authorize", "<html>Nothing here</html>")
        );

        Assert.Equal(
            (CheckOutcome.Failed, "Authorize", "NotSalesforce"),
            (result.Outcome, result.Step, result.OAuthError)
        );
    }

    [Theory]
    [InlineData(OrgType.Production, "https://login.salesforce.com")]
    [InlineData(OrgType.Developer, "https://login.salesforce.com")]
    [InlineData(OrgType.Sandbox, "https://test.salesforce.com")]
    [InlineData(OrgType.Scratch, "https://test.salesforce.com")]
    public async Task An_assertion_is_for_the_login_host_of_the_orgs_kind(OrgType type, string audience)
    {
        await using FlowOrg org = await StartAsync(new PracticeOrgOptions { Seed = "empty" });
        Answers answers = new([("/token", "{}")], HttpStatusCode.OK);

        await new OAuthFlowTester(
            org.Org with
            {
                OrgType = type,
            },
            new SalesforceClientOptions { Handler = answers }
        ).TestAsync(
            new OAuthFlowApp("key"),
            OAuthFlow.JwtBearer,
            new OAuthFlowCredentials { SigningKey = Key, Username = "o'neil@example.com" }
        );

        string claims = Encoding.UTF8.GetString(Base64Url.Decode(answers.Forms[0].Split('.')[1]));
        Assert.StartsWith(
            $$"""{"iss":"key","sub":"o\u0027neil@example.com","aud":"{{audience}}","exp":""",
            claims,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_SAML_assertion_is_written_as_its_canonical_form_is()
    {
        DateTimeOffset since = DateTimeOffset.UnixEpoch;

        string xml = Encoding.UTF8.GetString(
            Base64Url.Decode(
                new SamlAssertion("k&ey", "o'neil<>\"@example.com", "aud", since, since.AddMinutes(3)).Sign(
                    Key,
                    "https://acme.my.salesforce.com/token"
                )
            )
        );

        Assert.Contains("<saml:Issuer>k&amp;ey</saml:Issuer>", xml, StringComparison.Ordinal);
        Assert.Contains(">o'neil&lt;&gt;&quot;@example.com</saml:NameID>", xml, StringComparison.Ordinal);
        Assert.Contains(
            """NotBefore="1970-01-01T00:00:00Z" NotOnOrAfter="1970-01-01T00:03:00Z">""",
            xml,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("users-password")]
    public async Task A_password_is_tried_for_the_user_who_was_given_and_else_for_nobody(string? password)
    {
        await using FlowOrg org = await StartAsync(new PracticeOrgOptions { Seed = "empty" });
        Answers answers = new(
            [("/token", """{"error":"unsupported_grant_type","error_description":"grant type not supported"}""")],
            HttpStatusCode.BadRequest
        );
        OAuthFlowCredentials credentials = new()
        {
            Username = "vouched@example.com",
            PasswordUsername = "ada@example.com",
            Password = password is null ? null : Secret(password),
        };

        OAuthFlowResult result = await new OAuthFlowTester(
            org.Org,
            new SalesforceClientOptions { Handler = answers }
        ).TestAsync(new OAuthFlowApp("key"), OAuthFlow.UsernamePassword, credentials);

        Assert.Equal(CheckOutcome.Passed, result.Outcome);
        Assert.StartsWith(
            $"grant_type=password&client_id=key&username={(password is null ? "nobody-" : "ada%40example.com&password=users-password")}",
            Assert.Single(answers.Forms),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Every_scope_of_metadata_has_its_name_for_clients_in_both_vocabularies()
    {
        foreach (ScopeName scope in ScopeName.All.Where(scope => scope.Client.Length > 0))
        {
            foreach (
                string name in new[] { scope.ExternalClientApp, scope.ConnectedApp }.Where(name =>
                    !string.IsNullOrEmpty(name)
                )
            )
            {
                Assert.Equal(scope.Client, ScopeCover.ClientName(name));
            }
        }

        Assert.Equal("of_next_release", ScopeCover.ClientName("of_next_release"));
    }

    [Fact]
    public async Task Scopes_of_an_app_whose_settings_could_not_be_read_are_not_taken_for_none()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeClientCredentialsAppAsync();
        ExternalClientApp unread = app with
        {
            NotRead = [new UnreadPart(EcaType.OauthSettings, "the user may not read it")],
        };

        Assert.NotNull(new OAuthFlowApp(app).Scopes);
        Assert.Null(new OAuthFlowApp(unread).Scopes);
    }

    [Fact]
    public async Task The_token_of_a_probe_that_was_let_in_is_ended_too()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeJwtAppAsync();
        Recorder recorder = new();

        OAuthFlowResult result = await new OAuthFlowTester(
            org.Org,
            new SalesforceClientOptions { Handler = recorder }
        ).TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.JwtBearer,
            new OAuthFlowCredentials
            {
                SigningKey = Key,
                Username = Assigned,
                UnassignedUsername = Assigned,
            },
            new OAuthFlowTestOptions { IncludeNegative = true }
        );

        Assert.Equal((CheckOutcome.Failed, "MissingPermission"), (result.Outcome, result.Step));
        Assert.Equal(2, recorder.Tokens.Count);
        foreach (string token in recorder.Tokens)
        {
            Assert.False(await IsGoodAsync(org, token));
        }
    }

    [Fact]
    public async Task A_userinfo_that_names_nobody_fails()
    {
        OAuthFlowResult result = await AnsweredAsync(
            OAuthFlow.RefreshToken,
            Refreshing,
            null,
            ("/token", Token),
            ("/userinfo", "{}"),
            ("/services/data", "{}"),
            ("/revoke", "")
        );

        Assert.Equal((CheckOutcome.Failed, "UserInfo"), (result.Outcome, result.Step));
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
    [InlineData("api", new[] { "api", "refresh_token" }, "The app does not grant refresh_token.")]
    [InlineData("api", new[] { "api", "refresh_token" }, null, OAuthFlow.ClientCredentials)]
    public async Task Scopes_are_compared_by_what_they_hold(
        string granted,
        string[] expected,
        string? cause,
        OAuthFlow flow = OAuthFlow.RefreshToken
    )
    {
        OAuthFlowResult result = await AnsweredAsync(
            flow,
            Refreshing with
            {
                ConsumerSecret = Secret("consumer-1"),
            },
            new OAuthFlowTestOptions { ExpectedScopes = [.. expected] },
            ("/token", Token.Replace("api id", granted, StringComparison.Ordinal)),
            ("/userinfo", """{"preferred_username":"Ada@example.com"}"""),
            ("/services/data", "{}"),
            ("/revoke", "")
        );

        OAuthFlowStep step = result.Steps.Single(item => item.Name == "Scopes");
        Assert.Equal(cause is null ? CheckOutcome.Passed : CheckOutcome.Failed, step.Outcome);
        Assert.StartsWith(cause ?? "", step.Cause ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id", false)]
    [InlineData("full", true)]
    [InlineData("api", true)]
    public async Task REST_is_called_only_with_a_scope_that_opens_it(string granted, bool isCalled)
    {
        OAuthFlowResult result = await AnsweredAsync(
            OAuthFlow.RefreshToken,
            Refreshing,
            null,
            ("/token", Token.Replace("api id", granted, StringComparison.Ordinal)),
            ("/userinfo", """{"preferred_username":"ada@example.com"}"""),
            ("/services/data", "{}"),
            ("/revoke", "")
        );

        Assert.Equal(
            isCalled ? CheckOutcome.Passed : CheckOutcome.Skipped,
            result.Steps.Single(step => step.Name == "RestCall").Outcome
        );
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
            ("/revoke", "")
        );

        Assert.Equal(CheckOutcome.Passed, result.Steps.Single(step => step.Name == "User").Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tokens_that_were_got_are_ended_unless_they_are_to_be_kept(bool keep)
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeAsync("Portal");
        OAuthFlowCredentials credentials = new()
        {
            ConsumerSecret = await org.SecretOfAsync(app),
            AuthorizationCode = await org.LogInAsync(app, FlowOrg.Challenge),
            CodeVerifier = Secret(Verifier),
        };
        Recorder recorder = new();

        OAuthFlowResult result = await new OAuthFlowTester(
            org.Org,
            new SalesforceClientOptions { Handler = recorder }
        ).TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.WebServer,
            credentials,
            new OAuthFlowTestOptions { KeepTokens = keep }
        );

        Assert.Equal(CheckOutcome.Passed, result.Outcome);
        Assert.Equal(2, recorder.Tokens.Count);
        foreach (string token in recorder.Tokens)
        {
            Assert.Equal(keep, await IsGoodAsync(org, token));
        }

        // The refresh token too: it would let whoever has it in again.
        OAuthOutcome again = await OAuthTokenClient.SendAsync(
            org.Server.Url,
            OAuthGrant.RefreshToken(app.ConsumerKey!, credentials.ConsumerSecret, Secret(recorder.RefreshToken!))
        );
        Assert.Equal(keep, again.Succeeded);
    }

    private static async Task<bool> IsGoodAsync(FlowOrg org, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(org.Server.Url, "/services/oauth2/userinfo"));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        using HttpClient http = new();
        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.IsSuccessStatusCode;
    }

    private static Task<OAuthFlowResult> AnsweredAsync(
        OAuthFlow flow,
        OAuthFlowCredentials credentials,
        OAuthFlowTestOptions? test,
        params (string Path, string Body)[] answers
    ) => AnsweredAsync(flow, credentials, test, HttpStatusCode.OK, answers);

    /// <summary>A test of a flow against a server that gives these answers by a part of the path.</summary>
    private static async Task<OAuthFlowResult> AnsweredAsync(
        OAuthFlow flow,
        OAuthFlowCredentials credentials,
        OAuthFlowTestOptions? test,
        HttpStatusCode status,
        params (string Path, string Body)[] answers
    )
    {
        await using FlowOrg org = await StartAsync(new PracticeOrgOptions { Seed = "empty" });
        return await new OAuthFlowTester(
            org.Org,
            new SalesforceClientOptions { Handler = new Answers(answers, status) }
        ).TestAsync(new OAuthFlowApp("key"), flow, credentials, test);
    }

    private sealed class Answers((string Path, string Body)[] answers, HttpStatusCode status) : HttpMessageHandler
    {
        public List<string> Forms { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (request.Content is { } form)
            {
                Forms.Add(await form.ReadAsStringAsync(cancellationToken));
            }

            string body = answers
                .First(answer => request.RequestUri!.AbsolutePath.Contains(answer.Path, StringComparison.Ordinal))
                .Body;
            return new HttpResponseMessage(status)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
        }
    }

    /// <summary>Keeps the tokens that the org gives.</summary>
    private sealed class Recorder() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        public List<string> Tokens { get; } = [];

        public string? RefreshToken { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            if (request.RequestUri!.AbsolutePath.EndsWith("/token", StringComparison.Ordinal))
            {
                System.Text.Json.JsonElement body =
                    System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(
                        await answer.Content.ReadAsStringAsync(cancellationToken)
                    );
                if (body.Text("access_token") is { } token)
                {
                    Tokens.Add(token);
                }

                RefreshToken = body.Text("refresh_token") ?? RefreshToken;
            }

            return answer;
        }
    }
}
