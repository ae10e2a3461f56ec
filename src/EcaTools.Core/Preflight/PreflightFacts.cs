using System.Collections.Immutable;
using EcaTools.Core.Documents;

namespace EcaTools.Core.Preflight;

/// <summary>What a migration wants of an org, read from data.</summary>
internal sealed class PreflightFacts
{
    private static readonly Lazy<PreflightFacts> Embedded = new(() =>
        EmbeddedData.Read<PreflightFacts>("preflight.json")
    );

    public static PreflightFacts Default => Embedded.Value;

    public required Fact OldestVersion { get; init; }

    public required Fact SoapTakesJwtFrom { get; init; }

    public required Fact LargestSkewSeconds { get; init; }

    public required Fact FewestRequestsLeft { get; init; }

    public required ImmutableArray<TypeFact> Types { get; init; }

    public required ImmutableArray<PermissionFact> Permissions { get; init; }

    public required ImmutableArray<SettingFact> Settings { get; init; }

    /// <summary>A number and where it comes from.</summary>
    internal sealed record Fact(int Value, string Source);

    /// <summary>A metadata type that an org must have.</summary>
    internal sealed record TypeFact(string Name, string Source);

    /// <summary>A user permission: its API name without the prefix Permissions, what Setup calls it, and what needs
    /// it.</summary>
    internal sealed record PermissionFact(string Name, string Label, string Stage, string Source);

    /// <summary>A Boolean of an org setting, the value that a migration wants, the last API version that has
    /// it, and whether it is for the end of the migration: what still uses the flows must move first.</summary>
    internal sealed record SettingFact(
        string Type,
        string Name,
        string Element,
        bool Wanted,
        string Label,
        string NextStep,
        string Source,
        int? Until = null,
        bool IsForLater = false
    );
}
