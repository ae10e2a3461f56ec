using System.Text;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;

namespace EcaTools.Guides;

/// <summary>Writes the guide to the blocker rules (docs/guides/blockers.md) from their data, so that the two can't
/// disagree.</summary>
internal static class BlockerGuide
{
    /// <summary>The guide as Markdown, with LF line ends.</summary>
    public static string Render(BlockerRules rules)
    {
        StringBuilder text = new();
        // A checkout may have changed the line ends of this file.
        text.Append(
            Opening
                .ReplaceLineEndings("\n")
                .Replace("{CriticalDays}", Number(PriorityScale.CriticalDays), StringComparison.Ordinal)
                .Replace("{NearDays}", Number(PriorityScale.NearDays), StringComparison.Ordinal)
                .Replace("{ManyCallers}", Number(PriorityScale.ManyCallers), StringComparison.Ordinal)
                .Replace("{ActiveDays}", Number(BreakForecast.ActiveDays), StringComparison.Ordinal)
                .Replace("{SomeCallers}", Number(PriorityScale.SomeCallers), StringComparison.Ordinal)
                .Replace(
                    "{Facts}",
                    string.Join(", ", AppFacts.Names.Keys.Order(StringComparer.Ordinal).Select(name => $"`{name}`")),
                    StringComparison.Ordinal
                )
        );
        text.Append(
            "\n## The rules\n\n| Id | Severity | What it looks for | API versions | Decided by |\n| --- | --- | --- | --- | --- |\n"
        );
        foreach (BlockerRule rule in rules.All)
        {
            text.Append(
                $"| [{rule.Id}](#{Anchor(rule)}) | {rule.Severity} | {Cell(rule.Title)} | {Versions(rule)} | {DecidedBy(rule)} |\n"
            );
        }

        if (!rules.Milestones.IsEmpty)
        {
            text.Append("\n## Dates\n\n| From | What changes | Source |\n| --- | --- | --- |\n");
            foreach (RuleMilestone milestone in rules.Milestones)
            {
                text.Append($"| {Cell(milestone.When)} | {Cell(milestone.What)} | {Cell(milestone.Source)} |\n");
            }
        }

        if (!rules.Releases.IsEmpty)
        {
            text.Append(
                "\n## Releases\n\nWhat `-Release` stands for: the newest API version of the release, and the day by which production orgs have it.\n\n"
            );
            text.Append("| Release | API version | By | Source |\n| --- | --- | --- | --- |\n");
            foreach (RuleRelease release in rules.Releases)
            {
                text.Append(
                    $"| {release.Name} | {release.ApiVersion} | {Day(release.From)} | {Cell(release.Source)} |\n"
                );
            }
        }

        foreach (BlockerRule rule in rules.All)
        {
            text.Append($"\n## {rule.Id}: {rule.Title}\n\n{rule.Description}\n\n");
            text.Append($"- Severity: {Severity(rule)}\n- API versions: {Versions(rule)}\n");
            Add(text, "In force from", rule.InForceFrom is { } from ? Day(from) : null);
            Add(text, "Never decided here", rule.Decidable is Decidable.No ? rule.SkipReason : null);
            Add(
                text,
                "Where the org was not asked, or did not tell",
                rule.Decidable is Decidable.Org ? rule.SkipReason : null
            );
            Add(text, "Where its use was not looked at", rule.Decidable is Decidable.Usage ? rule.SkipReason : null);
            Add(text, "What to do", rule.Remediation);
            Add(text, "Or else", rule.Alternative);
            Add(text, "Source", rule.Source);
        }

        return text.ToString();
    }

