using System.Collections.Immutable;

namespace EcaTools.Core.Deployment.Removal;

/// <summary>An External Client App that was removed from an org.</summary>
public sealed record EcaRemoval
{
    /// <summary>The app's full name.</summary>
    public required string Name { get; init; }

    /// <summary>The alias of the org.</summary>
    public required string OrgAlias { get; init; }

    /// <summary>The consumer key that the app had; null if it had none. No org gives it out again.</summary>
    public string? ConsumerKey { get; init; }

    /// <summary>The folder with the app's metadata as the org held it.</summary>
    public required string BackupPath { get; init; }

    /// <summary>The Connected App that became active again; null if none did.</summary>
    public string? RevivedConnectedApp { get; init; }

    /// <summary>What removing it did, in a line each.</summary>
    public ImmutableArray<string> Effects { get; init; } = [];

    /// <summary>The app and the org.</summary>
    public override string ToString() => $"{Name} ({OrgAlias})";
}
