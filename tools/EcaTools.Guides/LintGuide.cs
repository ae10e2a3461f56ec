using System.Globalization;
using System.Text;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Linting.Scoring;

namespace EcaTools.Guides;

/// <summary>Writes the guide to the lint rules (docs/guides/lint.md) from their data, so that the two can't
/// disagree.</summary>
internal static class LintGuide
{
    private const string Opening = """
        # What is wrong with a metadata file

        This page is generated from the rules' data (`src/EcaTools.Core/Data/lint-rules.json`). To change it, change the data and run
        `./build.ps1 -Task Docs`.

        `Test-EcaMetadata` holds the files of External Client Apps against these rules, each finding with file and line. It needs no org, and changes
        nothing without `-Fix`. An id is never given to another rule, so `-Rule` and `-ExcludeRule` can name it.

        | Severity | Meaning |
        | --- | --- |
        | Error | It can't be deployed, or must not be. |
        | Warning | It deploys, and is unsafe or does not do what it seems to. |
        | Information | Worth knowing; nothing has to change. |

        What belongs together (ECL020 to ECL027, ECL041 to ECL046, ECL051, ECL052 and ECL056) is looked at among the files of the folders that are named; a file
        that is named by itself is judged by itself. The API version is that of `-ApiVersion`, else of a package.xml in the folder, else the
        sourceApiVersion of the project's sfdx-project.json, else 66.0.

        `-Fix` fixes what can't change what a file means, by the smallest edits of its text: all other bytes stay, line ends and byte order mark
        included. Files that are not UTF-8 are left alone. What a rule's findings need is at the rule; without such a line a person must decide.

        `-RuleSet` checks the rules of a set alone, those included that are checked on request alone, because most apps need not obey them;
        `-Summary` says then which apps are ready.

        `-SarifPath` writes the findings as a SARIF 2.1.0 log. `-Score` gives each app [its points](#the-score) in place of the findings.

        ## The rules

        | Id | Severity | What it looks for | -Fix |
        | --- | --- | --- | --- |

        """;

    private const string ScoreOpening = """

        ## The score

        Some teams ask for the points of the 120-point rubric that circulates with a public collection of skills for AI assistants. `-Score`
        gives them, as far as metadata can tell. Points say less than findings do: one secret in a file costs none. A criterion about a file
        that is not in the folder is skipped, gives nothing, and is counted in Skipped.


        """;

    /// <summary>The guide as Markdown, with LF line ends.</summary>
    public static string Render(LintRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);

        // A checkout may have changed the line ends of this file.
        StringBuilder text = new(Opening.ReplaceLineEndings("\n"));
        foreach (LintRule rule in rules.All)
        {
            text.Append(
                $"| [{rule.Id}](#{rule.Id.ToLowerInvariant()}) | {rule.Severity} | {Cell(rule.Title)} | {(rule.Fix is null ? "" : "yes")} |\n"
            );
        }

        text.Append(
            "\n## Words that no org knows\n\nPublic examples have them; the WSDLs don't, or not there.\n\n| Word | As | Instead |\n| --- | --- | --- |\n"
        );
        foreach (LintInvention word in rules.Inventions)
        {
            text.Append($"| `{word.Name}` | {word.Kind} | {Cell(word.Instead)} |\n");
        }

        foreach (LintRule rule in rules.All)
        {
            text.Append($"\n## {rule.Id}\n\n**{rule.Title}.** {Escaped(rule.Description)}\n\n");
            text.Append($"- Severity: {rule.Severity}\n");
            if (!rule.RuleSets.IsEmpty)
            {
                text.Append(
                    $"- Sets: {string.Join(", ", rule.RuleSets)}{(rule.IsOptional ? ", checked on request alone" : "")}\n"
                );
            }

            if (rule.When is { } when)
            {
                string values = when.Values.IsEmpty ? "any value" : string.Join(" or ", when.Values);
                text.Append(
                    $"- Looks at: {string.Join(", ", when.Elements.Select(name => $"`{name}`"))} of {when.Type}, for {values}{(when.OrMissing is null ? "" : ", or that it is missing")}\n"
                );
            }

            text.Append($"- What to do: {Escaped(rule.Remediation)}\n");
            if (rule.Fix is { } fix)
            {
                text.Append($"- `-Fix`: {Escaped(fix.How)}\n");
            }

            text.Append($"- Source: {rule.Source}\n");
        }

        return Score(text, ScoreRubric.Default).ToString();
    }

    private static StringBuilder Score(StringBuilder text, ScoreRubric rubric)
    {
        text.Append(ScoreOpening.ReplaceLineEndings("\n")).Append($"Source: {rubric.Source}\n\n");
        text.Append("| Category | Criterion | Points | How it is read |\n| --- | --- | --- | --- |\n");
        foreach (ScoreCriterion criterion in rubric.Criteria)
        {
            string rules = criterion.Rules.IsEmpty ? "" : $" No finding of {string.Join(", ", criterion.Rules)}.";
            string conditions = criterion.Met.IsEmpty
                ? ""
                : $" Looks at {string.Join(", ", criterion.Met.Select(condition => $"`{condition.Element}`").Distinct(StringComparer.Ordinal))}.";
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {criterion.Category} | {Cell(criterion.Title)} | {criterion.Points} | {Cell($"{criterion.Reading}{rules}{conditions}".TrimStart())} |\n"
            );
        }

        text.Append("\n| Points | Rating |\n| --- | --- |\n");
        foreach ((int from, string name) in rubric.Ratings)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {from} and more | {name} |\n");
        }

        return text;
    }

    private static string Cell(string text) => Escaped(text).Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>What Markdown would take for a tag or for emphasis.</summary>
    private static string Escaped(string text) =>
        text.Replace("<", "\\<", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
}
