using System.Collections.Immutable;
using EcaTools.Core.Comparison;
using EcaTools.Core.Conversion;

namespace EcaTools.Core.Deployment;

/// <summary>What became of the deployment of one External Client App. Holds no secret; the consumer key is
/// none.</summary>
public sealed record EcaDeployment
{
    /// <summary>The Connected App that the metadata was made from; null where it was not made from one.</summary>
    public string? ConnectedAppName { get; init; }

    /// <summary>The External Client App's full name.</summary>
    public required string Name { get; init; }

    /// <summary>The alias of the org.</summary>
    public required string OrgAlias { get; init; }

    /// <summary>What became of it.</summary>
    public required EcaDeploymentStatus Status { get; init; }

    /// <summary>Its phases, in their order.</summary>
    [FlatJson]
    public required ImmutableArray<EcaDeploymentPhase> Phases { get; init; }

    /// <summary>The id by which a validation can be carried out with -ValidatedId; null if it was none.</summary>
    public string? ValidatedId => Status == EcaDeploymentStatus.Validated ? Phases[0].DeployId : null;

    /// <summary>The consumer key (OAuth client id) as the org holds it; null where the app has no OAuth or the key
    /// could not be read back.</summary>
    public string? ConsumerKey { get; init; }

    /// <summary>The policies under the names that the org holds them by, and the files that describe them.</summary>
    [FlatJson]
    public ImmutableArray<EcaMetadataFile> Policies { get; init; } = [];

    /// <summary>What is wrong: the org's errors, and warnings about what the org holds otherwise than the files
    /// say.</summary>
    [FlatJson]
    public ImmutableArray<EcaDeploymentProblem> Problems { get; init; } = [];

    /// <summary>How many problems there are.</summary>
    public int ProblemCount => Problems.Length;

    /// <summary>What was to change, from what the org held to what the files say.</summary>
    [FlatJson]
    public ImmutableArray<EcaDifference> Changes { get; init; } = [];

    /// <summary>What is in the org now after a deployment that was made in part; null otherwise.</summary>
    public string? OrgState { get; init; }

    /// <summary>What to do after a deployment that was made in part; null otherwise.</summary>
    public string? NextStep { get; init; }

    /// <summary>The files that were renamed on disk to the names that the org generated, as <c>old path -> new
    /// path</c>.</summary>
    public ImmutableArray<string> Renamed { get; init; } = [];

    /// <summary>The files that were written from what the org generated, so that source control holds it
    /// too.</summary>
    public ImmutableArray<string> Retrieved { get; init; } = [];

    /// <summary>
    /// The error that a deployment amounts to: <c>DeploymentFailed</c> if it was refused or canceled,
    /// <c>DeployedInPart</c> if the app is in the org without its policies, <c>ReferencesNotFound</c> if the org lacks
    /// what the files name and nothing was sent; null if it went well.
    /// </summary>
    public EcaException? ToError() =>
        Status switch
        {
            EcaDeploymentStatus.Partial => DeploymentErrors.DeployedInPart(this),
            EcaDeploymentStatus.Failed when Phases is [{ Name: EcaDeploymentPhase.References }] =>
                DeploymentErrors.ReferencesNotFound(this),
            EcaDeploymentStatus.Failed or EcaDeploymentStatus.Canceled => DeploymentErrors.DeploymentFailed(this),
            _ => null,
        };

    /// <summary>The name of the app.</summary>
    public override string ToString() => Name;
}
