using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Text.Json;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Flows;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Salesforce;
using Xunit;
using static EcaTools.Core.Tests.Flows.FlowOrg;

namespace EcaTools.Core.Tests.Flows;

public sealed partial class OAuthFlowTesterTests
{
    private static readonly OAuthFlowTestOptions Negative = new() { IncludeNegative = true };

    private static OAuthFlowCredentials Vouching =>
        new()
        {
            SigningKey = Key,
            Username = Assigned,
            UnassignedUsername = Unassigned,
        };

    private static string Told(OAuthFlowResult result) => JsonSerializer.Serialize(result) + result;

    private static void Has(OAuthFlowResult result, CheckOutcome outcome, params string[] names) =>
        Assert.True(
            names.SequenceEqual(
                from step in result.Steps
                where step.Outcome == outcome
                select step.Name,
                StringComparer.Ordinal
            ),
            Told(result)
        );

    [Fact]
    public async Task Client_credentials_pass_step_by_step_and_a_wrong_secret_is_refused()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeClientCredentialsAppAsync();
        OAuthFlowCredentials credentials = new()
        {
            ConsumerSecret = await org.SecretOfAsync(app),
            RefreshToken = Secret("of another flow"),
        };
        OAuthFlowResult result = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.ClientCredentials,
            credentials,
            Negative
        );
        Has(result, CheckOutcome.Passed, "Token", "UserInfo", "RestCall", "Scopes", "User", "WrongSecret", "Revoke");
        Assert.Equal((CheckOutcome.Passed, RunAs, null), (result.Outcome, result.Username, result.Step));
        Assert.Equal(["api", "refresh_token"], result.GrantedScopes);
        Assert.Equal("invalid_client", result.Steps.Single(step => step.Name == "WrongSecret").OAuthError);
    }

    [Fact]
    public async Task An_app_without_OAuth_settings_has_nothing_to_test()
    {
        await using FlowOrg org = await StartAsync();
        ConnectedApp saml = Blockers.TestApp.Of("samlConfig.entityUrl=https://sp.example.com");

        OAuthFlowResult result = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(saml),
            OAuthFlow.JwtBearer,
            new OAuthFlowCredentials()
        );

        Assert.Equal((CheckOutcome.Skipped, null), (result.Outcome, result.ConsumerKey));
        Assert.Contains("no OAuth settings", result.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scope_covers_what_the_table_of_scopes_says_that_it_includes()
    {
        Assert.True(ScopeCover.Covers(["api"], "chatter_api"));
        Assert.True(ScopeCover.Covers(["WEB"], "visualforce"));
        Assert.True(ScopeCover.Covers(["id"], "email"));
        Assert.True(ScopeCover.Covers(["full"], "api"));
        Assert.True(ScopeCover.Covers(["offline_access"], "refresh_token"));
        Assert.False(ScopeCover.Covers(["api"], "full"));
        Assert.False(ScopeCover.Covers(["web"], "full"));
        Assert.False(ScopeCover.Covers(["chatter_api"], "api"));
        Assert.False(ScopeCover.Covers(["full"], "refresh_token"));
    }

    [Theory]
    [InlineData(OAuthFlow.JwtBearer)]
    [InlineData(OAuthFlow.SamlBearer)]
    public async Task Assertions_pass_and_every_wrong_one_is_refused(OAuthFlow flow)
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeJwtAppAsync();
        OAuthFlowResult result = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(app),
            flow,
            Vouching,
            Negative
        );
        Has(
            result,
            CheckOutcome.Passed,
            "Token",
            "UserInfo",
            "RestCall",
            "Scopes",
            "User",
            "ForgedSignature",
            "ExpiredAssertion",
            "WrongAudience",
            "MissingPermission",
            "Revoke"
        );
        Assert.Equal(result.Steps.Length, result.Steps.Count(step => step.Outcome == CheckOutcome.Passed));
        Assert.Equal("invalid_app_access", result.Steps.Single(step => step.Name == "MissingPermission").OAuthError);
        Assert.Equal(
            "audience is invalid",
            result.Steps.Single(step => step.Name == "WrongAudience").OAuthErrorDescription
        );
    }

    [Fact]
    public async Task A_user_who_has_access_after_all_fails_the_probe_for_missing_permission()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeJwtAppAsync();
        OAuthFlowResult result = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.JwtBearer,
            Vouching with
            {
                UnassignedUsername = Assigned,
            },
            Negative
        );
        Has(result, CheckOutcome.Failed, "MissingPermission");
        Assert.Equal((CheckOutcome.Failed, "MissingPermission"), (result.Outcome, result.Step));
        Assert.Contains("Permitted Users", result.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probes_are_skipped_where_the_right_request_is_refused()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeJwtAppAsync();
        using JwtSigningKey other = JwtSigningKey.From(RSA.Create(2048), null, "other");
        OAuthFlowResult result = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.JwtBearer,
            Vouching with
            {
                SigningKey = other,
            },
            Negative
        );
        Has(result, CheckOutcome.Failed, "Token");
        Has(result, CheckOutcome.Skipped, "ForgedSignature", "ExpiredAssertion", "WrongAudience", "MissingPermission");
        Assert.Equal(("Token", "invalid_client", 400), (result.Step, result.OAuthError, result.Steps[0].HttpStatus));
        Assert.Contains("another key", result.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_from_a_callback_is_redeemed_refreshed_and_ended()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeAsync("Portal", "<isPkceRequired>true</isPkceRequired>");
        OAuthFlowCredentials credentials = new()
        {
            ConsumerSecret = await org.SecretOfAsync(app),
            AuthorizationCode = await org.LogInAsync(app, Challenge),
            CodeVerifier = Secret(Verifier),
        };
        OAuthFlowResult result = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.WebServer,
            credentials,
            Negative with
            {
                ExpectedUsername = RunAs,
            }
        );
        Has(result, CheckOutcome.Failed);
        Has(
            result,
            CheckOutcome.Passed,
            "Authorize",
            "Token",
            "UserInfo",
            "RestCall",
            "Scopes",
            "User",
            "Refresh",
            "UserInfoAfterRefresh",
            "WrongSecret",
            "UnregisteredRedirect",
            "PkceLeftOut",
            "Revoke"
        );
        Assert.Equal(
            [
                ("redirect_uri_mismatch", "redirect_uri must match configuration"),
                ("invalid_request", "missing required code challenge"),
            ],
            from step in result.Steps
            where step.Name is "UnregisteredRedirect" or "PkceLeftOut"
            select (step.OAuthError, step.OAuthErrorDescription)
        );
        Assert.Null(result.GetRefreshToken());
    }

    [Fact]
    public async Task A_refresh_token_that_was_given_stays_good_and_one_that_was_rotated_is_given_back()
    {
        await using FlowOrg org = await StartAsync();
        foreach (bool rotates in new[] { false, true })
        {
            ExternalClientApp app = await org.MakeAsync(
                "Portal" + rotates,
                rotates ? "<isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>" : ""
            );
            OAuthFlowCredentials credentials = new()
            {
                ConsumerSecret = await org.SecretOfAsync(app),
                RefreshToken = Secret(await org.RefreshTokenAsync(app)),
            };
            for (int run = 0; run < 2; run++)
            {
                OAuthFlowResult result = await new OAuthFlowTester(org.Org).TestAsync(
                    new OAuthFlowApp(app),
                    OAuthFlow.RefreshToken,
                    credentials,
                    Negative
                );
                Assert.True(result.Outcome == CheckOutcome.Passed, Told(result));
                Assert.Equal(rotates, result.GetRefreshToken() is not null);
                credentials = credentials with { RefreshToken = result.GetRefreshToken() ?? credentials.RefreshToken };
            }
        }
    }

    [Fact]
    public async Task A_token_is_exchanged_for_whom_the_handler_knows_and_for_nobody_else()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeExchangeAppAsync(
            (token, _) => token == "partner-token" ? Assigned : null
        );
        OAuthFlowCredentials credentials = new()
        {
            ConsumerSecret = await org.SecretOfAsync(app),
            SubjectToken = Secret("partner-token"),
            SubjectTokenType = "urn:ietf:params:oauth:token-type:jwt",
        };
        foreach (string? handler in new[] { null, "Partner_Handler" })
        {
            OAuthFlowResult result = await new OAuthFlowTester(org.Org).TestAsync(
                new OAuthFlowApp(app),
                OAuthFlow.TokenExchange,
                credentials with
                {
                    TokenHandler = handler,
                },
                new OAuthFlowTestOptions { ExpectedUsername = Assigned }
            );
            Has(result, CheckOutcome.Passed, "Token", "UserInfo", "RestCall", "Scopes", "User", "Revoke");
            Assert.Equal((CheckOutcome.Passed, Assigned), (result.Outcome, result.Username));
        }

        OAuthFlowResult other = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.TokenExchange,
            credentials with
            {
                SubjectToken = Secret("another-token"),
            }
        );
        Assert.Equal((CheckOutcome.Failed, "invalid_grant"), (other.Outcome, other.OAuthError));
        OAuthFlowResult unknown = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.TokenExchange,
            credentials with
            {
                TokenHandler = "Nobody",
            }
        );
        Assert.Equal((CheckOutcome.Failed, "invalid_request"), (unknown.Outcome, unknown.OAuthError));
        OAuthFlowResult secret = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.TokenExchange,
            credentials with
            {
                ConsumerSecret = Secret("wrong-secret"),
            }
        );
        Assert.Equal((CheckOutcome.Failed, "invalid_client"), (secret.Outcome, secret.OAuthError));
    }

    [Fact]
    public async Task A_device_that_a_user_let_in_is_tested_with_its_refresh_token_and_a_new_one_gets_a_code_to_show()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeAsync("Scanner", "<isDeviceFlowEnabled>true</isDeviceFlowEnabled>");
        SecureString secret = await org.SecretOfAsync(app);
        DeviceCode device = await OAuthTokenClient.RequestDeviceCodeAsync(org.Server.Url, app.ConsumerKey!);
        await PracticeUser.AnswerAsync(org.Server, device.VerificationUrl, Assigned, userCode: device.UserCode);
        org.Server.Setup.MoveClock(device.Interval);
        OAuthToken token = await OAuthTokenClient.RequestAsync(
            org.Server.Url,
            OAuthGrant.DeviceCode(app.ConsumerKey!, secret, device.Code)
        );

        OAuthFlowCredentials credentials = new()
        {
            ConsumerSecret = secret,
            RefreshToken = Secret(token.RefreshToken!),
        };
        OAuthFlowResult letIn = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.Device,
            credentials,
            Negative with
            {
                ExpectedUsername = Assigned,
            }
        );
        Has(
            letIn,
            CheckOutcome.Passed,
            "Token",
            "UserInfo",
            "RestCall",
            "Scopes",
            "User",
            "Refresh",
            "UserInfoAfterRefresh",
            "WrongSecret",
            "Revoke"
        );
        Assert.Equal((CheckOutcome.Passed, Assigned), (letIn.Outcome, letIn.Username));

        OAuthFlowResult fresh = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.Device,
            new OAuthFlowCredentials()
        );
        Has(fresh, CheckOutcome.Passed, "DeviceCode");
        Assert.Equal(CheckOutcome.Skipped, fresh.Outcome);
    }

    [Fact]
    public async Task A_page_that_lets_a_login_without_PKCE_on_fails()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeAsync("Portal", "<isPkceRequired>false</isPkceRequired>");
        OAuthFlowResult result = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.WebServer,
            new OAuthFlowCredentials(),
            Negative
        );
        Has(result, CheckOutcome.Failed, "PkceLeftOut");
        Has(result, CheckOutcome.Passed, "Authorize", "UnregisteredRedirect");
        Has(result, CheckOutcome.Skipped, "Token", "WrongSecret");
    }

    [Fact]
    public async Task Flows_without_what_they_need_are_skipped_with_the_reason_and_never_pass()
    {
        await using FlowOrg org = await StartAsync();
        OAuthFlowApp app = new(await org.MakeAsync("Portal", "<isDeviceFlowEnabled>true</isDeviceFlowEnabled>"));
        foreach (
            OAuthFlow flow in Enum.GetValues<OAuthFlow>().Except([OAuthFlow.UserAgent, OAuthFlow.UsernamePassword])
        )
        {
            OAuthFlowResult result = await new OAuthFlowTester(org.Org).TestAsync(
                app,
                flow,
                new OAuthFlowCredentials()
            );
            Assert.True(result.Outcome == CheckOutcome.Skipped, Told(result));
            Assert.Contains(
                flow is OAuthFlow.CodeAndCredentials ? "login page" : "-",
                result.Steps.Single(step => step.Name == "Token").Detail,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task Waiting_asks_again_until_the_org_has_taken_the_change_up_and_no_longer_than_allowed()
    {
        FakeTime time = new();
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeAsync(
            "Machine",
            "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>"
        );
        OAuthFlowCredentials credentials = new() { ConsumerSecret = await org.SecretOfAsync(app) };
        OAuthFlowTester tester = new(org.Org, new SalesforceClientOptions { TimeProvider = new AnswerTime(time) });
        OAuthFlowTestOptions wait = new() { MaximumWait = TimeSpan.FromMinutes(2) };
        OAuthFlowResult never = await time.RunAsync(
            tester.TestAsync(new OAuthFlowApp(app), OAuthFlow.ClientCredentials, credentials, wait)
        );
        OAuthFlowStep token = never.Steps.Single(step => step.Name == "Token");
        Assert.Equal(
            (CheckOutcome.Failed, "no client credentials user enabled"),
            (token.Outcome, token.OAuthErrorDescription)
        );
        Assert.Equal(TimeSpan.FromMinutes(2), token.Duration);

        // After 0, 5, 15, 35, 65, 95 and 120 seconds.
        Assert.Equal(7, token.Attempts);

        Task<OAuthFlowResult> later = tester.TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.ClientCredentials,
            credentials,
            wait
        );
        app = await org.MakeClientCredentialsAppAsync();
        OAuthFlowResult atLast = await time.RunAsync(later);
        Assert.True(atLast.Outcome == CheckOutcome.Passed, Told(atLast));
    }

    [Fact]
    public async Task No_result_holds_a_secret_or_a_token_even_where_the_server_says_them_back()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeClientCredentialsAppAsync();
        string secret = new NetworkCredential("", await org.SecretOfAsync(app)).Password;
        EchoHandler echo = new();
        foreach (
            SalesforceClientOptions options in new[]
            {
                new SalesforceClientOptions(),
                new SalesforceClientOptions { Handler = echo },
            }
        )
        {
            OAuthFlowResult result = await new OAuthFlowTester(org.Org, options).TestAsync(
                new OAuthFlowApp(app),
                OAuthFlow.ClientCredentials,
                new OAuthFlowCredentials { ConsumerSecret = Secret(secret) },
                Negative
            );
            string told = Told(result);
            Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
            Assert.DoesNotContain(org.Org.OrgId[..15] + "!", told, StringComparison.Ordinal);
        }

        Assert.Contains(secret, echo.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_scopes_and_another_user_fail_their_steps()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeClientCredentialsAppAsync();
        OAuthFlowTestOptions options = new() { ExpectedScopes = ["api", "web"], ExpectedUsername = Assigned };
        OAuthFlowResult result = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.ClientCredentials,
            new OAuthFlowCredentials { ConsumerSecret = await org.SecretOfAsync(app) },
            options
        );
        Has(result, CheckOutcome.Failed, "Scopes", "User");
        Assert.Contains("web", result.Cause, StringComparison.Ordinal);
    }
}
