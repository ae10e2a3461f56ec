using System.Management.Automation;
using System.Runtime.ExceptionServices;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using EcaTools.Core;
using EcaTools.Core.Flows;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Engine;
using EcaTools.Engine.Binding;
using EcaTools.Engine.Output;

namespace EcaTools.Commands.Flows;

/// <summary>
/// Tests OAuth flows of apps as callers use them, step by step, with the likely cause and the next step of what fails. Apps
/// are tested side by side, the flows of one app one after the other; results stream as they come.
/// </summary>
[Cmdlet(
    VerbsDiagnostic.Test,
    "EcaOAuthFlow",
    DefaultParameterSetName = AppSet,
    HelpUri = Help.Uri + "Test-EcaOAuthFlow.md"
)]
[OutputType(typeof(OAuthFlowResult))]
public sealed class TestEcaOAuthFlowCommand : EcaOrgCmdlet
{
    private const string AppSet = "App";
    private const string ConsumerKeySet = "ConsumerKey";

    private readonly Channel<FlowReport> _reports = Channel.CreateUnbounded<FlowReport>();
    private readonly CancellationTokenSource _end = new();
    private readonly FailOnTally _tally = new();
    private OAuthFlowTester? _tester;
    private JwtSigningKey? _signingKey;
    private OAuthFlowCredentials? _credentials;
    private OAuthFlowTestOptions? _options;
    private FlowAppFinder? _finder;
    private TestReport? _report;
    private int _running;

    /// <summary>The app: its name or label, or what Get-ExternalClientApp, Get-ConnectedApp, Publish-EcaMetadata or
    /// Get-EcaCredential writes.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = AppSet)]
    [FlowApp]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [Alias("Name")]
    public OAuthFlowApp[] App { get; set; } = [];

    /// <summary>The consumer key of an app of which nothing else is known.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ConsumerKeySet)]
    [ValidateNotNullOrEmpty]
    public string[] ConsumerKey { get; set; } = [];

    /// <summary>The flows to test, one after the other. UserAgent and UsernamePassword pass where they are
    /// off.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [FlowArgument]
    [ValidateNotNullOrEmpty]
    public OAuthFlow[] Flow { get; set; } = [];

    /// <summary>Flows of -Flow that must be off for these apps: one that accepts the caller fails.</summary>
    [Parameter]
    [ValidateNotNull]
    public OAuthFlow[] ClosedFlow { get; set; } = [];

    /// <summary>Consumer keys as user names, with their consumer secrets as passwords, or what Get-EcaCredential
    /// writes. An app is tested with the one of its own key.</summary>
    [Parameter]
    [ConsumerCredential]
    [ValidateNotNull]
    public PSCredential[] Credential { get; set; } = [];

    /// <summary>The certificate whose RSA private key signs assertions, for JwtBearer and SamlBearer: one with its
    /// private key, or what New-EcaCertificate writes.</summary>
    [Parameter]
    [SigningCertificate]
    [ValidateNotNull]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The file of the private key that signs assertions, in place of -Certificate: PEM or PFX.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PrivateKeyPath { get; set; }

    /// <summary>The password of that file.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Password { get; set; }

    /// <summary>The subject (sub) of assertions: the username of the user to log in as.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Username { get; set; }

    /// <summary>A refresh token of the app. It stays valid; if the app rotates refresh tokens, the result's
    /// GetRefreshToken() has the one that replaced it.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? RefreshToken { get; set; }

    /// <summary>The code that a login in a browser sent to the callback URL. It is good once.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? AuthorizationCode { get; set; }

    /// <summary>The PKCE code verifier of that login.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? CodeVerifier { get; set; }

    /// <summary>The callback URL of that login; the app's first one where it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CallbackUrl { get; set; }

    /// <summary>The token to exchange, for TokenExchange.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? SubjectToken { get; set; }

    /// <summary>What kind of token it is, such as urn:ietf:params:oauth:token-type:jwt.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SubjectTokenType { get; set; }

    /// <summary>The token exchange handler; the app's default where it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TokenHandler { get; set; }

    /// <summary>A user who may log in, to try UsernamePassword with. Without one, a user who does not exist is tried,
    /// and nobody's account is locked.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSCredential? UserCredential { get; set; }

    /// <summary>The audience (aud) of assertions; https://login.salesforce.com, or https://test.salesforce.com for
    /// sandboxes and scratch orgs, where it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Audience { get; set; }

    /// <summary>The scopes that must be granted, no more and no fewer, as clients name them (api). Where it is left
    /// out, none of the app's may be missing.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[]? ExpectedScope { get; set; }

    /// <summary>The user that the token must stand for; the one that the flow names where it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ExpectedUsername { get; set; }

    /// <summary>Tries what must be refused, too: a wrong secret, a forged or expired assertion, a wrong audience, a
    /// user without access, a foreign callback URL, a login without PKCE.</summary>
    [Parameter]
    public SwitchParameter IncludeNegative { get; set; }

