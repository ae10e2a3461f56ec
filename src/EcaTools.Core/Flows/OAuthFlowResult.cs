using System.Collections.Immutable;
using System.Security;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Flows;

/// <summary>What the test of one flow of one app showed. Immutable; its properties hold no secret and no
/// token.</summary>
public sealed record OAuthFlowResult
{
    private readonly SecureString? _refreshToken;

    /// <summary>A result.</summary>
    /// <param name="refreshToken">The refresh token that replaced the one that was given; null where none did.</param>
    public OAuthFlowResult(SecureString? refreshToken = null) => _refreshToken = refreshToken;

    /// <summary>The app's full name; its consumer key where no name is known.</summary>
    public required string Name { get; init; }

    /// <summary>The consumer key (OAuth client id); null if the app has no OAuth settings.</summary>
    public required string? ConsumerKey { get; init; }

    /// <summary>The flow.</summary>
    public required OAuthFlow Flow { get; init; }

    /// <summary>Whether the flow must accept nobody: always so of the user-agent and username-password flows.</summary>
    public required bool MustBeClosed { get; init; }

    /// <summary>The alias of the org.</summary>
    public required string OrgAlias { get; init; }

    /// <summary>The host that was asked.</summary>
    public required string Host { get; init; }

    /// <summary>When it began (UTC).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    [FlatJson]
    public required TimeSpan Duration { get; init; }

    /// <summary>The steps, in their order.</summary>
    [FlatJson]
    public required ImmutableArray<OAuthFlowStep> Steps { get; init; }

    /// <summary>The user that the token stood for; null where none was given or userinfo did not say.</summary>
    public string? Username { get; init; }

    /// <summary>The scopes that were granted, as the org named them.</summary>
    public ImmutableArray<string> GrantedScopes { get; init; } = [];

    /// <summary>
    /// Failed where a step failed; else Skipped where the step that decides (<c>Token</c>, or <c>Closed</c>) could not
    /// be tried; else Passed. Other steps that were skipped leave it Passed: look at <see cref="SkippedCount"/>.
    /// </summary>
    public CheckOutcome Outcome
    {
        get
        {
            if (Steps.Any(step => step.Outcome == CheckOutcome.Failed))
            {
                return CheckOutcome.Failed;
            }

            return Steps.Any(step => step is { Name: "Token" or "Closed", Outcome: CheckOutcome.Passed })
                ? CheckOutcome.Passed
                : CheckOutcome.Skipped;
        }
    }

    /// <summary>How many steps were skipped.</summary>
    public int SkippedCount => Steps.Count(step => step.Outcome == CheckOutcome.Skipped);

    /// <summary>The name of the step that decided: the first that failed, or else was skipped; null where all
    /// passed.</summary>
    public string? Step => Deciding?.Name;

    /// <summary>The error code of that step.</summary>
    public string? OAuthError => Deciding?.OAuthError;

    /// <summary>The likely cause, or why it was skipped.</summary>
    public string? Cause => Deciding is { } step ? step.Cause ?? step.Detail : null;

    /// <summary>How to fix it.</summary>
    public string? NextStep => Deciding?.NextStep;

    /// <summary>The app, the flow and the outcome.</summary>
    public override string ToString() => $"{Name} {Flow}: {Outcome}";

    private OAuthFlowStep? Deciding =>
        Steps.FirstOrDefault(step => step.Outcome == CheckOutcome.Failed)
        ?? Steps.FirstOrDefault(step => step.Outcome == CheckOutcome.Skipped);

    /// <summary>
    /// The refresh token that the org gave in place of the one that was given, where the app rotates refresh tokens:
    /// the old one is used up, and its reuse would end this one too. Null where it was not replaced. A method, so that
    /// no serializer walks into it.
    /// </summary>
    public SecureString? GetRefreshToken() => _refreshToken;
}
