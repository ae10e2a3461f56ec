using System.Collections.Immutable;

namespace EcaTools.Core.Linting.Rules;

/// <summary>One rule about the metadata files of External Client Apps. Read from data, so that a release of Salesforce
/// can change it.</summary>
public sealed record LintRule
{
    /// <summary>The fixed id, such as <c>ECL054</c>. Scripts and allow-lists rely on it; an id is never given to
    /// another rule.</summary>
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

    /// <summary>The sets that it belongs to.</summary>
    public ImmutableArray<LintRuleSet> RuleSets { get; init; } = [];

    /// <summary>Whether it is checked only if it, or a set that it belongs to, is asked for: most apps need not obey
    /// it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The values that code compares with.</summary>
    internal ImmutableArray<string> Values { get; init; } = [];

    /// <summary>The values that it looks for; null where code decides.</summary>
    internal LintCondition? When { get; init; }

    /// <summary>How its findings can be fixed without asking anybody; null where a person must decide.</summary>
    internal LintFix? Fix { get; init; }

    /// <summary>A finding of this rule that can be fixed, if the rule's data says so.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">The line; 0 where there is none.</param>
    /// <param name="element">The path of the element.</param>
    /// <param name="message">What was found.</param>
    /// <param name="from">The value or name to replace; null where any will do.</param>
    /// <param name="to">What to write for it; null where that is the rule's own value, or nothing.</param>
    internal LintFinding Fixable(
        string path,
        int line,
        string? element,
        string message,
        string? from = null,
        string? to = null
    ) =>
        At(path, line, element, message) with
        {
            Edit = Fix is null ? null : new LintEdit(Fix.Kind, element ?? "", from, to ?? Fix.Value),
        };

    /// <summary>A finding of this rule that a person must decide about.</summary>
    internal LintFinding At(string path, int line, string? element, string message) =>
        new(Id, Severity, path, line > 0 ? line : null, element, message, Remediation, Source);

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
