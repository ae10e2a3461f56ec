namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>What one flow is, needs, and becomes.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="What">What it is.</param>
/// <param name="Needs">The parameters of Test-EcaOAuthFlow that it needs to run unattended.</param>
/// <param name="Without">What a test does without them.</param>
/// <param name="Opens">What opens it in an External Client App.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record OAuthFlowFact(
    OAuthFlow Flow,
    string What,
    string Needs,
    string Without,
    string Opens,
    string Source
);