    /// <summary>A user who may not use the app, for -IncludeNegative.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UnassignedUsername { get; set; }

    /// <summary>Asks again while the org may not have applied a change yet, until -TimeoutMinutes are over.</summary>
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

    /// <summary>Leaves the tokens that were got valid. An org may hand one session to several callers of an app, and
    /// its end would be theirs too.</summary>
    [Parameter]
    public SwitchParameter SkipRevoke { get; set; }

    /// <summary>A file for the results as JUnit XML, which build services show as tests. One that is there is
    /// replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JUnitPath { get; set; }

    /// <summary>A file for what was found as a SARIF 2.1.0 log, which GitHub code scanning and Azure DevOps show. One
    /// that is there is replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SarifPath { get; set; }

    /// <summary>
    /// Ends the command and the script with an error, after all results are written, if one ended so or worse, or an
    /// app could not be tested: Skipped counts Failed too. The exit code of pwsh is then 1, so a job fails.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [ValidateSet(nameof(CheckOutcome.Skipped), nameof(CheckOutcome.Failed))]
    public CheckOutcome? FailOn { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        _tester = new OAuthFlowTester(org);
        _report = StartReport(JUnitPath, SarifPath);
        _finder = new FlowAppFinder(org, _end.Token);
        _signingKey = ReadSigningKey();
        _credentials = new OAuthFlowCredentials
        {
            SigningKey = _signingKey,
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
        _options = new OAuthFlowTestOptions
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
        foreach (
            OAuthFlowApp app in ParameterSetName == AppSet ? App : ConsumerKey.Select(key => new OAuthFlowApp(key))
        )
        {
            while (_running >= ThrottleLimit)
            {
                Take(await _reports.Reader.ReadAsync(cancellation));
            }

            _running++;
            CancellationToken stop = _end.Token;
            _ = Task.Run(() => TestAsync(app, stop), CancellationToken.None);
        }

        while (_reports.Reader.TryRead(out FlowReport? report))
        {
            Take(report);
        }
    }

    /// <summary>With -FailOn, nothing that came is a failure: what was not tested is not a pass.</summary>
    protected override bool EndsWithoutInput => FailOn is not null || _report is { IsWanted: true };

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        while (_running > 0)
        {
            Take(await _reports.Reader.ReadAsync(cancellation));
        }

        _report!.Write(FlowTestCases.Rules, CurrentFolder);
        if (FailOn is { } failOn)
        {
            EndTest(_tally, failed => FlowCommandErrors.FlowsFailed(failed.Failed, failed.Tested, failOn));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Whatever ended the pipeline, what still runs is to end with it.
            _end.Cancel();
            _end.Dispose();
            _signingKey?.Dispose();
        }

        base.Dispose(disposing);
    }

    private JwtSigningKey? ReadSigningKey()
    {
        if (Certificate is not null && PrivateKeyPath is not null)
        {
            throw FlowCommandErrors.OneSigningKey();
        }

        if (PrivateKeyPath is not null)
        {
            return KeyFile.Read(ResolveOutputPath(PrivateKeyPath), Password, Time);
        }

        return Certificate is null ? null : JwtSigningKey.From(Certificate, Time);
    }

    private void Take(FlowReport report)
    {
        if (report.Result is { } result)
        {
            Write(result);
            _report!.Add(FlowTestCases.Of(result));
            _tally.Add(result.Outcome >= FailOn);
            if (result.GetRefreshToken() is not null)
            {
                WriteWarning(
                    $"{result.Name} rotates refresh tokens: the one that was given is used up. The result's GetRefreshToken() has the new one; its caller needs it."
                );
            }

            return;
        }

        _running--;
        if (report.Failure is EcaException failure)
        {
            Write(failure, report.App);
            _tally.Add(failed: true);
        }
        else if (report.Failure is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    /// <summary>The flows of one app, one after the other: they may share a refresh token that is replaced by its
    /// use.</summary>
    private async Task TestAsync(OAuthFlowApp app, CancellationToken cancellation)
    {
        Exception? failure = null;
        try
        {
            OAuthFlowApp found = await _finder!.FindAsync(app);
            OAuthFlowCredentials own = _credentials! with
            {
                ConsumerSecret =
                    Array.Find(Credential, credential => credential.UserName == found.ConsumerKey)?.Password
                    ?? found.GetConsumerSecret(),
            };
            foreach (OAuthFlow flow in Flow)
            {
                OAuthFlowTestOptions test = _options! with { MustBeClosed = ClosedFlow.Contains(flow) };
                OAuthFlowResult result = await _tester!.TestAsync(found, flow, own, test, cancellation);
                own = own with { RefreshToken = result.GetRefreshToken() ?? own.RefreshToken };
                _reports.Writer.TryWrite(new FlowReport(app, result, null));
            }
        }
        catch (Exception exception)
        {
            // Carried to the pipeline's thread, and thrown there.
            failure = exception;
        }

        _reports.Writer.TryWrite(new FlowReport(app, null, failure));
    }
}
