using EcaTools.Core.Conversion.Mapping;

namespace EcaTools.Core.Flows;

/// <summary>Which scopes hold which (Salesforce Help: OAuth tokens and scopes).</summary>
internal static class ScopeCover
{
    private static readonly string[] Refreshing = ["refresh_token", "offline_access"];

    /// <summary>The scopes that others include, by what clients call them: the same table that -ScopePolicy Minimize
    /// uses.</summary>
    private static readonly HashSet<(string Held, string Scope)> Included = new(
        ScopeRules
            .Default.Drops.Where(drop => drop.IsIncluded)
            .Select(drop => (ClientName(drop.Kept), ClientName(drop.Scope))),
        new NameComparer()
    );

    /// <summary>What a client calls a scope of metadata; its name in metadata where none is known.</summary>
    public static string ClientName(string metadataName) =>
        ScopeName
            .All.FirstOrDefault(scope =>
                scope.Client.Length > 0
                && (scope.ExternalClientApp == metadataName || scope.ConnectedApp == metadataName)
            )
            ?.Client
        ?? metadataName;

    /// <summary>Whether a scope is about refresh tokens.</summary>
    public static bool IsRefresh(string scope) => Refreshing.Contains(scope, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a scope is among the others, by name or within a wider one.</summary>
    public static bool Covers(IEnumerable<string> scopes, string scope) =>
        scopes.Any(held =>
            held.Equals(scope, StringComparison.OrdinalIgnoreCase)
            || (IsRefresh(held) && IsRefresh(scope))
            || (held.Equals("full", StringComparison.OrdinalIgnoreCase) && !IsRefresh(scope))
            || Included.Contains((held, scope))
        );

    private sealed class NameComparer : IEqualityComparer<(string Held, string Scope)>
    {
        public bool Equals((string Held, string Scope) x, (string Held, string Scope) y) =>
            x.Held.Equals(y.Held, StringComparison.OrdinalIgnoreCase)
            && x.Scope.Equals(y.Scope, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((string Held, string Scope) obj) =>
            HashCode.Combine(obj.Held.ToUpperInvariant(), obj.Scope.ToUpperInvariant());
    }
}
