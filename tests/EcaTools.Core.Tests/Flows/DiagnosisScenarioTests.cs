using System.Security.Cryptography;
using System.Text.Json;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Flows;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.PracticeOrg;
using Xunit;
using static EcaTools.Core.Tests.Flows.FlowOrg;

namespace EcaTools.Core.Tests.Flows;

/// <summary>Every diagnosis of the data, reached as a user reaches it: by a flow that a practice org refuses.</summary>
public sealed partial class DiagnosisScenarioTests
{
    private const string JwtType = "urn:ietf:params:oauth:token-type:jwt";
    private static readonly OAuthFlowCredentials Vouching = new() { SigningKey = Key, Username = Assigned };

    /// <summary>What a practice org refuses, by the diagnosis that it must lead to.</summary>
    private static readonly Dictionary<string, Func<FlowOrg, Task<OAuthFlowResult>>> Scenarios = new(
        StringComparer.Ordinal
    )
    {
        ["invalid_grant|user hasn't approved this consumer|"] = async org =>
            await TestAsync(
                org,
                await org.MakeAsync("App", $"<certificate>{Certificate.ExportCertificatePem()}</certificate>"),
                OAuthFlow.JwtBearer,
                Vouching
            ),
        ["invalid_grant|expired access/refresh token|"] = async org =>
            await TestWithSecretAsync(
                org,
                await org.MakeAsync("App"),
                OAuthFlow.RefreshToken,
                new OAuthFlowCredentials { RefreshToken = Secret("long-gone") }
            ),
        ["invalid_grant|audience|"] = async org =>
            await TestAsync(
                org,
                await org.MakeJwtAppAsync(),
                OAuthFlow.JwtBearer,
                Vouching,
                new OAuthFlowTestOptions { Audience = "https://elsewhere.example.com" }
            ),
        ["invalid_grant|invalid assertion|"] = async org =>
            await TestAsync(
                org,
                await org.MakeJwtAppAsync(),
                OAuthFlow.SamlBearer,
                Vouching with
                {
                    SigningKey = OtherKey,
                }
            ),
        ["invalid_grant|no client credentials user enabled|"] = async org =>
            await TestWithSecretAsync(
                org,
                await org.MakeAsync("App", "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>"),
                OAuthFlow.ClientCredentials
            ),
        ["invalid_grant|expired authorization code|WebServer"] = async org =>
        {
            ExternalClientApp app = await org.MakeAsync("App");
            OAuthFlowCredentials once = new()
            {
                AuthorizationCode = await org.LogInAsync(app, FlowOrg.Challenge),
                CodeVerifier = Secret(Verifier),
            };
            Assert.Equal(CheckOutcome.Passed, (await TestWithSecretAsync(org, app, OAuthFlow.WebServer, once)).Outcome);
            return await TestWithSecretAsync(org, app, OAuthFlow.WebServer, once);
        },
        ["invalid_grant|invalid code verifier|"] = async org =>
        {
            ExternalClientApp app = await org.MakeAsync("App");
            return await TestWithSecretAsync(
                org,
                app,
                OAuthFlow.WebServer,
                new OAuthFlowCredentials
                {
                    AuthorizationCode = await org.LogInAsync(app, FlowOrg.Challenge),
                    CodeVerifier = Secret(Verifier + "x"),
                }
            );
        },
        ["invalid_grant|ip restricted|"] = async org =>
            await TestWithSecretAsync(
                org,
                await org.MakeClientCredentialsAppAsync(),
                OAuthFlow.ClientCredentials,
                handler: new FromElsewhere("203.0.113.9")
            ),
        ["invalid_grant|user is inactive|"] = async org =>
            await TestAsync(
                org,
                await org.MakeJwtAppAsync(),
                OAuthFlow.JwtBearer,
                Vouching with
                {
                    Username = "ivan.retired@harbourline.example.com",
                }
            ),
        ["invalid_grant|recipient|"] = async org =>
        {
            // The org is known by another name than its own, as behind a gateway.
            using Gateway gateway = new(org.Server.Url);
            SalesforceClientOptions options = new() { Handler = gateway };
            EcaOrg renamed = await OrgConnector.ConnectAsync(
                new Uri("https://gateway.example.com"),
                new AccessToken(org.Server.AccessToken),
                "renamed",
                new ApiVersion(68),
                options
            );
            return await new OAuthFlowTester(renamed, options).TestAsync(
                new OAuthFlowApp(await org.MakeJwtAppAsync()),
                OAuthFlow.SamlBearer,
                Vouching
            );
        },
        ["invalid_grant||"] = async org =>
            await TestWithSecretAsync(
                org,
                await org.MakeExchangeAppAsync((_, _) => null),
                OAuthFlow.TokenExchange,
                new OAuthFlowCredentials { SubjectToken = Secret("not good"), SubjectTokenType = JwtType }
            ),
        ["invalid_client||"] = async org =>
            await TestAsync(
                org,
                await org.MakeClientCredentialsAppAsync(),
                OAuthFlow.ClientCredentials,
                new OAuthFlowCredentials { ConsumerSecret = Secret("wrong") }
            ),
        ["invalid_client||JwtBearer SamlBearer"] = async org =>
            await TestAsync(
                org,
                await org.MakeJwtAppAsync(),
                OAuthFlow.JwtBearer,
                Vouching with
                {
                    SigningKey = OtherKey,
                }
            ),
        ["invalid_client_id||"] = org =>
            TestAsync(
                org,
                new OAuthFlowApp("nobody"),
                OAuthFlow.ClientCredentials,
                new OAuthFlowCredentials { ConsumerSecret = Secret("x") }
            ),
        ["invalid_request|refresh_token scope is required|"] = async org =>
            await TestAsync(
                org,
                await org.MakeAsync(
                    "App",
                    $"<certificate>{Certificate.ExportCertificatePem()}</certificate>",
                    PreAuthorized,
                    "Api"
                ),
                OAuthFlow.JwtBearer,
                Vouching
            ),
        ["invalid_request||Device"] = async org =>
            await TestAsync(org, await org.MakeAsync("App"), OAuthFlow.Device, new OAuthFlowCredentials()),
        ["invalid_request||TokenExchange"] = async org =>
            await TestWithSecretAsync(
                org,
                await org.MakeAsync("App"),
                OAuthFlow.TokenExchange,
                new OAuthFlowCredentials { SubjectToken = Secret("x"), SubjectTokenType = JwtType }
            ),
        ["invalid_request||"] = async org =>
            await TestWithSecretAsync(
                org,
                await org.MakeClientCredentialsAppAsync(),
                OAuthFlow.ClientCredentials,
                handler: new FromElsewhere("no address")
            ),
        ["invalid_app_access||"] = async org =>
            await TestAsync(
                org,
                await org.MakeJwtAppAsync(),
                OAuthFlow.JwtBearer,
                Vouching with
                {
                    Username = Unassigned,
                }
            ),
        ["OAUTH_EC_APP_NOT_FOUND||"] = org =>
        {
            org.Server.AddAppElsewhere("of-another-org");
            return TestAsync(
                org,
                new OAuthFlowApp("of-another-org"),
                OAuthFlow.ClientCredentials,
                new OAuthFlowCredentials { ConsumerSecret = Secret("x") }
            );
        },
        ["OAUTH_APPROVAL_ERROR_GENERIC||"] = async org =>
        {
            ExternalClientApp app = await org.MakeJwtAppAsync();
            org.Server.Setup.Block(app.Name);
            return await TestAsync(org, app, OAuthFlow.JwtBearer, Vouching);
        },
        ["redirect_uri_mismatch||"] = async org =>
            await TestAsync(
                org,
                await org.MakeAsync("App"),
                OAuthFlow.WebServer,
                new OAuthFlowCredentials { CallbackUrl = Callback + "/" }
            ),
        ["invalid_token||"] = async org =>
            await TestWithSecretAsync(
                org,
                await org.MakeClientCredentialsAppAsync(),
                OAuthFlow.ClientCredentials,
                handler: new RevokedBefore()
            ),
        ["INVALID_SESSION_ID||"] = org =>
            FailAsync(org, new Fault { Kind = FaultKind.InvalidSession, Endpoint = "userinfo" }),
        ["API_DISABLED_FOR_ORG||"] = org =>
            FailAsync(
                org,
                new Fault
                {
                    Kind = FaultKind.Forbidden,
                    PathPrefix = "/services/data/v68.0/",
                    Nth = 1,
                }
            ),
        ["API_CURRENTLY_DISABLED||"] = org =>
            FailAsync(
                org,
                new Fault
                {
                    Kind = FaultKind.Forbidden,
                    ErrorCode = "API_CURRENTLY_DISABLED",
                    PathPrefix = "/services/data/v68.0/",
                }
            ),
        ["REQUEST_LIMIT_EXCEEDED||"] = org =>
            FailAsync(org, new Fault { Kind = FaultKind.RequestLimitExceeded, PathPrefix = "/services/data/v68.0/" }),
        ["NotSalesforce||"] = org => FailAsync(org, new Fault { Kind = FaultKind.HtmlBody, Endpoint = "token" }),
    };

