using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>One rule about what can stand in the way of a Connected App's move. Read from data, so that a release of
/// Salesforce can change it.</summary>
public sealed record BlockerRule
{
    /// <summary>Rules are made from data only.</summary>
    internal BlockerRule(RuleCondition when) => When = when;

    /// <summary>The fixed id, such as <c>ECA050</c>. Scripts and allow-lists rely on it; an id is never given to
    /// another rule.</summary>
    public required string Id { get; init; }

    /// <summary>What it looks for, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>How much a finding weighs, from <see cref="InForceFrom"/> on where the rule follows a date.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>What Salesforce does here, and why it matters to the move.</summary>
    public required string Description { get; init; }

    /// <summary>The first API version in which the rule holds; null for all that came before, too.</summary>
    [FlatJson]
    public ApiVersion? AppliesFrom { get; init; }

    /// <summary>The last API version in which the rule holds; null for all that come after, too.</summary>
    [FlatJson]
    public ApiVersion? AppliesUntil { get; init; }

    /// <summary>What to do about a finding.</summary>
    public required string Remediation { get; init; }

    /// <summary>The other way, where the remediation can't be had. Every rule of severity Blocker has one.</summary>
    public string? Alternative { get; init; }

    /// <summary>Where the rule's facts come from.</summary>
    public required string Source { get; init; }

    /// <summary>The day on which Salesforce puts the change into force in production; null where the rule follows no
    /// date.</summary>
    [FlatJson]
    public DateOnly? InForceFrom { get; init; }

    /// <summary>How much a finding weighs before <see cref="InForceFrom"/>; null for as much as after.</summary>
    public FindingSeverity? SeverityBefore { get; init; }

    /// <summary>What the rule needs to see.</summary>
    public Decidable Decidable { get; init; }

    /// <summary>Why the check is skipped, and how a person finds out; null where metadata decides.</summary>
    public string? SkipReason { get; init; }

    /// <summary>Whether the rule holds in an API version.</summary>
    public bool AppliesTo(ApiVersion version) =>
        (AppliesFrom is not { } from || version >= from) && (AppliesUntil is not { } until || version <= until);

    /// <summary>How much a finding weighs on a day.</summary>
    public FindingSeverity SeverityOn(DateOnly day) => day < InForceFrom ? SeverityBefore ?? Severity : Severity;

    /// <summary>What the rule detects; for a rule that nothing can decide, the apps that it concerns.</summary>
    internal RuleCondition When { get; }

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
