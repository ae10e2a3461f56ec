using System.Text;

namespace EcaTools.Build.Help;

/// <summary>An about_ topic as Get-Help shows it: plain text, headings in capitals, all else indented and
/// wrapped.</summary>
internal static class AboutTopic
{
    private const int Width = 80;
    private const string Indent = "    ";

    /// <summary>Turns a topic's Markdown into help text.</summary>
    /// <param name="name">The topic's name, which must be its first heading.</param>
    /// <param name="markdown">The page.</param>
    /// <exception cref="BuildException">The page does not begin as Get-Help needs it.</exception>
    public static string ToText(string name, string markdown)
    {
        MarkdownSection[] titles = [.. MarkdownSection.Split(markdown, 1).Where(section => section.Title.Length > 0)];
        if (titles is not [{ } page] || page.Title != name)
        {
            throw new BuildException($"The topic '{name}' must have one first-level heading: its own name.");
        }

        MarkdownSection[] sections = [.. MarkdownSection.Split(page.Body, 2)];
        if (sections is not [{ Title: "SHORT DESCRIPTION", Body.Length: > 0 }, ..])
        {
            throw new BuildException(
                $"The topic '{name}' must begin with a section SHORT DESCRIPTION: Get-Help lists topics by it."
            );
        }

        StringBuilder text = new($"TOPIC\n{Indent}{name}\n\n");
        foreach (MarkdownSection section in sections)
        {
            text.Append(section.Title.ToUpperInvariant()).Append('\n');
            foreach (MarkdownSection part in MarkdownSection.Split(section.Body, 3))
            {
                if (part.Title.Length > 0)
                {
                    text.Append("  ").Append(PlainText.Inline(part.Title)).Append("\n\n");
                }

                foreach (string paragraph in PlainText.Paragraphs(part.Body))
                {
                    Append(text, paragraph);
                }
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string paragraph)
    {
        if (paragraph.StartsWith(Indent, StringComparison.Ordinal))
        {
            foreach (string line in paragraph.Split('\n'))
            {
                text.Append((Indent + line).TrimEnd()).Append('\n');
            }

            text.Append('\n');
            return;
        }

        string hanging = paragraph.StartsWith("- ", StringComparison.Ordinal) ? Indent + "  " : Indent;
        int column = Indent.Length;
        text.Append(Indent);
        foreach (string word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > hanging.Length && column + 1 + word.Length > Width)
            {
                text.Append('\n').Append(hanging);
                column = hanging.Length;
            }
            else if (column > Indent.Length)
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
        }

        text.Append("\n\n");
    }
}
