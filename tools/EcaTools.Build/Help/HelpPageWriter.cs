using System.Globalization;
using System.Text;

namespace EcaTools.Build.Help;

/// <summary>Writes a help page in the Markdown of platyPS, schema 2024-05-01: the prose of the page that was there, all else from the compiled cmdlet.</summary>
internal static class HelpPageWriter
{
    private const int SyntaxWidth = 98;

    /// <summary>The page as it must be for a cmdlet.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="page">The page that is there; null where there is none yet.</param>
    /// <param name="today">The date of a page that has none yet.</param>
    public static string Write(CmdletDefinition cmdlet, HelpPage? page, DateOnly today)
    {
        page ??= new HelpPage { Name = cmdlet.Name };
        string date = page.Date.Length > 0 ? page.Date : today.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            ---
            document type: cmdlet
            external help file: {Repository.Module}.dll-Help.xml
            HelpUri: {(cmdlet.HelpUri.Length == 0 ? Quoted("") : cmdlet.HelpUri)}
            Locale: en-US
            Module Name: {Repository.Module}
            ms.date: {date}
            PlatyPS schema version: 2024-05-01
            title: {cmdlet.Name}
            ---

            # {cmdlet.Name}


            """);
        Section(text, "SYNOPSIS", page.Synopsis.Length > 0 ? page.Synopsis : cmdlet.Summary);
        Section(text, "SYNTAX", string.Join("\n\n", cmdlet.ParameterSets.Select(set => SyntaxOf(cmdlet, set))));
        Section(text, "ALIASES", "");
        Section(text, "DESCRIPTION", page.Description);
        Section(text, "EXAMPLES", string.Join("\n\n", page.Examples.Select(example => $"### {example.Title}\n\n{example.Body}")));
        Section(text, "PARAMETERS", string.Join("\n\n", [.. cmdlet.Parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal).Select(ParameterOf), CommonParameters]));
        Section(text, "INPUTS", Types(InputsOf(cmdlet).Select(input => (input, page.Inputs.GetValueOrDefault(input, "")))));
        Section(text, "OUTPUTS", Types(cmdlet.Written.Select(output => (output.TypeName, page.Outputs.GetValueOrDefault(output.TypeName, "") is { Length: > 0 } written ? written : output.Summary))));
        Section(text, "NOTES", page.Notes);
        string[] online = Uri.TryCreate(cmdlet.HelpUri, UriKind.Absolute, out _) ? [$"{HelpPage.OnlineVersion}{cmdlet.HelpUri})"] : [];
        Section(text, "RELATED LINKS", string.Join('\n', [.. online, .. page.Links]));
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The types that a cmdlet takes from the pipeline, by value or by property name.</summary>
    public static IEnumerable<string> InputsOf(CmdletDefinition cmdlet) =>
        cmdlet.Parameters
            .Where(parameter => parameter.Sets.Any(set => set.FromPipeline || set.FromPipelineByPropertyName))
            .Select(parameter => parameter.TypeName)
            .Distinct(StringComparer.Ordinal);

    /// <summary>The syntax of one parameter set on one line, without the common parameters.</summary>
    public static IEnumerable<string> SyntaxWords(CmdletDefinition cmdlet, string set) =>
    [
        cmdlet.Name,
        .. cmdlet.ParametersOf(set).Where(pair => !pair.Parameter.DontShow).Select(pair =>
        {
            string name = pair.Set.Position is null ? $"-{pair.Parameter.Name}" : $"[-{pair.Parameter.Name}]";
            string word = pair.Parameter.IsSwitch ? $"-{pair.Parameter.Name}" : $"{name} <{pair.Parameter.ShortTypeName}>";
            return pair.Set.Mandatory ? word : $"[{word}]";
        }),
    ];

    private static string SyntaxOf(CmdletDefinition cmdlet, string set)
    {
        string title = set == ParameterMembership.AllSets ? "__AllParameterSets" : set == cmdlet.DefaultParameterSet ? $"{set} (Default)" : set;
        StringBuilder lines = new();
        int column = 0;
        foreach (string word in SyntaxWords(cmdlet, set).Append("[<CommonParameters>]"))
        {
            if (column > 0 && column + 1 + word.Length > SyntaxWidth)
            {
                lines.Append('\n');
                column = 0;
            }

            // The lines after the first are indented by the blank that joins the words.
            string joined = lines.Length == 0 ? word : " " + word;
            lines.Append(joined);
            column += joined.Length;
        }

        return $"### {title}\n\n```\n{lines}\n```";
    }

    private static string ParameterOf(ParameterDefinition parameter)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"### -{parameter.Name}\n\n{parameter.Summary}\n\n```yaml\n");
        text.Append(CultureInfo.InvariantCulture, $"Type: {parameter.TypeName}\n");
        text.Append(CultureInfo.InvariantCulture, $"DefaultValue: {(parameter.IsSwitch ? "False" : Quoted(parameter.DefaultValue))}\n");
        text.Append(CultureInfo.InvariantCulture, $"SupportsWildcards: {Flag(parameter.SupportsWildcards)}\n");
        List(text, "Aliases", parameter.Aliases);
        text.Append("ParameterSets:\n");
        foreach (ParameterMembership set in parameter.Sets)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                - Name: {(set.Name == ParameterMembership.AllSets ? "(All)" : set.Name)}
                  Position: {set.Position?.ToString(CultureInfo.InvariantCulture) ?? "Named"}
                  IsRequired: {Flag(set.Mandatory)}
                  ValueFromPipeline: {Flag(set.FromPipeline)}
                  ValueFromPipelineByPropertyName: {Flag(set.FromPipelineByPropertyName)}
                  ValueFromRemainingArguments: {Flag(set.FromRemainingArguments)}

                """);
        }

        text.Append(CultureInfo.InvariantCulture, $"DontShow: {Flag(parameter.DontShow)}\n");
        List(text, "AcceptedValues", parameter.AcceptedValues);
        return text.Append("HelpMessage: ''\n```").ToString();
    }

    private const string CommonParameters = """
        ### CommonParameters

        This cmdlet takes the common parameters: -Debug, -ErrorAction, -ErrorVariable, -InformationAction, -InformationVariable, -OutBuffer, -OutVariable, -PipelineVariable, -ProgressAction, -Verbose, -WarningAction and -WarningVariable. See about_CommonParameters.
        """;

    private static string Types(IEnumerable<(string Name, string Text)> types)
    {
        string[] written = [.. types.Select(type => $"### {type.Name}\n\n{type.Text}".TrimEnd('\n'))];
        return written is [] ? "### None" : string.Join("\n\n", written);
    }

    private static void Section(StringBuilder text, string title, string body)
    {
        text.Append("## ").Append(title).Append("\n\n");
        if (body.Length > 0)
        {
            text.Append(body).Append("\n\n");
        }
    }

    private static void List(StringBuilder text, string key, IReadOnlyCollection<string> values)
    {
        text.Append(key).Append(values.Count == 0 ? ": []\n" : ":\n");
        foreach (string value in values)
        {
            text.Append("- ").Append(value).Append('\n');
        }
    }

    private static string Quoted(string value) => value.Length == 0 ? "''" : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Flag(bool value) => value ? "true" : "false";
}
