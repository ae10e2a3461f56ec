namespace EcaTools.Core.Linting;

/// <summary>One rule about the metadata files of External Client Apps. Read from data, so that a release of Salesforce can change it.</summary>
public sealed record LintRule
{
    /// <summary>The fixed id, such as <c>ECL054</c>. Scripts and allow-lists rely on it; an id is never given to another rule.</summary>
    public required string Id { get; init; }

    /// <summary>What it looks for, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>How much a finding weighs.</summary>
    public required LintSeverity Severity { get; init; }

    /// <summary>What Salesforce does here, and why it matters.</summary>
    public required string Description { get; init; }

    /// <summary>What to do about a finding.</summary>
    public required string Remediation { get; init; }

    /// <summary>Where the rule's facts come from.</summary>
    public required string Source { get; init; }

    /// <summary>The values that it looks for; null where code decides.</summary>
    internal LintCondition? When { get; init; }

    /// <summary>A finding of this rule.</summary>
    internal LintFinding At(string path, int line, string? element, string message) =>
        new(Id, Severity, path, line > 0 ? line : null, element, message, Remediation, Source);
}
