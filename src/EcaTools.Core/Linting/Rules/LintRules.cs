using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Documents;

namespace EcaTools.Core.Linting.Rules;

/// <summary>The rules about metadata files, read from data (<c>Data/lint-rules.json</c>). Immutable; may be shared by
/// threads.</summary>
public sealed class LintRules
{
    private static readonly Lazy<LintRules> Embedded = new(() =>
        EmbeddedData.Read("lint-rules.json", root => new LintRules(root))
    );

    private readonly FrozenDictionary<string, LintRule> _byId;
    private readonly FrozenDictionary<(string Kind, string Name), LintInvention> _inventions;

    private LintRules(JsonElement root)
    {
        _byId = root.GetProperty("rules")
            .EnumerateArray()
            .Select(ReadRule)
            .ToFrozenDictionary(rule => rule.Id, StringComparer.OrdinalIgnoreCase);
        All = [.. _byId.Values.OrderBy(rule => rule.Id, StringComparer.Ordinal)];
        Inventions =
        [
            .. root.GetProperty("inventions")
                .EnumerateArray()
                .Select(item => new LintInvention(
                    Text(item, "kind"),
                    Text(item, "name"),
                    Text(item, "instead"),
                    item.TryGetProperty("write", out JsonElement word) ? word.GetString() : null
                )),
        ];
        _inventions = Inventions.ToFrozenDictionary(word => (word.Kind, word.Name));
        OfValues = All.Where(rule => rule.When is not null).ToLookup(rule => rule.When!.Type, StringComparer.Ordinal);
    }

    /// <summary>The rules that EcaTools brings. Loaded once, when first asked for.</summary>
    public static LintRules Default => Embedded.Value;

    /// <summary>The rules, by id.</summary>
    public ImmutableArray<LintRule> All { get; }

    /// <summary>The words that circulate in public examples and that Salesforce does not know.</summary>
    internal ImmutableArray<LintInvention> Inventions { get; }

    /// <summary>The rules that are data alone, by metadata type.</summary>
    internal ILookup<string, LintRule> OfValues { get; }

    /// <summary>The rule of an id, whatever its case; null where there is none.</summary>
    public LintRule? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The rule of an id that the code names.</summary>
    internal LintRule this[string id] => _byId[id];

    /// <summary>The invented word of that name; null where it is not known as one.</summary>
    internal LintInvention? Invention(string kind, string name) => _inventions.GetValueOrDefault((kind, name));

    private static LintRule ReadRule(JsonElement rule) =>
        new()
        {
            Id = Text(rule, "id"),
            Title = Text(rule, "title"),
            Severity = Enum.Parse<LintSeverity>(Text(rule, "severity")),
            Description = Text(rule, "description"),
            Remediation = Text(rule, "remediation"),
            Source = Text(rule, "source"),
            RuleSets = [.. Texts(rule, "sets").Select(Enum.Parse<LintRuleSet>)],
            IsOptional = rule.TryGetProperty("optional", out JsonElement optional) && optional.GetBoolean(),
            Values = Texts(rule, "values"),
            When = rule.TryGetProperty("when", out JsonElement when)
                ? new LintCondition(
                    Text(when, "type"),
                    Texts(when, "elements"),
                    Texts(when, "values"),
                    when.TryGetProperty("orMissing", out JsonElement missing) ? missing.GetString() : null
                )
                : null,
            Fix = rule.TryGetProperty("fix", out JsonElement fix)
                ? new LintFix(
                    Enum.Parse<LintFixKind>(Text(fix, "edit")),
                    fix.TryGetProperty("value", out JsonElement value) ? value.GetString() : null,
                    Text(fix, "how")
                )
                : null,
        };

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static ImmutableArray<string> Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement items)
            ? [.. items.EnumerateArray().Select(item => item.GetString()!)]
            : [];
}
