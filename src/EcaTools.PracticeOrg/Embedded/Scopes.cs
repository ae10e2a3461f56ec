using System.Collections.Immutable;

namespace EcaTools.PracticeOrg.Embedded;

/// <summary>The OAuth scopes, read from Data/scopes.json.</summary>
internal static class Scopes
{
    public static ImmutableArray<Scope> All { get; } = EmbeddedData.Json<ImmutableArray<Scope>>("scopes.json");

    /// <summary>The scope with this name in ECA metadata.</summary>
    public static Scope? Find(string externalClientApp) =>
        All.FirstOrDefault(s => s.ExternalClientApp == externalClientApp);

    /// <summary>The scopes as an OAuth response names them.</summary>
    public static string Runtime(IEnumerable<string> metadataNames) =>
        string.Join(
            ' ',
            metadataNames
                .Select(n => All.FirstOrDefault(s => s.ExternalClientApp == n || s.ConnectedApp == n)?.Runtime)
                .Where(r => r is not null)
                .Distinct(StringComparer.Ordinal)
        );
}
