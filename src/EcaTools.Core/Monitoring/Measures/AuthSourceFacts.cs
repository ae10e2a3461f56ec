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

    /// <summary>How long after an hour more of its events may come; a day for a source that is not known.</summary>
    public TimeSpan SettledAfter(string source) =>
        TimeSpan.FromHours(_sources.TryGetValue(source, out SourceFact? fact) ? fact.SettledAfterHours : 24);

    /// <summary>What is known of a source; null for one that is not known.</summary>
    public SourceFact? Find(string source) => _sources.GetValueOrDefault(source);

    private sealed record Document(ImmutableArray<SourceFact> Sources);

    /// <summary>A source of events.</summary>
    /// <param name="Name">The event type or object.</param>
    /// <param name="Kind">How it is read.</param>
    /// <param name="SettledAfterHours">How long after an hour more of its events may come.</param>
    /// <param name="Time">The field of an object that tells the time.</param>
    /// <param name="Fields">The other fields of an object that are read.</param>
    /// <param name="IdentifiesAppBy">id, label or none.</param>
    /// <param name="IsLogin">Whether it tells of logins.</param>
    /// <param name="BlindSpots">What it can't see.</param>
    internal sealed record SourceFact(
        string Name,
        AuthSourceKind Kind,
        int SettledAfterHours,
        string? Time,
        ImmutableArray<string> Fields,
        string IdentifiesAppBy,
        bool IsLogin,
        ImmutableArray<string> BlindSpots
    );
}
