using System.Collections.Immutable;

namespace EcaTools.Core.Salesforce.MetadataApi;

/// <summary>Where a deploy stands, or what became of it.</summary>
public sealed record DeployResult
{
    /// <summary>The id of the deploy (prefix 0Af).</summary>
    public required string Id { get; init; }

    /// <summary>Whether it has ended, well or badly.</summary>
    public required bool Done { get; init; }

    /// <summary>Whether it ended well.</summary>
    public required bool Success { get; init; }

    /// <summary>Where it stands.</summary>
    public required DeployStatus Status { get; init; }

    /// <summary>Whether it only validates.</summary>
    public bool CheckOnly { get; init; }

    /// <summary>How many components it has.</summary>
    public int ComponentsTotal { get; init; }

    /// <summary>How many of them went in so far.</summary>
    public int ComponentsDeployed { get; init; }

    /// <summary>How many of them failed so far.</summary>
    public int ComponentErrors { get; init; }

    /// <summary>What the org is doing at the moment, in its own words; null where it doesn't say.</summary>
    public string? StateDetail { get; init; }

    /// <summary>The org's words on why the deploy as a whole failed; null where it failed by its components or not at
    /// all.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The components that failed. Known once it has ended, and only if details were asked for.</summary>
    public ImmutableArray<DeployMessage> Failures { get; init; } = [];

    /// <summary>The components that went in. Known once it has ended, and only if details were asked for.</summary>
    public ImmutableArray<DeployMessage> Successes { get; init; } = [];
}
