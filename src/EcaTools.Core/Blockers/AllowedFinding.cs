namespace EcaTools.Core.Blockers;

/// <summary>A finding that somebody has allowed: it is shown, and does not count for the verdict.</summary>
/// <param name="Finding">What was found.</param>
/// <param name="Reason">Why it is allowed.</param>
/// <param name="Expires">The last day of the allowance.</param>
/// <param name="Source">Where it stands: the file and the line.</param>
public sealed record AllowedFinding(
    [property: FlatJson] EcaFinding Finding,
    string Reason,
    [property: FlatJson] DateOnly Expires,
    string Source
)
{
    /// <summary>The Connected App's full name.</summary>
    public string App => Finding.App;

    /// <summary>The rule's id.</summary>
    public string RuleId => Finding.RuleId;

    /// <summary>What was found, in a few words.</summary>
    public string Title => Finding.Title;

    /// <summary>The rule and what it found.</summary>
    public override string ToString() => Finding.ToString();
}
