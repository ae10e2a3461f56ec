using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Metadata;

/// <summary>The second pair of a consumer: one that waits for its promotion, or the one that the last rotation
/// replaced.</summary>
/// <param name="Id">Its id in the Connect REST API.</param>
/// <param name="Key">The consumer key.</param>
/// <param name="Secret">The consumer secret.</param>
/// <param name="State">What it is now.</param>
/// <param name="Authenticates">Whether the token endpoint takes it.</param>
/// <param name="CreatedById">Who staged it or rotated it out.</param>
/// <param name="CreatedDate">When that was.</param>
internal sealed record StagedCredential(
    string Id,
    string Key,
    ConsumerSecret Secret,
    StagedState State,
    bool Authenticates,
    string CreatedById,
    DateTimeOffset CreatedDate
)
{
    /// <summary>Staged and rotated pairs live for 30 days (Salesforce Help: stage OAuth credentials).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public DateTimeOffset ExpirationDate => CreatedDate + Lifetime;

    public bool IsOverAt(DateTimeOffset now) => State != StagedState.Expired && ExpirationDate <= now;

    public override string ToString() => $"staged credentials {Id} ({State})";
}