    /// <summary>The diagnoses that no flow leads to here, and why.</summary>
    private static readonly Dictionary<string, string> OnlyElsewhere = new(StringComparer.Ordinal)
    {
        ["invalid_grant|authentication failure|"] =
            "the username-password flow is tried only to see that it is refused",
        ["unsupported_grant_type||"] = "the username-password flow is tried only to see that it is refused",
        ["invalid_grant|expired authorization code|"] = "our requests name their grant; callers forget it",
        ["invalid_grant|external client app is not installed in this org|"] =
            "a scratch org of the preview release must be created",
        ["app_blocked||"] = "the practice org blocks an app at the authorize page by OAUTH_APPROVAL_ERROR_GENERIC",
        ["OAUTH_APP_BLOCKED||"] = "as app_blocked, on a browser's callback",
        ["OAUTH_APP_ACCESS_DENIED||"] = "on a browser's callback alone",
        ["INVALID_SESSION_ID|is not valid for use with|"] = "API Access Control must refuse the app",
        ["INVALID_JWT_FORMAT||"] = "a hosted MCP server must refuse an opaque token",
        ["INVALID_AUTH_HEADER||"] = "a hosted MCP server must refuse an opaque token",
        ["unsupported_response_type||"] = "the user-agent flow is tried only to see that it is refused",
        ["invalid_request|code challenge|"] = "a challenge is left out only to see that it is refused",
        ["redirect_uri_missing||"] = "a callback URL is always sent; callers forget it",
        ["immediate_unsuccessful||"] = "prompt=none is never sent; callers send it",
        ["invalid_scope||"] = "no scope is asked for; Connect-EcaOrg shows it (proved below)",
        ["access_denied||"] = "a user must deny; Connect-EcaOrg reports that as LoginNotCompleted",
        ["authorization_pending||"] = "a device must poll; Connect-EcaOrg waits then",
        ["slow_down||"] = "a device must poll; Connect-EcaOrg waits longer then",
        ["invalid_request|not supported on this domain|"] =
            "login.salesforce.com alone says it; Connect-EcaOrg refuses before it asks",
        ["invalid_client_credentials||"] = "documented, but the orgs of the field reports say invalid_client",
        ["invalid_assertion_type||"] = "documented; a grant type that nobody sends",
        ["inactive_user||"] = "documented, but the orgs of the field reports say invalid_grant",
        ["inactive_org||"] = "the whole org must be locked",
        ["no_access||"] = "documented without saying when",
        ["rate_limit_exceeded||"] = "thousands of logins in an hour",
        ["server_error||"] = "Salesforce must fail",
        ["unknown_error||"] = "Salesforce must fail",
    };

