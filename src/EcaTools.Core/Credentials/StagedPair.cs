namespace EcaTools.Core.Credentials;

/// <summary>The second pair of a consumer, of which there is one at most: one that waits for its promotion, or the one
/// that the last promotion replaced.</summary>
/// <param name="Id">Its id in the Connect REST API.</param>
/// <param name="Credential">The pair, and what it is.</param>
/// <param name="CreatedBy">Who staged it or promoted over it, as the org says it; null where it does not.</param>
/// <param name="CreatedDate">When that was, on the org's clock; null where the org does not say.</param>
/// <param name="ExpirationDate">Until when it is good; null where the org does not say.</param>
internal sealed record StagedPair(
    string Id,
    EcaCredential Credential,
    string? CreatedBy,
    DateTimeOffset? CreatedDate,
    DateTimeOffset? ExpirationDate
)
{
    /// <summary>The id and state; never the pair.</summary>
    public override string ToString() => $"{Id} ({Credential.State})";
}
