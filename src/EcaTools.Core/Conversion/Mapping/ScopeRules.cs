using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Documents;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>Which scopes others make needless, from <c>Data/scope-rules.json</c>.</summary>
internal sealed class ScopeRules
{
    private const string Vocabulary = "ExtlClntAppOauthScope";
    private static readonly Lazy<ScopeRules> Embedded = new(() =>
        EmbeddedData.Read("scope-rules.json", root => new ScopeRules(root))
    );

    private ScopeRules(JsonElement root)
    {
        Drops =
        [
            .. root.GetProperty("drops")
                .EnumerateArray()
                .Select(rule => new Drop(
                    rule.GetProperty("scope").GetString()!,
                    rule.GetProperty("kept").GetString()!,
                    rule.GetProperty("reason").GetString()!,
                    rule.GetProperty("action").GetString()!,
                    rule.GetProperty("source").GetString()!
                )
                {
                    IsIncluded = rule.TryGetProperty("includes", out JsonElement includes) && includes.GetBoolean(),
                }),
        ];
    }

    /// <summary>The rules that EcaTools carries. Read once, at the first use.</summary>
    public static ScopeRules Default => Embedded.Value;

    /// <summary>What may be dropped, in the order in which it is looked at.</summary>
    public ImmutableArray<Drop> Drops { get; }

    /// <summary>The scopes that metadata of an API version may name.</summary>
    public static IEnumerable<string> Of(ApiVersion version) =>
        MetadataSchema
            .Default.FindEnum(Vocabulary)!
            .Values.Where(value => value.First is not { } first || first <= version)
            .Select(value => value.Name);

    /// <summary>The scope as External Client App metadata writes it.</summary>
    /// <exception cref="EcaException">ParameterInvalid.</exception>
    public static string Resolve(string scope, ApiVersion version)
    {
        string asked = scope.Trim();
        string token = ScopeName.All.FirstOrDefault(name => name.Is(asked))?.ExternalClientApp ?? asked;
        return Of(version).FirstOrDefault(known => known.Equals(token, StringComparison.OrdinalIgnoreCase))
            ?? throw ConversionErrors.UnknownScope(scope, version, Of(version));
    }

    /// <summary>A scope that another one makes needless.</summary>
    /// <param name="Scope">The scope, as External Client App metadata writes it.</param>
    /// <param name="Kept">The scope next to which it is dropped.</param>
    /// <param name="Reason">Why it is dropped.</param>
    /// <param name="Action">What to check.</param>
    /// <param name="Source">Where the fact comes from.</param>
    internal sealed record Drop(string Scope, string Kept, string Reason, string Action, string Source)
    {
        /// <summary>Whether the other scope includes it. A wide scope is dropped next to a narrower one, too, which does
        /// not.</summary>
        public bool IsIncluded { get; init; }
    }
}
