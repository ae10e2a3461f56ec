using System.Collections.Immutable;
using EcaTools.Core.Documents;

namespace EcaTools.Core.Access.Scopes;

/// <summary>Which scopes open which traffic, from <c>Data/scope-traffic.json</c>.</summary>
/// <param name="Classes">The classes of calls, of which the first that fits counts.</param>
/// <param name="Refresh">What the use of refresh tokens needs.</param>
/// <param name="Width">How much a scope opens.</param>
/// <param name="Never">What is not recommended.</param>
internal sealed record ScopeTrafficFacts(
    ImmutableArray<ScopeTrafficFacts.TrafficClass> Classes,
    ScopeTrafficFacts.TrafficClass Refresh,
    ImmutableDictionary<string, int> Width,
    ImmutableArray<string> Never
)
{
    private const int UnknownWidth = 3;

    private static readonly Lazy<ScopeTrafficFacts> s_embedded = new(() =>
        EmbeddedData.Read<ScopeTrafficFacts>("scope-traffic.json")
    );

    /// <summary>The facts that EcaTools carries.</summary>
    public static ScopeTrafficFacts Default => s_embedded.Value;

    /// <summary>The class of a call; null if none fits.</summary>
    public TrafficClass? ClassOf(string? family, string? resource, string? category) =>
        Classes.FirstOrDefault(known => known.Fits(family, resource, category));

    /// <summary>How much a scope opens.</summary>
    public int WidthOf(string scope) => Width.GetValueOrDefault(scope, UnknownWidth);

    /// <summary>Calls that the same scopes open.</summary>
    internal sealed record TrafficClass(
        string Name,
        ImmutableArray<string> Scopes,
        string Source,
        string? Family = null,
        string? Contains = null,
        string? Category = null
    )
    {
        /// <summary>Whether a call is of the class.</summary>
        public bool Fits(string? family, string? resource, string? category) =>
            (Family is null || Family.Equals(family, StringComparison.OrdinalIgnoreCase))
            && (Category is null || Category.Equals(category, StringComparison.OrdinalIgnoreCase))
            && (Contains is null || resource?.Contains(Contains, StringComparison.OrdinalIgnoreCase) == true);
    }
}
