namespace EcaTools.Core.TestReports;

/// <summary>What test cases of one id are about.</summary>
/// <param name="Id">The fixed id, such as <c>ECA010</c>.</param>
/// <param name="Title">What it looks for, in a few words.</param>
/// <param name="Level">How much it weighs as a rule.</param>
public sealed record TestRule(string Id, string Title, TestLevel Level)
{
    /// <summary>Why it matters; null for no more than the title.</summary>
    public string? Description { get; init; }

    /// <summary>What to do about it; null if that depends on the case.</summary>
    public string? Remediation { get; init; }

    /// <summary>Where the rule's facts come from; null if it has none of its own.</summary>
    public string? Source { get; init; }

    /// <summary>The page of the documentation, from the root of the repository.</summary>
    public required string HelpPage { get; init; }

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
