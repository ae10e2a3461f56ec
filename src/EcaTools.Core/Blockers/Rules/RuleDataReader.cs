using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>Reads the rules' data and refuses what a rule can't mean, so that a mistake shows as the data is loaded and
/// not as a check that never fires.</summary>
internal static class RuleDataReader
{
    private const int MaximumBytes = 10 * 1024 * 1024;

    private static readonly ImmutableArray<string> RuleProperties =
    [
        "id",
        "title",
        "severity",
        "decidable",
        "appliesFrom",
        "appliesUntil",
        "description",
        "when",
        "skipReason",
        "remediation",
        "alternative",
        "source",
        "inForceFrom",
        "severityBefore",
    ];

    /// <summary>Reads rules, milestones and releases.</summary>
    public static (
        ImmutableArray<BlockerRule> Rules,
        ImmutableArray<RuleMilestone> Milestones,
        ImmutableArray<RuleRelease> Releases
    ) Read(Stream json)
    {
        using JsonDocument document = Parse(json);
        RuleJson root = new(document.RootElement, "the file");
        root.Allow("milestones", "releases", "rules");
        ImmutableArray<BlockerRule> rules = [.. root.Items("rules").Select((rule, index) => ReadRule(rule, index))];
        foreach (
            IGrouping<string, BlockerRule> same in rules
                .GroupBy(rule => rule.Id, StringComparer.OrdinalIgnoreCase)
                .Where(same => same.Count() > 1)
        )
        {
            throw BlockersErrors.InvalidBlockerRules($"rule {same.Key}", "the id is given more than once.");
        }

        return (
            rules,
            root.Has("milestones") ? [.. root.Items("milestones").Select(ReadMilestone)] : [],
            root.Has("releases") ? [.. root.Items("releases").Select(ReadRelease)] : []
        );
    }

    private static JsonDocument Parse(Stream json)
    {
        using MemoryStream bytes = new();
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = json.Read(buffer)) > 0; )
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MaximumBytes)
            {
                throw BlockersErrors.InvalidBlockerRules("the file", "it is larger than 10 MB.");
            }
        }

        ReadOnlyMemory<byte> text = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        try
        {
            return JsonDocument.Parse(text.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? text[3..] : text);
        }
        catch (JsonException error)
        {
            string line = ((error.LineNumber ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
            throw BlockersErrors.InvalidBlockerRules($"line {line}", error.Message, error);
        }
    }

    private static RuleMilestone ReadMilestone(RuleJson milestone)
    {
        milestone.Allow("when", "what", "source");
        return new RuleMilestone(milestone.Text("when"), milestone.Text("what"), milestone.Text("source"));
    }

    private static RuleRelease ReadRelease(RuleJson release)
    {
        release.Allow("name", "apiVersion", "from", "source");
        return new RuleRelease(
            release.Text("name"),
            release.Version("apiVersion") ?? throw release.Error("'apiVersion' is missing."),
            release.Date("from") ?? throw release.Error("'from' is missing."),
            release.Text("source")
        );
    }

    private static BlockerRule ReadRule(RuleJson unnamed, int index)
    {
        RuleJson json = unnamed.At(string.Create(CultureInfo.InvariantCulture, $"rule number {index + 1}"));
        string id = json.Text("id");
        if (!IsRuleId(id))
        {
            throw json.Error($"'{id}' is not an id. Write capitals and three digits, such as ECA050.");
        }

        json = json.At($"rule {id}");
        json.Allow(RuleProperties);
        BlockerRule rule = new(RuleConditionReader.Read(json.Item("when")))
        {
            Id = id,
            Title = json.Text("title"),
            Severity = json.Enum<FindingSeverity>("severity"),
            Description = json.Text("description"),
            AppliesFrom = json.Version("appliesFrom"),
            AppliesUntil = json.Version("appliesUntil"),
            Remediation = json.Text("remediation"),
            Alternative = json.OptionalText("alternative"),
            Source = json.Text("source"),
            InForceFrom = json.Date("inForceFrom"),
            SeverityBefore = json.Has("severityBefore") ? json.Enum<FindingSeverity>("severityBefore") : null,
            Decidable = json.Has("decidable") ? json.Enum<Decidable>("decidable") : Decidable.Metadata,
            SkipReason = json.OptionalText("skipReason"),
        };
        if (rule.AppliesFrom > rule.AppliesUntil)
        {
            throw json.Error(
                $"appliesFrom {rule.AppliesFrom} is later than appliesUntil {rule.AppliesUntil}, so the "
                    + $"rule never holds."
            );
        }

        if (rule.Severity is FindingSeverity.Blocker && rule.Alternative is null)
        {
            throw json.Error("a rule of severity Blocker needs an alternative.");
        }

        if (rule.SeverityBefore is { } before && (rule.InForceFrom is null || before >= rule.Severity))
        {
            throw json.Error("severityBefore goes with inForceFrom, and is lighter than severity.");
        }

        return (rule.Decidable is Decidable.Metadata) == (rule.SkipReason is null)
            ? rule
            : throw json.Error("skipReason goes with decidable Org, Usage or No, and with nothing else.");
    }

    private static bool IsRuleId(string id) =>
        id.Length is >= 5 and <= 11
        && id.AsSpan()[..^3].IndexOfAnyExceptInRange('A', 'Z') < 0
        && id.AsSpan()[^3..].IndexOfAnyExceptInRange('0', '9') < 0;
}
