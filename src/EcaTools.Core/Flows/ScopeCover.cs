using EcaTools.Core.Conversion;

namespace EcaTools.Core.Flows;

/// <summary>Which scopes hold which (Salesforce Help: OAuth tokens and scopes).</summary>
internal static class ScopeCover
{
    private static readonly string[] Refreshing = ["refresh_token", "offline_access"];
    private static readonly string[] Identity = ["profile", "email", "address", "phone"];

    /// <summary>What a client calls a scope of metadata; its name in metadata where none is known.</summary>
    public static string ClientName(string metadataName) =>
        ScopeName.All.FirstOrDefault(scope => scope.Client.Length > 0 && (scope.ExternalClientApp == metadataName || scope.ConnectedApp == metadataName))?.Client ?? metadataName;

    /// <summary>Whether a scope is about refresh tokens.</summary>
    public static bool IsRefresh(string scope) => Refreshing.Contains(scope, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a scope is among the others, by name or within a wider one.</summary>
    public static bool Covers(IEnumerable<string> scopes, string scope) => scopes.Any(held =>
        held.Equals(scope, StringComparison.OrdinalIgnoreCase)
        || (IsRefresh(held) && IsRefresh(scope))
        || (held.Equals("id", StringComparison.OrdinalIgnoreCase) && Identity.Contains(scope, StringComparer.OrdinalIgnoreCase))
        || (held.Equals("full", StringComparison.OrdinalIgnoreCase) && !IsRefresh(scope)));
}
