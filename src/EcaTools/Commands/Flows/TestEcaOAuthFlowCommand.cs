using System.Management.Automation;
using System.Runtime.ExceptionServices;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using EcaTools.Core;
using EcaTools.Core.Flows;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Flows;

/// <summary>
/// Tests OAuth flows of apps as callers use them, step by step, with the likely cause and the mend of what fails. Apps are tested side by side,
/// the flows of one app one after the other; results stream as they come.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "EcaOAuthFlow", DefaultParameterSetName = AppSet, HelpUri = Help.Uri + "Test-EcaOAuthFlow.md")]
[OutputType(typeof(OAuthFlowResult))]
public sealed class TestEcaOAuthFlowCommand : EcaOrgCmdlet
{
    private const string AppSet = "App";
    private const string ConsumerKeySet = "ConsumerKey";

    private readonly Channel<FlowReport> reports = Channel.CreateUnbounded<FlowReport>();
    private readonly CancellationTokenSource end = new();
    private OAuthFlowTester? tester;
    private JwtSigningKey? signingKey;
    private OAuthFlowCredentials? credentials;
    private OAuthFlowTestOptions? options;
    private int running;
    private int tested;
    private int failures;

    /// <summary>The app, as Get-ExternalClientApp, Get-ConnectedApp or Publish-EcaMetadata writes it.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = AppSet)]
    public OAuthFlowApp[] App { get; set; } = [];

    /// <summary>The consumer key of an app of which nothing else is known.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ConsumerKeySet)]
    [ValidateNotNullOrEmpty]
    public string[] ConsumerKey { get; set; } = [];

    /// <summary>The flows to test, one after the other. UserAgent and UsernamePassword pass where they are off.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public OAuthFlow[] Flow { get; set; } = [];

    /// <summary>Flows of -Flow that must be off for these apps: one that lets the caller in fails.</summary>
    [Parameter]
    public OAuthFlow[] ClosedFlow { get; set; } = [];

    /// <summary>Consumer keys as user names, with their consumer secrets as passwords. An app is tested with the one of its own key.</summary>
    [Parameter]
    public PSCredential[] Credential { get; set; } = [];

    /// <summary>The certificate whose RSA private key signs assertions, for JwtBearer and SamlBearer.</summary>
    [Parameter]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The user whom assertions are about.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Username { get; set; }

    /// <summary>A refresh token of the app. It stays valid; if the app rotates refresh tokens, the result's GetRefreshToken() has the one that replaced it.</summary>
    [Parameter]
    public SecureString? RefreshToken { get; set; }

    /// <summary>The code that a login in a browser sent to the callback URL. It is good once.</summary>
    [Parameter]
    public SecureString? AuthorizationCode { get; set; }

    /// <summary>The PKCE code verifier of that login.</summary>
    [Parameter]
    public SecureString? CodeVerifier { get; set; }

    /// <summary>The callback URL of that login; the app's first one where it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CallbackUrl { get; set; }

    /// <summary>The token to exchange, for TokenExchange.</summary>
    [Parameter]
    public SecureString? SubjectToken { get; set; }

    /// <summary>What kind of token it is, such as urn:ietf:params:oauth:token-type:jwt.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SubjectTokenType { get; set; }

    /// <summary>The token exchange handler; the app's default where it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TokenHandler { get; set; }

    /// <summary>A user who may log in, to try UsernamePassword with. Without one, a user who does not exist is tried, and nobody's account is locked.</summary>
    [Parameter]
    public PSCredential? UserCredential { get; set; }

    /// <summary>Whom assertions are for; https://login.salesforce.com, or https://test.salesforce.com for sandboxes and scratch orgs, where it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Audience { get; set; }

    /// <summary>The scopes that must be granted, no more and no fewer, as clients name them (api). Where it is left out, none of the app's may be missing.</summary>
    [Parameter]
    public string[]? ExpectedScope { get; set; }

    /// <summary>The user whom the token must stand for; the one that the flow names where it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ExpectedUsername { get; set; }

    /// <summary>Tries what must be refused, too: a wrong secret, a forged or expired assertion, a wrong audience, a user without access, a foreign callback URL, a login without PKCE.</summary>
    [Parameter]
    public SwitchParameter IncludeNegative { get; set; }

    /// <summary>A user who may not use the app, for -IncludeNegative.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UnassignedUsername { get; set; }