    private static JwtSigningKey OtherKey { get; } = JwtSigningKey.From(RSA.Create(2048), null, "other");

    public static TheoryData<string> Reached => [.. Scenarios.Keys];

    public static TheoryData<string> All => [.. OAuthDiagnoses.Default.All.Select(NameOf)];

    [Theory]
    [MemberData(nameof(Reached))]
    public async Task A_practice_org_that_refuses_leads_to_the_diagnosis(string name)
    {
        await using FlowOrg org = await StartAsync(new PracticeOrgOptions { TrustedNetwork = ["198.51.100.0/24"] });

        OAuthFlowResult result = await Scenarios[name](org);

        OAuthDiagnosis diagnosis = Diagnosis(name);
        OAuthFlowStep failed = result.Steps.First(step => step.Outcome == CheckOutcome.Failed);
        Assert.Equal(
            (diagnosis.Error, diagnosis.Cause, diagnosis.NextStep),
            (failed.OAuthError, failed.Cause, failed.NextStep)
        );
        Assert.Contains(diagnosis.Description ?? "", failed.OAuthErrorDescription, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((CheckOutcome.Failed, failed.Name, diagnosis.Cause), (result.Outcome, result.Step, result.Cause));
    }

    [Fact]
    public void Every_diagnosis_is_reached_or_there_is_a_reason_why_not() =>
        Assert.Equal(
            OAuthDiagnoses.Default.All.Select(NameOf).Order(StringComparer.Ordinal),
            Scenarios.Keys.Concat(OnlyElsewhere.Keys).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );

    [Theory]
    [MemberData(nameof(All))]
    public async Task Whatever_org_gives_the_error_a_test_and_a_login_both_tell_its_diagnosis(string name)
    {
        OAuthDiagnosis diagnosis = Diagnosis(name);
        string words = diagnosis.Description ?? "words that nobody ever saw";
        await using FlowOrg org = await StartAsync(new PracticeOrgOptions { Seed = "empty" });
        SalesforceClientOptions options = new()
        {
            Handler = new Refuser(
                JsonSerializer.Serialize(
                    new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["error"] = diagnosis.Error,
                        ["error_description"] = words,
                    }
                )
            ),
        };
        OAuthFlow flow = diagnosis.Flows.IsEmpty ? OAuthFlow.RefreshToken : diagnosis.Flows[0];

        OAuthFlowResult result = await new OAuthFlowTester(org.Org, options).TestAsync(
            new OAuthFlowApp("key"),
            flow,
            Vouching with
            {
                RefreshToken = flow is OAuthFlow.WebServer ? null : Secret("refresh-1"),
                AuthorizationCode = flow is OAuthFlow.WebServer ? Secret("code-1") : null,
                CodeVerifier = flow is OAuthFlow.WebServer ? Secret(Verifier) : null,
                CallbackUrl = "https://localhost/cb",
                SubjectToken = Secret("subject-1"),
                SubjectTokenType = JwtType,
            }
        );
        EcaException login = await Assert.ThrowsAsync<EcaException>(() =>
            OAuthTokenClient.RequestAsync(org.Server.Url, GrantOf(flow), options)
        );

        // This org refuses the authorize page already.
        string first = flow is OAuthFlow.WebServer ? "Authorize" : "Token";
        Assert.Equal(
            (first, diagnosis.Error, words, diagnosis.Cause, diagnosis.NextStep),
            (
                result.Step,
                result.OAuthError,
                result.Steps.Single(step => step.Name == first).OAuthErrorDescription,
                result.Cause,
                result.NextStep
            )
        );
        if (diagnosis.Error != OAuthOutcome.NotSalesforce)
        {
            Assert.Equal(("OAuthRefused", diagnosis.NextStep), (login.ErrorId, login.NextStep));
            Assert.Contains($"{diagnosis.Error}: {words}. {diagnosis.Cause}", login.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_scope_that_the_app_has_not_is_diagnosed_where_a_device_asks_for_it()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp app = await org.MakeAsync("App", "<isDeviceFlowEnabled>true</isDeviceFlowEnabled>");

        EcaException refused = await Assert.ThrowsAsync<EcaException>(() =>
            OAuthTokenClient.RequestDeviceCodeAsync(org.Server.Url, app.ConsumerKey!, "wave_api")
        );

        Assert.Equal(("OAuthRefused", Diagnosis("invalid_scope||").NextStep), (refused.ErrorId, refused.NextStep));
    }

    [Fact]
    public async Task An_error_that_nobody_knows_is_shown_raw_with_what_is_known_of_its_class()
    {
        await using FlowOrg org = await StartAsync(new PracticeOrgOptions { Seed = "empty" });
        SalesforceClientOptions options = new()
        {
            Handler = new Refuser("""{"error":"brand_new","error_description":"of next release"}"""),
        };

        OAuthFlowResult result = await new OAuthFlowTester(org.Org, options).TestAsync(
            new OAuthFlowApp("key"),
            OAuthFlow.RefreshToken,
            new OAuthFlowCredentials { RefreshToken = Secret("refresh-1") }
        );

        OAuthFlowStep step = Assert.Single(result.Steps);
        Assert.Equal(
            ("brand_new", "of next release", "brand_new: of next release"),
            (step.OAuthError, step.OAuthErrorDescription, step.Detail)
        );
        Assert.Contains(OAuthDiagnoses.Default.ClassOf(400)!.Cause, step.Cause, StringComparison.Ordinal);
        Assert.Equal(OAuthDiagnoses.Default.ClassOf(400)!.NextStep, step.NextStep);
    }

    private static string NameOf(OAuthDiagnosis item) =>
        $"{item.Error}|{item.Description}|{string.Join(' ', item.Flows)}";

    private static OAuthDiagnosis Diagnosis(string name) =>
        OAuthDiagnoses.Default.All.Single(item => NameOf(item) == name);

    private static OAuthGrant GrantOf(OAuthFlow flow) =>
        flow switch
        {
            OAuthFlow.WebServer => OAuthGrant.AuthorizationCode(
                "key",
                null,
                "code-1",
                "https://localhost/cb",
                Verifier
            ),
            OAuthFlow.JwtBearer => OAuthGrant.JwtBearer("assertion-1"),
            OAuthFlow.Device => OAuthGrant.DeviceCode("key", null, "device-1"),
            OAuthFlow.TokenExchange => OAuthGrant.TokenExchange("key", null, Secret("subject-1"), JwtType, null),
            _ => OAuthGrant.RefreshToken("key", null, Secret("refresh-1")),
        };

    private static Task<OAuthFlowResult> TestAsync(
        FlowOrg org,
        OAuthFlowApp app,
        OAuthFlow flow,
        OAuthFlowCredentials credentials,
        OAuthFlowTestOptions? test = null,
        HttpMessageHandler? handler = null
    ) =>
        new OAuthFlowTester(org.Org, new SalesforceClientOptions { Handler = handler }).TestAsync(
            app,
            flow,
            credentials,
            test
        );

    private static Task<OAuthFlowResult> TestAsync(
        FlowOrg org,
        ExternalClientApp app,
        OAuthFlow flow,
        OAuthFlowCredentials credentials,
        OAuthFlowTestOptions? test = null
    ) => TestAsync(org, new OAuthFlowApp(app), flow, credentials, test);

    private static async Task<OAuthFlowResult> TestWithSecretAsync(
        FlowOrg org,
        ExternalClientApp app,
        OAuthFlow flow,
        OAuthFlowCredentials? credentials = null,
        HttpMessageHandler? handler = null
    ) =>
        await TestAsync(
            org,
            new OAuthFlowApp(app),
            flow,
            (credentials ?? new OAuthFlowCredentials()) with
            {
                ConsumerSecret = await org.SecretOfAsync(app),
            },
            handler: handler
        );

    /// <summary>The client credentials flow of a good app, while the org has a fault.</summary>
    private static async Task<OAuthFlowResult> FailAsync(FlowOrg org, Fault fault)
    {
        ExternalClientApp app = await org.MakeClientCredentialsAppAsync();
        OAuthFlowCredentials credentials = new() { ConsumerSecret = await org.SecretOfAsync(app) };
        org.Server.Faults.Add(fault);
        return await TestAsync(org, app, OAuthFlow.ClientCredentials, credentials);
    }
}
