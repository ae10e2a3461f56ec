using System.Collections.Immutable;
using System.Text;

namespace EcaTools.Build.Help;

/// <summary>A stretch of Markdown under one heading, down to the next of the same level.</summary>
/// <param name="Title">The heading's words; empty for what stands before the first.</param>
/// <param name="Body">All under it, trimmed.</param>
internal sealed record MarkdownSection(string Title, string Body)
{
    /// <summary>Cuts a text at its headings of one level. Lines inside code fences are never headings.</summary>
    public static ImmutableArray<MarkdownSection> Split(string text, int level)
    {
        string marker = new string('#', level) + " ";
        ImmutableArray<MarkdownSection>.Builder sections = ImmutableArray.CreateBuilder<MarkdownSection>();
        StringBuilder body = new();
        string title = "";
        bool fenced = false;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            fenced ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!fenced && line.StartsWith(marker, StringComparison.Ordinal))
            {
                Close();
                title = line[marker.Length..].Trim();
            }
            else
            {
                body.Append(line).Append('\n');
            }
        }

        Close();
        return sections.ToImmutable();

        void Close()
        {
            string trimmed = body.ToString().Trim('\n', ' ');
            body.Clear();
            if (title.Length > 0 || trimmed.Length > 0)
            {
                sections.Add(new MarkdownSection(title, trimmed));
            }
        }
    }
}
