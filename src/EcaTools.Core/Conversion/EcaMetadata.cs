using System.Collections.Immutable;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Conversion;

/// <summary>The metadata of one External Client App, as written to a source folder.</summary>
public sealed record EcaMetadata
{
    /// <summary>The Connected App that it was made from; null where it was not made from one.</summary>
    public string? ConnectedAppName { get; init; }

    /// <summary>The External Client App's full name.</summary>
    public required string Name { get; init; }

    /// <summary>The API version that the files are written for.</summary>
    [FlatJson]
    public required ApiVersion ApiVersion { get; init; }

    /// <summary>The folder of the project that the files are in (it also holds package.xml and .forceignore).</summary>
    public required string OutputPath { get; init; }

    /// <summary>The files, the app itself first.</summary>
    [FlatJson]
    public required ImmutableArray<EcaMetadataFile> Files { get; init; }

    /// <summary>All that the Connected App has and the files do not carry.</summary>
    [FlatJson]
    public ImmutableArray<MetadataLoss> Losses { get; init; } = [];

    /// <summary>
    /// What somebody else changed in the files, and what was therefore left as it is: elements that say otherwise than
    /// this conversion would.
    /// </summary>
    [FlatJson]
    public ImmutableArray<MetadataDrift> Drift { get; init; } = [];

    /// <summary>What a reader should know that is not a loss, such as a label that two apps share.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Whether the write changed any file. False when all was there already, byte for byte.</summary>
    public bool Changed { get; init; }

    /// <summary>How many files there are.</summary>
    public int FileCount => Files.Length;

    /// <summary>How many fields of the Connected App the files do not carry.</summary>
    public int LossCount => Losses.Length;

    /// <summary>How many elements were left as somebody else has changed them.</summary>
    public int DriftCount => Drift.Length;

    /// <summary>The name of the app.</summary>
    public override string ToString() => Name;
}
