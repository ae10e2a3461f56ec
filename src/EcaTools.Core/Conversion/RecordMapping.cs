using System.Collections.Immutable;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion;

/// <summary>A record that a Connected App becomes.</summary>
/// <param name="Type">The metadata type.</param>
/// <param name="NameSuffix">What follows the app's name in the record's name. Those of the general and OAuth policies are what an org gives the records it generates (field reports).</param>
internal sealed record RecordMapping(MetadataType Type, string NameSuffix)
{
    /// <summary>The groups and values of the Connected App without which there is no such record.</summary>
    public ImmutableArray<string> Needs { get; init; } = [];

    /// <summary>What is to be said of an app that lacks one of <see cref="Needs"/>; a sentence without its end.</summary>
    public string Without { get; init; } = "";

    /// <summary>The policy that switches on the plugin which reads the record; null where there is none.</summary>
    public TargetElement? Switch { get; init; }

    /// <summary>The record's label.</summary>
    public TargetElement Label { get; } = TargetElement.Parse($"{Type.Name}.label");

    /// <summary>The record's reference to the app; null for the app itself.</summary>
    public TargetElement? Parent { get; } = NameSuffix.Length > 0 ? TargetElement.Parse($"{Type.Name}.externalClientApplication") : null;

    /// <summary>Whether an app has what the record needs.</summary>
    public bool IsFor(ConnectedApp app) => Needs.All(path => app.Metadata.Group(path) is not null || !string.IsNullOrWhiteSpace(app.Metadata[path]));
}