    /// <summary>Asks again while the org may not have taken up a change yet, until -TimeoutMinutes are over.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How many minutes -Wait goes on for each flow, 1 to 120.</summary>
    [Parameter]
    [ValidateRange(1, 120)]
    public int TimeoutMinutes { get; set; } = 15;

    /// <summary>How many apps are tested at once, 1 to 64.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Leaves the tokens that were got valid. An org may hand one session to several callers of an app, and its end would be theirs too.</summary>
    [Parameter]
    public SwitchParameter SkipRevoke { get; set; }

    /// <summary>Ends with a terminating error, after all results are written, where one ended so or worse, or an app could not be tested: Skipped counts Failed too. It makes a pipeline job fail.</summary>
    [Parameter]
    [ValidateSet(nameof(OAuthFlowOutcome.Skipped), nameof(OAuthFlowOutcome.Failed))]
    public OAuthFlowOutcome? FailOn { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        tester = new OAuthFlowTester(RequireOrg());
        signingKey = Certificate is null ? null : JwtSigningKey.From(Certificate, Time);
        credentials = new OAuthFlowCredentials
        {
            SigningKey = signingKey,
            Username = Username,
            RefreshToken = RefreshToken,
            AuthorizationCode = AuthorizationCode,
            CodeVerifier = CodeVerifier,
            CallbackUrl = CallbackUrl,
            SubjectToken = SubjectToken,
            SubjectTokenType = SubjectTokenType,
            TokenHandler = TokenHandler,
            PasswordUsername = UserCredential?.UserName,
            Password = UserCredential?.Password,
            UnassignedUsername = UnassignedUsername,
        };
        options = new OAuthFlowTestOptions
        {
            ExpectedScopes = ExpectedScope is null ? null : [.. ExpectedScope],
            ExpectedUsername = ExpectedUsername,
            Audience = Audience,
            IncludeNegative = IncludeNegative,
            MaximumWait = Wait ? TimeSpan.FromMinutes(TimeoutMinutes) : TimeSpan.Zero,
            KeepTokens = SkipRevoke,
        };
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        foreach (OAuthFlowApp app in ParameterSetName == AppSet ? App : ConsumerKey.Select(key => new OAuthFlowApp(key)))
        {
            while (running >= ThrottleLimit)
            {
                Take(await reports.Reader.ReadAsync(cancellation));
            }

            running++;
            CancellationToken stop = end.Token;
            _ = Task.Run(() => TestAsync(app, stop), CancellationToken.None);
        }

        while (reports.Reader.TryRead(out FlowReport? report))
        {
            Take(report);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        while (running > 0)
        {
            Take(await reports.Reader.ReadAsync(cancellation));
        }

        if (FailOn is { } failOn && failures > 0)
        {
            throw FlowCommandErrors.FlowsFailed(failures, tested, failOn);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Whatever ended the pipeline, what still runs is to end with it.
            end.Cancel();
            end.Dispose();
            signingKey?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Take(FlowReport report)
    {
        if (report.Result is { } result)
        {
            Write(result);
            tested++;
            failures += result.Outcome >= FailOn ? 1 : 0;
            if (result.GetRefreshToken() is not null)
            {
                WriteWarning($"{result.Name} rotates refresh tokens: the one that was given is used up. The result's GetRefreshToken() has the new one; its caller needs it.");
            }

            return;
        }

        running--;
        if (report.Failure is EcaException failure)
        {
            Write(failure, report.App);
            tested++;
            failures++;
        }
        else if (report.Failure is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    /// <summary>The flows of one app, one after the other: they may share a refresh token that is replaced by its use.</summary>
    private async Task TestAsync(OAuthFlowApp app, CancellationToken cancellation)
    {
        Exception? failure = null;
        try
        {
            OAuthFlowCredentials own = credentials! with
            {
                ConsumerSecret = Array.Find(Credential, credential => credential.UserName == app.ConsumerKey)?.Password,
            };
            foreach (OAuthFlow flow in Flow)
            {
                OAuthFlowTestOptions test = options! with { MustBeClosed = ClosedFlow.Contains(flow) };
                OAuthFlowResult result = await tester!.TestAsync(app, flow, own, test, cancellation);
                own = own with { RefreshToken = result.GetRefreshToken() ?? own.RefreshToken };
                reports.Writer.TryWrite(new FlowReport(app, result, null));
            }
        }
        catch (Exception exception)
        {
            // Carried to the pipeline's thread, and thrown there.
            failure = exception;
        }

        reports.Writer.TryWrite(new FlowReport(app, null, failure));
    }
}
