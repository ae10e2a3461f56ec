using System.Collections.Immutable;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>A file that waits for a consumer key, and what deploying it would do.</summary>
/// <param name="File">The file.</param>
/// <param name="Action">What deploying it would do.</param>
internal sealed record DependentItem(DependentFile File, EcaPlanAction Action)
{
    /// <summary>What is to be known before it is deployed.</summary>
    public string? Warning { get; init; }

    /// <summary>What it would change, from what the org holds to what the file says.</summary>
    public ImmutableArray<DependentDifference> Differences { get; init; } = [];

    /// <summary>The elements that the org holds and the file omits: they stay as they are.</summary>
    public ImmutableArray<string> Kept { get; init; } = [];
}
