using System.Collections.Immutable;

namespace EcaTools.Core.Deployment;

/// <summary>One phase of a deployment.</summary>
/// <param name="Name"><c>Definition</c> (the app and its settings), <c>Policies</c>, <c>Validation</c> (all of them,
/// checked only), or <c>References</c> if the org lacks what the files name.</param>
/// <param name="Status">What became of it.</param>
/// <param name="DeployId">The id of the deploy (prefix 0Af); null where nothing was sent.</param>
/// <param name="Components">What it deploys, as <c>Type FullName</c>.</param>
public sealed record EcaDeploymentPhase(
    string Name,
    EcaDeploymentStatus Status,
    string? DeployId,
    ImmutableArray<string> Components
)
{
    /// <summary>The phase of a deployment of which nothing was sent, because the org lacks what the files
    /// name.</summary>
    internal const string References = "References";

    /// <summary>The name and the status.</summary>
    public override string ToString() => $"{Name}: {Status}";
}
