using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace EcaTools.Build.Help;

/// <summary>Markdown as a console reads it: without its marks.</summary>
internal static partial class PlainText
{
    /// <summary>The paragraphs of a text. A code block is one, its lines kept; a list's items are one each.</summary>
    public static ImmutableArray<string> Paragraphs(string markdown)
    {
        ImmutableArray<string>.Builder paragraphs = ImmutableArray.CreateBuilder<string>();
        StringBuilder current = new();
        bool fenced = false;
        foreach (string line in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                Close();
                fenced = !fenced;
            }
            else if (fenced)
            {
                current.Append("    ").Append(line).Append('\n');
            }
            else if (line.Length == 0)
            {
                Close();
            }
            else
            {
                if (line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith('|'))
                {
                    Close();
                }

                current.Append(current.Length == 0 ? "" : " ").Append(Inline(line.Trim()));
            }
        }

        Close();
        return paragraphs.ToImmutable();

        void Close()
        {
            if (current.Length > 0)
            {
                paragraphs.Add(current.ToString().TrimEnd('\n'));
                current.Clear();
            }
        }
    }

    /// <summary>One line without the marks for code, bold and links.</summary>
    public static string Inline(string line) =>
        Bold().Replace(Link().Replace(line, "${text} (${url})"), "${text}").Replace("`", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\((?<url>[^)]*)\)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\*\*(?<text>[^*]+)\*\*", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Bold();
}
