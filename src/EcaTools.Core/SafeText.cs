using System.Buffers;
using System.Text;

namespace EcaTools.Core;

/// <summary>
/// Takes control characters out of text that an org, a zip or a file holds. Shown as it is, such text could move the
/// cursor of a terminal, set its title or clipboard (ESC and C1 sequences), turn the reading order round (bidirectional
/// overrides), or pass for a command of a build service at the beginning of a line.
/// </summary>
public static class SafeText
{
    private const string BetweenLines = "\t\n\r\u0085\u2028\u2029";

    // Unicode: C0, DEL and C1; the separators of lines and paragraphs; the embeddings, overrides and isolates of the
    // bidirectional algorithm.
    private static readonly SearchValues<char> Unsafe = SearchValues.Create([
        .. Range('\0', '\u001F'),
        .. Range('\u007F', '\u009F'),
        .. Range('\u2028', '\u202E'),
        .. Range('\u2066', '\u2069'),
    ]);

    /// <summary>Whether a character may be shown.</summary>
    public static bool IsPrintable(char letter) => !Unsafe.Contains(letter);

    /// <summary>The text in one line: line ends and tabs become spaces, other control characters are left
    /// out.</summary>
    public static string OneLine(string text) => Clean(text, keepLines: false);

    /// <summary>The text without control characters; its line ends and tabs stay.</summary>
    public static string Lines(string text) => Clean(text, keepLines: true);

    /// <summary>
    /// The text as a message to people: without control characters, and so that Azure Pipelines, which looks for its
    /// logging commands anywhere in a line, takes nothing in it for one.
    /// </summary>
    public static string Message(string text) =>
        Lines(text)
            .Replace("##vso[", "##_vso[", StringComparison.OrdinalIgnoreCase)
            .Replace("##[", "##_[", StringComparison.Ordinal);

    private static IEnumerable<char> Range(char first, char last) =>
        Enumerable.Range(first, last - first + 1).Select(code => (char)code);

    private static string Clean(string text, bool keepLines)
    {
        ArgumentNullException.ThrowIfNull(text);
        int first = text.AsSpan().IndexOfAny(Unsafe);
        if (first < 0)
        {
            return text;
        }

        StringBuilder clean = new(text, 0, first, text.Length);
        foreach (char letter in text.AsSpan(first))
        {
            if (!Unsafe.Contains(letter) || (keepLines && letter is '\n' or '\r' or '\t'))
            {
                clean.Append(letter);
            }
            else if (BetweenLines.Contains(letter, StringComparison.Ordinal))
            {
                clean.Append(' ');
            }
        }

        return clean.ToString();
    }
}
