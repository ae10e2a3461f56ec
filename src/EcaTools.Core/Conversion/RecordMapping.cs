using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion;

/// <summary>A record that a Connected App becomes.</summary>
/// <param name="Type">The metadata type.</param>
/// <param name="NameSuffix">What follows the app's name in the record's name. The policies' are those that an org gives the records it generates (field reports).</param>
/// <param name="NeedsOAuth">Whether only an app with OAuth settings has it.</param>
internal sealed record RecordMapping(MetadataType Type, string NameSuffix, bool NeedsOAuth)
{
    /// <summary>The record's label.</summary>
    public TargetElement Label { get; } = TargetElement.Parse($"{Type.Name}.label");

    /// <summary>The record's reference to the app; null for the app itself.</summary>
    public TargetElement? Parent { get; } = NameSuffix.Length > 0 ? TargetElement.Parse($"{Type.Name}.externalClientApplication") : null;
}
