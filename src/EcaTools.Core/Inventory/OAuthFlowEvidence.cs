using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Inventory;

/// <summary>What speaks for an OAuth flow of an app: a setting of its metadata, or logins that were seen.</summary>
/// <param name="Flow">The flow. Metadata has no element for some: UsernamePassword, UserAgent, SamlBearer.</param>
/// <param name="Certainty">How sure it is that callers use it. <c>Possible</c> where nothing rules it out: see the
/// app's <c>NotRead</c> for whether logins were looked at.</param>
/// <param name="Evidence">What was seen, with numbers and dates where there are any.</param>
public sealed record OAuthFlowEvidence(OAuthFlow Flow, FlowCertainty Certainty, string Evidence)
{
    /// <summary>How many logins were seen; null where it is a setting or a token that speaks for the flow.</summary>
    public long? Logins { get; init; }

    /// <summary>When the last of the logins was (UTC); null where there was none.</summary>
    public DateTimeOffset? LastLogin { get; init; }

    /// <summary>The flow and the certainty.</summary>
    public override string ToString() => $"{Flow} ({Certainty})";
}
