using System.Collections.Immutable;

namespace EcaTools.Core.Salesforce.MetadataApi;

/// <summary>Where a retrieve stands, or what it brought.</summary>
public sealed record RetrieveResult
{
    /// <summary>The id of the retrieve (prefix 09S).</summary>
    public required string Id { get; init; }

    /// <summary>Whether it has ended, well or badly.</summary>
    public required bool Done { get; init; }

    /// <summary>Whether it ended well.</summary>
    public required bool Success { get; init; }

    /// <summary>The org's words on why it failed; null where it did not.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The zip; empty until it is done, or where it was not asked for.</summary>
    public ReadOnlyMemory<byte> Zip { get; init; }

    /// <summary>What the zip holds.</summary>
    public ImmutableArray<FileProperties> Files { get; init; } = [];

    /// <summary>What the org says about single files, such as a component that it does not have.</summary>
    public ImmutableArray<string> Messages { get; init; } = [];
}
