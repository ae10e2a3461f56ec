using System.Collections.Frozen;
using System.Text.RegularExpressions;
using EcaTools.Core.Certificates;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>Reads what a rule detects. Patterns are built here, once, and never again for each app.</summary>
internal static class RuleConditionReader
{
    /// <summary>The operators that look at a path.</summary>
    public static readonly FrozenSet<string> Operators = FrozenSet.ToFrozenSet(
        [
            "exists",
            "equals",
            "oneOf",
            "noneOf",
            "notOneOf",
            "notInEnum",
            "matches",
            "notMatches",
            "countAbove",
            "below",
            "certificate",
        ],
        StringComparer.Ordinal
    );

    private static readonly FrozenSet<string> Combinations = FrozenSet.ToFrozenSet(
        ["all", "any", "not"],
        StringComparer.Ordinal
    );

    /// <summary>The linear engine: a hostile name or URL can't make a check slow.</summary>
    private const RegexOptions PatternOptions =
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking;

    /// <summary>Reads one condition and those inside it.</summary>
    public static RuleCondition Read(RuleJson json)
    {
        string[] operators =
        [
            .. json.Names.Where(name => name is not ("path" or "from" or "until" or "days" or "unknownAs")),
        ];
        if (operators.Length != 1)
        {
            string given = operators.Length == 0 ? "none is given" : $"these are given: {string.Join(", ", operators)}";
            throw json.Error($"a condition has one operator, and {given}.");
        }

        ApiVersion? from = json.Version("from");
        ApiVersion? until = json.Version("until");
        if (from > until)
        {
            throw json.Error($"from {from} is later than until {until}, so the condition never holds.");
        }

        string name = operators[0];
        if (Combinations.Contains(name))
        {
            json.Allow(name, "from", "until", "unknownAs");
            bool? unknownAs = json.Has("unknownAs") ? json.Flag("unknownAs") : null;
            return name switch
            {
                "all" => new RuleCondition.All([.. json.Items(name).Select(Read)])
                {
                    From = from,
                    Until = until,
                    UnknownAs = unknownAs,
                },
                "any" => new RuleCondition.Any([.. json.Items(name).Select(Read)])
                {
                    From = from,
                    Until = until,
                    UnknownAs = unknownAs,
                },
                _ => new RuleCondition.Not(Read(json.Item(name)))
                {
                    From = from,
                    Until = until,
                    UnknownAs = unknownAs,
                },
            };
        }

        if (!Operators.Contains(name))
        {
            throw json.Error(
                $"'{name}' is not an operator. Write one of "
                    + $"{string.Join(", ", Operators.Concat(Combinations).Order(StringComparer.Ordinal))}."
            );
        }

        json.Allow(name is "certificate" ? [name, "path", "from", "until", "days"] : [name, "path", "from", "until"]);
        RulePath path = Path(json);
        return name switch
        {
            "exists" => new ValueCondition.Exists(path, json.Flag(name)) { From = from, Until = until },
            "equals" => new ValueCondition.OneOf(path, Set([json.Text(name)]), wanted: true)
            {
                From = from,
                Until = until,
            },
            "oneOf" => new ValueCondition.OneOf(path, Set(json.Texts(name)), wanted: true)
            {
                From = from,
                Until = until,
            },
            "noneOf" => new ValueCondition.NoneOf(path, Set(json.Texts(name))) { From = from, Until = until },
            "notOneOf" => new ValueCondition.OneOf(path, Set(json.Texts(name)), wanted: false)
            {
                From = from,
                Until = until,
            },
            "notInEnum" => new ValueCondition.NotInEnum(path, Enumeration(json)) { From = from, Until = until },
            "matches" => new ValueCondition.Matches(path, Pattern(json, name), wanted: true)
            {
                From = from,
                Until = until,
            },
            "notMatches" => new ValueCondition.Matches(path, Pattern(json, name), wanted: false)
            {
                From = from,
                Until = until,
            },
            "below" => new ValueCondition.Below(path, json.Number(name)) { From = from, Until = until },
            "countAbove" => new ValueCondition.CountAbove(path, json.Number(name)) { From = from, Until = until },
            _ => Certificate(json, path, from, until),
        };
    }

    private static ValueCondition.Certificate Certificate(
        RuleJson json,
        RulePath path,
        ApiVersion? from,
        ApiVersion? until
    )
    {
        CertificateState state = json.Enum<CertificateState>("certificate");
        return (state is CertificateState.Expiring) == json.Has("days")
            ? new ValueCondition.Certificate(path, state, json.Has("days") ? json.Number("days") : 0)
            {
                From = from,
                Until = until,
            }
            : throw json.Error("days goes with the certificate state Expiring, and with nothing else.");
    }

    private static RulePath Path(RuleJson json)
    {
        RulePath path = new(json.Text("path"));
        if (path.IsFact && !AppFacts.IsFact(path.Text))
        {
            throw json.Error(
                $"'{path.Text}' is not a fact about an app. Write one of "
                    + $"{string.Join(", ", AppFacts.Names.Keys.Order(StringComparer.Ordinal))}, "
                    + $"$references.<Type> or $related.<Type>.<Element>."
            );
        }

        // Evidence quotes what it found. Readers mask secrets as they read; a rule has no business there all the same.
        return path.Segments[^1] is "consumerSecret"
            ? throw json.Error($"'{path.Text}' is a secret, and evidence would show it.")
            : path;
    }

    private static MetadataEnumeration Enumeration(RuleJson json) =>
        MetadataSchema.Default.FindEnum(json.Text("notInEnum"))
        ?? throw json.Error($"'{json.Text("notInEnum")}' is not an enumeration of the metadata schema.");

    private static FrozenSet<string> Set(IEnumerable<string> values) =>
        values.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static Regex Pattern(RuleJson json, string name)
    {
        string pattern = json.Text(name);
        try
        {
            return new Regex(pattern, PatternOptions, Regex.InfiniteMatchTimeout);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw json.Error($"'{pattern}' is not a pattern that can be matched in linear time: {error.Message}");
        }
    }
}
