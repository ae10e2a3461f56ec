namespace EcaTools.Core.Rotation.Keys;

/// <summary>A delivery target of a consumer's pair, and which pair callers get there.</summary>
/// <param name="Name">The target's name, such as <c>file /etc/billing.env (SF_CONSUMER_KEY,
/// SF_CONSUMER_SECRET)</c>.</param>
/// <param name="Pair">The pair: read from the target if this run could, else as the journal says.</param>
public sealed record EcaKeyPlace(string Name, CallerPair Pair)
{
    /// <summary>The target and the pair.</summary>
    public override string ToString() => $"{Name}: {Pair}";
}