    private const string Opening = """
        # What can stand in the way of a move

        This page is generated from the rules' data (`src/EcaTools.Core/Data/blocker-rules.json`). To change it, change the data and run
        `./build.ps1 -Task Docs`.

        `Test-EcaBlocker` judges each Connected App by these rules; `Get-EcaBlockerRule` lists them as objects.

        | Severity | Meaning |
        | --- | --- |
        | Blocker | The app can't move while this holds. |
        | Change | The app can move, and something about it or its callers must change before or after. |
        | Information | Worth knowing; nothing stands in the way. |

        | Verdict | Meaning |
        | --- | --- |
        | Ready | No rule found more than information. |
        | NeedsChange | At least one Change, and no Blocker. |
        | Blocked | At least one Blocker. |
        | Unknown | The app's metadata could not be read, and nothing else showed a Blocker. |

        A check that could not look is listed as skipped, with the reason and how a person finds out. It is never a pass: an app is Ready only as
        far as the checks that could look can tell. The API version is that of the org in which the app would move: what blocks below the version
        that brought a metadata type does not block from it on. A rule that follows a date may weigh less before it: `-AsOf` and `-Release` judge
        for another day.

        ## What tells who uses an app

        `Get-ConnectedApp` sees logins and refresh tokens; what `Get-ConnectedAppUsage` writes tells the callers one by one, as `-Usage`.
        Logins are known by the app's label: where apps share one, they are nobody's, and the checks are skipped.

        | Priority | When |
        | --- | --- |
        | Critical | The app is used, and a finding that asks for a change follows a day within {CriticalDays} days, or past. |
        | High | The same within {NearDays} days, or {ManyCallers} callers and more. |
        | Medium | {SomeCallers} callers and more, or nobody knows how many. |
        | Low | Fewer callers, or certainly none: then no day makes it more. |

        `WillBreak` crosses the rules with the use: sort by it to see who stops working, and when.

        | WillBreak | When |
        | --- | --- |
        | BreaksNow | The app is used, and something that it needs is switched off already. |
        | BreaksOn | The app is used, and something that it needs is switched off on the day in `BreaksOn`. |
        | Unknown | Something that it needs is switched off, and nobody knows whether the app is used. |
        | Dormant | Something that it needs is switched off, and nobody used the app for {ActiveDays} days. |
        | Safe | Nothing was found that a date ends. Skipped checks may hide something. |

        These limits are ours. `CallersToTouch` is the number of callers (user, address and client) that need the new consumer key.

        ## Findings that somebody allows

        `Test-EcaBlocker -AllowList` takes a file with the rule, the app (`*` and `?` are wildcards), the reason and the last day:

        ```json
        [
          { "rule": "ECA010", "app": "Legacy_Billing", "reason": "Is switched off in January", "expires": "2027-01-31" }
        ]
        ```

        ```csv
        rule,app,reason,expires
        ECA010,Legacy_Billing,"Is switched off in January",2027-01-31
        ```

        What is allowed moves to the assessment's `Allowed`, and does not count for the verdict. A line without a reason or a day, and one that
        has expired, is not honored, which a warning says.

        ## How a rule says what it detects

        `when` holds one condition. `all`, `any` and `not` combine conditions; with `unknownAs` they count as true or false where they can't be determined.
        The others look at a `path` of the ConnectedApp metadata (`oauthConfig.scopes`), at what other records say of the app
        (`$related.<Object>.<Field>`, `$references.<Type>`: the names of records of that type that name the app), or at a fact ({Facts}):
        `exists` (true or false; blank is absent), `equals`, `oneOf`, `notOneOf` (some value is none of these), `noneOf` (no value is one of these),
        `notInEnum` (some value is none that the metadata schema knows for this enumeration in the API version), `matches`, `notMatches` (some value
        doesn't match), `countAbove`, `below` (some value is a number below it), and `certificate` (Expired, Expiring with `days`, Weak, Unreadable).
        But for `notInEnum`, case does not count. `from` and `until` bound a condition to API versions, both included. A condition that can't be determined
        makes the check skipped.

        """;

    private static void Add(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append($"- {name}: {value}\n");
        }
    }

    private static string Severity(BlockerRule rule) =>
        rule.SeverityBefore is { } before
            ? $"{before} before {Day(rule.InForceFrom!.Value)}, {rule.Severity} from then on"
            : $"{rule.Severity}";

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) =>
        day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string Versions(BlockerRule rule) =>
        (rule.AppliesFrom, rule.AppliesUntil) switch
        {
            (null, null) => "all",
            ({ } from, null) => $"{from} and later",
            (null, { } until) => $"up to {until}",
            ({ } from, { } until) => $"{from} to {until}",
        };

    private static string DecidedBy(BlockerRule rule) =>
        rule.Decidable switch
        {
            Decidable.Metadata => "metadata",
            Decidable.Org => "the org",
            Decidable.Usage => "its use",
            _ => "a person",
        };

    /// <summary>The anchor that Markdown renderers give the rule's heading.</summary>
    private static string Anchor(BlockerRule rule)
    {
        StringBuilder anchor = new();
        foreach (char c in $"{rule.Id}: {rule.Title}".ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c) || c is '-' or '_')
            {
                anchor.Append(c);
            }
            else if (c is ' ')
            {
                anchor.Append('-');
            }
        }

        return anchor.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
