using EcaTools.Core.Blockers.Evidence;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Blockers;

/// <summary>What apps are judged against.</summary>
public sealed record AssessmentOptions
{
    /// <summary>The API version of the org that the apps would move in: what blocks below it may not block
    /// above.</summary>
    public required ApiVersion ApiVersion { get; init; }

    /// <summary>The time of the judgment (UTC), for dates in force and for certificates.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>What has been looked up in the org.</summary>
    public OrgEvidence Evidence { get; init; } = OrgEvidence.None;

    /// <summary>Who uses the apps.</summary>
    public UsageIndex Usage { get; init; } = UsageIndex.Empty;

    /// <summary>The findings that somebody has allowed.</summary>
    public FindingAllowList Allowed { get; init; } = FindingAllowList.Empty;

    /// <summary>Whether a rule is to be asked; null for all.</summary>
    public Func<BlockerRule, bool>? RuleFilter { get; init; }
}
