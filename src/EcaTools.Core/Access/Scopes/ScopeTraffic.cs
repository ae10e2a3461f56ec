using System.Collections.Immutable;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Flows;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Access.Scopes;

/// <summary>The traffic of one app while it is counted, and what it needs.</summary>
/// <param name="app">The app.</param>
internal sealed class ScopeTraffic(string app)
{
    private static readonly TimeSpan s_week = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_month = TimeSpan.FromDays(30);

    private readonly Dictionary<string, EcaScopeEvidence> _classes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private long _calls;
    private long _unknownCalls;

    /// <summary>Counts a call.</summary>
    public void Add(string? family, string? resource, string? category, DateTimeOffset? time)
    {
        _calls++;
        if (ScopeTrafficFacts.Default.ClassOf(family, resource, category) is not { } known)
        {
            _unknownCalls++;
            _unknown.Add(family ?? "(no API_FAMILY)");
            return;
        }

        Add(known, 1, resource, time);
    }

    /// <summary>Adds what another one counted.</summary>
    public void Add(ScopeTraffic other)
    {
        _calls += other._calls;
        _unknownCalls += other._unknownCalls;
        _unknown.UnionWith(other._unknown);
        foreach ((string key, EcaScopeEvidence found) in other._classes)
        {
            _classes[key] = _classes.TryGetValue(key, out EcaScopeEvidence? before) ? Sum(before, found) : found;
        }
    }

    /// <summary>Counts the use of refresh tokens.</summary>
    public void AddRefresh(long uses, DateTimeOffset? last) => Add(ScopeTrafficFacts.Default.Refresh, uses, null, last);

    /// <summary>The recommendation.</summary>
    /// <param name="scopes">The scopes that the app has, as metadata or clients write them; null if they are not
    /// known.</param>
    /// <param name="window">How much time the event logs cover.</param>
    /// <param name="notRead">What could not be read.</param>
    public EcaScopeRecommendation Recommend(
        IReadOnlyCollection<string>? scopes,
        TimeSpan window,
        ImmutableArray<UnreadPart> notRead
    )
    {
        ScopeTrafficFacts facts = ScopeTrafficFacts.Default;
        ImmutableArray<string> narrowest = ScopeCovering.Narrowest(
            _classes.Values.Select(evidence => evidence.Scopes),
            facts.WidthOf
        );
        List<string> doubts = [];
        if (window < s_month)
        {
            doubts.Add(
                FormattableString.Invariant(
                    $"The event logs cover {window.TotalDays:0.#} days. What runs less often, such as a job at the end of a month, is not in them."
                )
            );
        }

        if (_unknownCalls > 0)
        {
            doubts.Add(
                FormattableString.Invariant(
                    $"{_unknownCalls:N0} calls fit no rule, so the scopes that they need are not known: {string.Join(", ", _unknown.Order(StringComparer.Ordinal))}."
                )
            );
        }

        doubts.AddRange(notRead.Select(part => part.ToString()));
        return new EcaScopeRecommendation
        {
            App = app,
            ClientScopes = narrowest,
            Scopes = [.. narrowest.Select(MetadataName)],
            Evidence = [.. _classes.Values.OrderBy(evidence => evidence.Traffic, StringComparer.Ordinal)],
            Calls = _calls,
            Confidence = window switch
            {
                _ when _unknownCalls > 0 || !notRead.IsEmpty || window < s_week || _calls == 0 => ScopeConfidence.Low,
                _ when window < s_month => ScopeConfidence.Medium,
                _ => ScopeConfidence.High,
            },
            Doubts = [.. doubts],
            NeverUsed =
            [
                .. (scopes ?? []).Where(held =>
                    !narrowest.Contains(ScopeCover.ClientName(held), StringComparer.OrdinalIgnoreCase)
                ),
            ],
            NotRead = notRead,
        };
    }

    private static string MetadataName(string client) =>
        ScopeName
            .All.FirstOrDefault(scope => scope.Client == client && scope.ExternalClientApp.Length > 0)
            ?.ExternalClientApp
        ?? client;

    private void Add(ScopeTrafficFacts.TrafficClass known, long calls, string? resource, DateTimeOffset? time)
    {
        string key = $"{known.Name} {string.Join(' ', known.Scopes)}";
        EcaScopeEvidence found = new(known.Name, known.Scopes, calls, resource, known.Source)
        {
            FirstSeen = time,
            LastSeen = time,
        };
        _classes[key] = _classes.TryGetValue(key, out EcaScopeEvidence? before) ? Sum(before, found) : found;
    }

    private static EcaScopeEvidence Sum(EcaScopeEvidence one, EcaScopeEvidence other) =>
        one with
        {
            Calls = one.Calls + other.Calls,
            FirstSeen = Earlier(one.FirstSeen, other.FirstSeen),
            LastSeen =
                other.LastSeen > one.LastSeen || one.LastSeen is null ? other.LastSeen ?? one.LastSeen : one.LastSeen,
        };

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other ?? one : one;
}
