using System.Collections.Frozen;
using System.Collections.Immutable;
using EcaTools.Core.Documents;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>The rules about what stands in the way of a move, read from data and checked as they are read. Immutable;
/// may be shared by threads.</summary>
public sealed class BlockerRules
{
    private static readonly Lazy<BlockerRules> Embedded = new(LoadEmbedded);

    private readonly FrozenDictionary<string, BlockerRule> _byId;

    private BlockerRules(
        ImmutableArray<BlockerRule> rules,
        ImmutableArray<RuleMilestone> milestones,
        ImmutableArray<RuleRelease> releases
    )
    {
        All = [.. rules.OrderBy(rule => rule.Id, StringComparer.Ordinal)];
        Milestones = milestones;
        Releases = [.. releases.OrderBy(release => release.From)];
        _byId = All.ToFrozenDictionary(rule => rule.Id, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The rules that EcaTools brings. Loaded once, when first asked for.</summary>
    public static BlockerRules Default => Embedded.Value;

    /// <summary>The rules, by id.</summary>
    public ImmutableArray<BlockerRule> All { get; }

    /// <summary>The dates and releases from which Salesforce treats Connected Apps otherwise, as the data lists
    /// them.</summary>
    public ImmutableArray<RuleMilestone> Milestones { get; }

    /// <summary>The releases of Salesforce that a judgment may be made for, the oldest first.</summary>
    public ImmutableArray<RuleRelease> Releases { get; }

    /// <summary>Reads rules from JSON of the form that docs/guides/blockers.md describes.</summary>
    /// <param name="json">UTF-8; read to its end and left open. At most 10 MB.</param>
    /// <exception cref="EcaException"><c>EmbeddedDataInvalid</c>: the text is not JSON, or a rule lacks something, has
    /// something unknown, or contradicts itself.</exception>
    public static BlockerRules Load(Stream json)
    {
        (
            ImmutableArray<BlockerRule> rules,
            ImmutableArray<RuleMilestone> milestones,
            ImmutableArray<RuleRelease> releases
        ) = RuleDataReader.Read(json);
        return new BlockerRules(rules, milestones, releases);
    }

    /// <summary>The rule of an id, whatever its case; null where there is none.</summary>
    public BlockerRule? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The release of a name, whatever its case, spaces and apostrophes (<c>winter27</c>); null where there is
    /// none.</summary>
    public RuleRelease? FindRelease(string name)
    {
        string wanted = Letters(name);
        return Releases.FirstOrDefault(release => Letters(release.Name) == wanted);

        static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();
    }

    private static BlockerRules LoadEmbedded()
    {
        using Stream json = EmbeddedData.Open("blocker-rules.json");
        return Load(json);
    }
}
