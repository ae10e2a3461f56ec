using System.Collections.Immutable;

namespace EcaTools.Core.Blockers;

/// <summary>What a caller has looked up in the org for the rules that metadata alone can't decide. What was not looked up is null, and its checks are skipped.</summary>
public sealed record OrgEvidence
{
    /// <summary>Nothing was looked up.</summary>
    public static OrgEvidence None { get; } = new();

    /// <summary>The full names of the Connected Apps that a UserProvisioningConfig names; null where nobody looked. Empty means: looked, and there is none.</summary>
    public ImmutableHashSet<string>? UserProvisioningApps { get; init; }
}
