using System.Collections.Frozen;
using System.Collections.Immutable;
using EcaTools.Core.Documents;

namespace EcaTools.Core.Metadata;

/// <summary>What is known of a metadata type of External Client Apps, from <c>Data/eca-types.json</c>.</summary>
/// <param name="Name">The type.</param>
/// <param name="IsPublished">Whether EcaTools writes and deploys it.</param>
/// <param name="IsDefinition">Whether it is deployed with the app, before the policies.</param>
/// <param name="IsOneForEachApp">Whether an org is known to refuse a second record for one app.</param>
/// <param name="Expected">When an app has a record of it.</param>
/// <param name="PluginSwitch">The element of the policies without which the record does nothing; null if none.</param>
/// <param name="Packaged">Why a second-generation managed package holds it; null if it does not.</param>
/// <param name="Source">Where the facts come from.</param>
internal sealed record EcaTypeFacts(
    string Name,
    bool IsPublished,
    bool IsDefinition,
    bool IsOneForEachApp,
    EcaTypeFacts.Expectation Expected,
    string? PluginSwitch,
    string? Packaged,
    string Source
)
{
    private static readonly Lazy<ImmutableArray<EcaTypeFacts>> s_all = new(() =>
        EmbeddedData.Read<Document>("eca-types.json").Types
    );

    private static readonly Lazy<FrozenDictionary<string, EcaTypeFacts>> s_byName = new(() =>
        All.ToFrozenDictionary(facts => facts.Name, StringComparer.Ordinal)
    );

    /// <summary>When an app has a record of a type.</summary>
    internal enum Expectation
    {
        /// <summary>Only if the app uses what it is for.</summary>
        IfUsed,

        /// <summary>If the app has OAuth settings.</summary>
        WithOauth,

        /// <summary>Every app has one.</summary>
        Always,
    }

    /// <summary>All types, in the order in which an app's records are read.</summary>
    public static ImmutableArray<EcaTypeFacts> All => s_all.Value;

    /// <summary>How its names end after the app's name, the preferred ending first.</summary>
    public ImmutableArray<string> NameEndings { get; init; } = [];

    /// <summary>The facts of a type; null for one that is not known.</summary>
    public static EcaTypeFacts? Find(string type) => s_byName.Value.GetValueOrDefault(type);

    /// <summary>Whether an app with or without OAuth must have a record of it.</summary>
    public bool IsDue(bool withOauth) =>
        Expected is Expectation.Always || (withOauth && Expected is Expectation.WithOauth);

    private sealed record Document(ImmutableArray<EcaTypeFacts> Types);
}
