using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Flows;

/// <summary>
/// Tests OAuth flows as callers use them: gets a token, uses it, refreshes it and ends it, and says of each step what
/// was seen. It changes nothing in the org beyond the tokens that it gets, and is safe for use by several threads at
/// once.
/// </summary>
/// <param name="org">The org that holds the apps; only its host, its kind and its API version are used, never its own
/// token.</param>
/// <param name="options">Timeouts, attempts and the clock; null for the defaults.</param>
public sealed class OAuthFlowTester(EcaOrg org, SalesforceClientOptions? options = null)
{
    private readonly SalesforceClientOptions _options = options ?? new SalesforceClientOptions();

    /// <summary>Tests one flow of one app. What the org refuses, or how it fails, is in the result and is not
    /// thrown.</summary>
    /// <param name="app">The app.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="credentials">What a caller of the app holds.</param>
    /// <param name="test">How to test; null for the defaults.</param>
    /// <param name="cancellation">Stops it. Tokens that were got by then stay valid until they expire.</param>
    /// <exception cref="EcaException"><c>ConsumerKeyNotKnown</c>; or <c>InsecureUrl</c>: the org's host is neither https
    /// nor loopback.</exception>
    public async Task<OAuthFlowResult> TestAsync(
        OAuthFlowApp app,
        OAuthFlow flow,
        OAuthFlowCredentials credentials,
        OAuthFlowTestOptions? test = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(credentials);
        if (!app.HasOAuth)
        {
            return WithoutOAuth(app, flow);
        }

        string key = app.ConsumerKey ?? throw FlowsErrors.ConsumerKeyUnknown(app.Name);
        FlowRun run = new(org, app, key, flow, credentials, test ?? new OAuthFlowTestOptions(), _options);
        return await run.RunAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>An app without OAuth settings, such as one for SAML alone, has nothing to test.</summary>
    private OAuthFlowResult WithoutOAuth(OAuthFlowApp app, OAuthFlow flow) =>
        new()
        {
            Name = app.Name,
            ConsumerKey = null,
            Flow = flow,
            MustBeClosed = false,
            OrgAlias = org.Alias,
            Host = new Uri(org.InstanceUrl).Authority,
            StartedAt = _options.TimeProvider.GetUtcNow(),
            Duration = TimeSpan.Zero,
            Steps =
            [
                new OAuthFlowStep
                {
                    Name = "Token",
                    Outcome = CheckOutcome.Skipped,
                    Detail = "The app has no OAuth settings, so it has no OAuth flows.",
                },
            ],
        };
}
