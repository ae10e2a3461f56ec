using System.Collections.Immutable;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Evidence;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Usage;

namespace EcaTools.Core.Tests.Blockers;

/// <summary>An app and whether a rule must speak about it.</summary>
internal sealed record RuleCase(bool Speaks, ConnectedApp App, int Version = 66)
{
    public OrgEvidence Evidence { get; init; } = OrgEvidence.None;

    public ImmutableArray<ConnectedAppUsage> Usage { get; init; } = [];

    public DateTimeOffset AsOf { get; init; } = FixedTime.Noon;

    public EcaAssessment Assess() =>
        new EcaAssessor(
            BlockerRules.Default,
            new AssessmentOptions
            {
                ApiVersion = new ApiVersion(Version),
                AsOf = AsOf,
                Evidence = Evidence,
                Usage = new UsageIndex(Usage),
            }
        ).Assess(App);
}
