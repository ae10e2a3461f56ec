using System.Collections.Immutable;
using System.Text.Json;

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

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    private static readonly Lazy<ScopeTrafficFacts> s_embedded = new(Read);

    /// <summary>The facts that EcaTools carries.</summary>
    public static ScopeTrafficFacts Default => s_embedded.Value;

    /// <summary>The class of a call; null if none fits.</summary>
    public TrafficClass? ClassOf(string? family, string? resource, string? category) =>
        Classes.FirstOrDefault(known => known.Fits(family, resource, category));

    /// <summary>How much a scope opens.</summary>
    public int WidthOf(string scope) => Width.GetValueOrDefault(scope, UnknownWidth);

    private static ScopeTrafficFacts Read()
    {
        using Stream stream =
            typeof(ScopeTrafficFacts).Assembly.GetManifestResourceStream("scope-traffic.json")
            ?? throw new InvalidOperationException("The assembly lacks its resource scope-traffic.json.");
        return JsonSerializer.Deserialize<ScopeTrafficFacts>(stream, s_options)!;
    }

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
