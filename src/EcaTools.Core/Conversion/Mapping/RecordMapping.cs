using System.Collections.Immutable;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>A record that a Connected App becomes.</summary>
/// <param name="Type">The metadata type.</param>
/// <param name="NameSuffix">What follows the app's name in the record's name. Those of the general and OAuth policies
/// are what an org gives the records it generates (field reports).</param>
internal sealed record RecordMapping(MetadataType Type, string NameSuffix)
{
    /// <summary>What the Connected App must have, or there is no such record: groups (by a name) and values (by a path
    /// with a dot).</summary>
    public ImmutableArray<string> Needs { get; init; } = [];

    /// <summary>The values of which the Connected App must have one; empty where it need not.</summary>
    public ImmutableArray<string> NeedsOne { get; init; } = [];

    /// <summary>The first API version that it is written for, where that is later than the type's own; null where it is
    /// not.</summary>
    public ApiVersion? Since { get; init; }

    /// <summary>What is to be reported of an app that lacks one of <see cref="Needs"/> or has none of
    /// <see cref="NeedsOne"/>; a sentence without its end.</summary>
    public string Without { get; init; } = "";

    /// <summary>The policy that switches on the plugin which reads the record; null where there is none.</summary>
    public TargetElement? Switch { get; init; }

    /// <summary>The record's label.</summary>
    public TargetElement Label { get; } = TargetElement.Parse($"{Type.Name}.label");

    /// <summary>The record's reference to the app; null for the app itself.</summary>
    public TargetElement? Parent { get; } =
        NameSuffix.Length > 0 ? TargetElement.Parse($"{Type.Name}.externalClientApplication") : null;

    /// <summary>Whether an app has what the record needs.</summary>
    public bool IsFor(ConnectedApp app)
    {
        return Needs.All(Has) && (NeedsOne.IsEmpty || NeedsOne.Any(Has));

        bool Has(string path) =>
            path.Contains('.', StringComparison.Ordinal)
                ? HasValue(app.Metadata, path) || HasValue(app.Related, path)
                : app.Metadata.Group(path) is not null;
    }

    /// <summary>The first API version that it is written for.</summary>
    public ApiVersion First => Since ?? Type.First!.Value;

    /// <summary>Whether it is written for an API version.</summary>
    public bool IsIn(ApiVersion version) => Type.IsIn(version) && First <= version;

    /// <summary>Whether a record has a value there that can be carried over: not a blank, not a masked secret, not a
    /// group.</summary>
    private static bool HasValue(MetadataRecord record, string path)
    {
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        string name = dot < 0 ? path : path[..dot];
        return record.Fields.Any(field =>
            field.Name == name
            && (
                dot >= 0
                    ? field.Group is not null && HasValue(field.Group, path[(dot + 1)..])
                    : field is { Group: null, IsSecret: false } && !string.IsNullOrWhiteSpace(field.Value)
            )
        );
    }
}
