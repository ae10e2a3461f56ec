using System.Globalization;

namespace EcaTools.Core.Linting.Rules;

/// <summary>One thing that a lint rule found in a metadata file.</summary>
/// <param name="RuleId">The rule's id, such as <c>ECL054</c>.</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Path">The full path of the file.</param>
/// <param name="Line">The line in the file, from 1; null where the finding is about the file as a whole.</param>
/// <param name="Element">The path of the element, such as <c>idTokenConfig.idTokenAudience</c>; null where it is about
/// none.</param>
/// <param name="Message">What was found. It never holds the value of a secret.</param>
/// <param name="Remediation">What to do about it.</param>
/// <param name="Source">Where the rule's fact comes from.</param>
public sealed record LintFinding(
    string RuleId,
    LintSeverity Severity,
    string Path,
    int? Line,
    string? Element,
    string Message,
    string Remediation,
    string Source
)
{
    /// <summary>Whether Test-EcaMetadata -Fix can fix it: only what can't change what the app means is fixed
    /// so.</summary>
    public bool IsFixable => Edit is not null;

    /// <summary>Whether it was fixed, so that it is in the file no more.</summary>
    public bool IsFixed { get; init; }

    /// <summary>How to fix it; null where a person must decide.</summary>
    internal LintEdit? Edit { get; init; }

    /// <summary>The file's name and the line, as <c>Billing.eca-meta.xml:4</c>.</summary>
    public string Location
    {
        get
        {
            string file = System.IO.Path.GetFileName(Path);
            return Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"{file}:{line}") : file;
        }
    }

    /// <summary>The place, the rule and what was found.</summary>
    public override string ToString() => $"{Location}: {RuleId} {Message}";
}
