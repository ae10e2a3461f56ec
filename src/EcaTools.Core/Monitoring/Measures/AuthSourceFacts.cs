using System.Collections.Frozen;
using System.Collections.Immutable;
using EcaTools.Core.Documents;

namespace EcaTools.Core.Monitoring.Measures;

/// <summary>What each source of events can't see, from data.</summary>
internal sealed class AuthSourceFacts
{
    private static readonly Lazy<AuthSourceFacts> s_embedded = new(() =>
        new AuthSourceFacts(EmbeddedData.Read<Document>("auth-sources.json"))
    );
    private readonly FrozenDictionary<string, SourceFact> _sources;

    private AuthSourceFacts(Document document) =>
        _sources = document.Sources.ToFrozenDictionary(source => source.Name, StringComparer.Ordinal);

    /// <summary>The embedded table.</summary>
    public static AuthSourceFacts Default => s_embedded.Value;

    /// <summary>What a source can't see; empty for one that is not known.</summary>
    public ImmutableArray<string> BlindSpotsOf(string source) =>
        _sources.TryGetValue(source, out SourceFact? fact) ? fact.BlindSpots : [];

    /// <summary>Whether a source names apps by their id.</summary>
    public bool NamesAppsById(string source) =>
        _sources.TryGetValue(source, out SourceFact? fact) && fact.IdentifiesAppBy == "id";

    /// <summary>Whether a source tells of logins.</summary>
    public bool IsLogin(string source) => _sources.TryGetValue(source, out SourceFact? fact) && fact.IsLogin;

    private sealed record Document(ImmutableArray<SourceFact> Sources);

    private sealed record SourceFact(
        string Name,
        string IdentifiesAppBy,
        bool IsLogin,
        ImmutableArray<string> BlindSpots
    );
}
