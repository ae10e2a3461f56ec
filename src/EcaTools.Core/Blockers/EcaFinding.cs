using System.Text.Json.Serialization;
using EcaTools.Core.Blockers.Rules;

namespace EcaTools.Core.Blockers;

/// <summary>One thing that a blocker rule found.</summary>
/// <param name="RuleId">The rule's id, such as <c>ECA004</c>.</param>
/// <param name="Title">What was found, in a few words.</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Evidence">What was seen, and where: the path in the metadata and its value, never a secret.</param>
/// <param name="Remediation">What to do about it.</param>
/// <param name="Source">Where the rule's fact comes from.</param>
public sealed record EcaFinding(
    string RuleId,
    string Title,
    FindingSeverity Severity,
    string Evidence,
    string Remediation,
    string Source
)
{
    /// <summary>The Connected App's full name. summary.json has it once, on the app.</summary>
    [JsonIgnore]
    public string App { get; init; } = "";

    /// <summary>The other way, where the remediation can't be had; null where the rule has none.</summary>
    public string? Alternative { get; init; }

    /// <summary>The day on which Salesforce puts the change into force in production; null where the rule follows no
    /// date.</summary>
    [FlatJson]
    public DateOnly? InForceFrom { get; init; }

    /// <summary>How much it weighs from <see cref="InForceFrom"/> on, where that is a day to come; else the same as
    /// <see cref="Severity"/>.</summary>
    public FindingSeverity SeverityInForce { get; init; } = Severity;

    /// <summary>The rule and what it found.</summary>
    public override string ToString() => $"{RuleId}: {Title}";
}
