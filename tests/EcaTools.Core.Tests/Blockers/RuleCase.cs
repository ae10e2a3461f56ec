using System.Collections.Immutable;
using EcaTools.Core.Blockers;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Tests.Blockers;

/// <summary>An app and whether a rule must speak about it.</summary>
internal sealed record RuleCase(bool Speaks, ConnectedApp App, int Version = 66, ImmutableArray<string> Provisioned = default)
{
    public EcaAssessment Assess() => new EcaAssessor(
        BlockerRules.Default,
        new ApiVersion(Version),
        FixedTime.AtNoon,
        Provisioned.IsDefault ? null : new OrgEvidence { UserProvisioningApps = [.. Provisioned] }).Assess(App);
}
