using System.Collections.Immutable;
using System.Management.Automation;

namespace EcaTools.Engine;

/// <summary>Names with wildcards, as -Name takes them. It remembers which plain names matched nothing, so that a typo
/// is reported.</summary>
internal sealed class NameFilter
{
    private readonly WildcardPattern[]? _patterns;
    private readonly HashSet<string> _unmatched;

    /// <summary>The names; none at all lets everything through.</summary>
    public NameFilter(string[]? names)
    {
        _patterns = names is { Length: > 0 }
            ?
            [
                .. names.Select(name =>
                    WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant)
                ),
            ]
            : null;
        _unmatched = new HashSet<string>(
            (names ?? []).Where(name => !WildcardPattern.ContainsWildcardCharacters(name)),
            StringComparer.OrdinalIgnoreCase
        );
        Exact =
            names is { Length: > 0 } && !Array.Exists(names, WildcardPattern.ContainsWildcardCharacters)
                ? [.. names]
                : null;
    }

    /// <summary>The names without wildcards that nothing has matched so far.</summary>
    public IReadOnlyCollection<string> Unmatched => _unmatched;

    /// <summary>The names, where they were all given without wildcards; null where there are none, or any has
    /// wildcards.</summary>
    public ImmutableArray<string>? Exact { get; }

    /// <summary>The filter, once it has seen the names and labels of all that there is.</summary>
    public NameFilter Passing(IEnumerable<(string Name, string Label)>? all)
    {
        foreach ((string name, string label) in all ?? [])
        {
            Matches(name, label);
        }

        return this;
    }

    /// <summary>Whether any of the candidates (a name, a label) is asked for.</summary>
    public bool Matches(params ReadOnlySpan<string> candidates)
    {
        bool matches = _patterns is null;
        foreach (string candidate in candidates)
        {
            _unmatched.Remove(candidate);
            matches |= _patterns is not null && Array.Exists(_patterns, pattern => pattern.IsMatch(candidate));
        }

        return matches;
    }
}
