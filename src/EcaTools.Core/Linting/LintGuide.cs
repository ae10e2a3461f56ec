using System.Text;

namespace EcaTools.Core.Linting;

/// <summary>Writes the guide to the lint rules (docs/guides/lint.md) from their data, so that the two can't disagree.</summary>
public static class LintGuide
{
    private const string Opening =
        """
        # What is wrong with a metadata file

        This page is generated from the rules' data (`src/EcaTools.Core/Data/lint-rules.json`). To change it, change the data and run the
        tests once with `ECATOOLS_UPDATE_DOCS=1`.

        `Test-EcaMetadata` holds the files of External Client Apps against these rules, each finding with file and line. It needs no org and changes
        nothing. An id is never given to another rule, so `-Rule` and `-ExcludeRule` can name it.

        | Severity | Meaning |
        | --- | --- |
        | Error | It can't be deployed, or must not be. |
        | Warning | It deploys, and is unsafe or does not do what it seems to. |
        | Information | Worth knowing; nothing has to change. |

        What belongs together (ECL020 to ECL026, ECL040 to ECL042, ECL051, ECL052 and ECL056) is looked at among the files of the folders that are named; a file
        that is named by itself is judged by itself. The API version is that of `-ApiVersion`, else of a package.xml in the folder, else the
        sourceApiVersion of the project's sfdx-project.json, else 66.0.

        ## The rules

        | Id | Severity | What it looks for |
        | --- | --- | --- |

        """;

    /// <summary>The guide as Markdown, with LF line ends.</summary>
    public static string Render(LintRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);

        // A checkout may have turned the line ends of this file round.
        StringBuilder text = new(Opening.ReplaceLineEndings("\n"));
        foreach (LintRule rule in rules.All)
        {
            text.Append($"| [{rule.Id}](#{rule.Id.ToLowerInvariant()}) | {rule.Severity} | {Cell(rule.Title)} |\n");
        }

        text.Append("\n## Words that no org knows\n\nPublic examples have them; the WSDLs don't, or not there.\n\n| Word | As | Instead |\n| --- | --- | --- |\n");
        foreach (LintInvention word in rules.Inventions)
        {
            text.Append($"| `{word.Name}` | {word.Kind} | {Cell(word.Instead)} |\n");
        }

        foreach (LintRule rule in rules.All)
        {
            text.Append($"\n## {rule.Id}\n\n**{rule.Title}.** {Escaped(rule.Description)}\n\n");
            text.Append($"- Severity: {rule.Severity}\n");
            if (rule.When is { } when)
            {
                string values = when.Values.IsEmpty ? "any value" : string.Join(" or ", when.Values);
                text.Append($"- Looks at: {string.Join(", ", when.Elements.Select(name => $"`{name}`"))} of {when.Type}, for {values}{(when.OrMissing is null ? "" : ", or that it is missing")}\n");
            }

            text.Append($"- What to do: {Escaped(rule.Remediation)}\n- Source: {rule.Source}\n");
        }

        return text.ToString();
    }

    private static string Cell(string text) => Escaped(text).Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>What Markdown would take for a tag or for emphasis.</summary>
    private static string Escaped(string text) => text.Replace("<", "\\<", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
}
