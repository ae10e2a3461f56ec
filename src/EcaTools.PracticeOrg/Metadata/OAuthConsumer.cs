using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Metadata;

/// <summary>One OAuth consumer of an ECA: the pair that is its own, and a second one while it is being
/// rotated.</summary>
/// <param name="Id">The consumer's id (prefix 888).</param>
/// <param name="Name">What the Connect REST API calls it.</param>
/// <param name="Key">The consumer key.</param>
/// <param name="Secret">The consumer secret.</param>
/// <param name="Staged">The second pair, or null.</param>
internal sealed record OAuthConsumer(
    string Id,
    string Name,
    string Key,
    ConsumerSecret Secret,
    StagedCredential? Staged
)
{
    /// <summary>Every pair that the token endpoint takes.</summary>
    public IEnumerable<(string Key, ConsumerSecret Secret)> Pairs =>
        Staged is { Authenticates: true } ? [(Key, Secret), (Staged.Key, Staged.Secret)] : [(Key, Secret)];

    public override string ToString() => $"consumer {Name}";
}
