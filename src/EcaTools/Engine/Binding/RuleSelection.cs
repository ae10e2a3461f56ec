using EcaTools.Core;

namespace EcaTools.Engine.Binding;

/// <summary>The rules that -Rule and -ExcludeRule leave.</summary>
internal static class RuleSelection
{
    /// <summary>The ids that are left.</summary>
    /// <param name="ids">The ids of all rules.</param>
    /// <param name="rule">What -Rule names; wildcards are allowed. Nothing stands for all.</param>
    /// <param name="excludeRule">What -ExcludeRule names.</param>
    /// <param name="unknown">The error about an id that no rule has, with or without wildcards: a typo must not look
    /// like a pass.</param>
    /// <exception cref="EcaException">That error.</exception>
    public static HashSet<string> Of(
        IReadOnlyCollection<string> ids,
        string[]? rule,
        string[]? excludeRule,
        Func<string, EcaException> unknown
    )
    {
        foreach (string asked in (rule ?? []).Concat(excludeRule ?? []))
        {
            NameFilter one = new([asked]);
            if (!ids.Any(id => one.Matches(id)))
            {
                throw unknown(asked);
            }
        }

        NameFilter included = new(rule);
        NameFilter? excluded = excludeRule is { Length: > 0 } ? new NameFilter(excludeRule) : null;
        return new HashSet<string>(
            ids.Where(id => included.Matches(id) && excluded?.Matches(id) is not true),
            StringComparer.Ordinal
        );
    }
}
