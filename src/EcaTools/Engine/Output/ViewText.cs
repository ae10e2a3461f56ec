using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text;

namespace EcaTools.Engine.Output;

/// <summary>
/// Texts of cells, wrapped between words. PowerShell wraps the cells of a table in the middle of words, and a view
/// knows the width of its columns.
/// </summary>
public static class ViewText
{
    private const int LeastConsole = 80;

    /// <summary>Wraps the text of a column that has a width.</summary>
    /// <param name="value">What the cell holds.</param>
    /// <param name="width">The column's width.</param>
    public static string Wrap(object? value, int width)
    {
        string text = LanguagePrimitives.ConvertTo<string>(value) ?? "";
        StringBuilder lines = new();
        int column = 0;
        foreach (string word in text.ReplaceLineEndings(" ").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0)
            {
                bool fits = column + 1 + word.Length <= width;
                lines.Append(fits ? ' ' : '\n');
                column = fits ? column + 1 : 0;
            }

            column = Append(lines, word, column, width);
        }

        return lines.ToString();
    }

    /// <summary>Wraps the text of the last column, which takes what the others leave of the console.</summary>
    /// <param name="value">What the cell holds.</param>
    /// <param name="width">The column's width in a console of 80 characters.</param>
    /// <param name="host">The host that shows the table.</param>
    public static string Wrap(object? value, int width, PSHost? host) =>
        Wrap(value, width + Math.Max(0, WidthOf(host) - LeastConsole));

    /// <summary>Adds a word, which is cut if it is longer than a line: after a separator, or before a capital.</summary>
    private static int Append(StringBuilder lines, string word, int column, int width)
    {
        int start = 0;
        while (word.Length - start > width)
        {
            int end = start + width;
            for (int i = end; i > start + (width / 2); i--)
            {
                if (
                    word[i - 1] is '.' or '/' or '\\' or '_' or '-' or ':'
                    || (char.IsUpper(word[i]) && char.IsLower(word[i - 1]))
                )
                {
                    end = i;
                    break;
                }
            }

            lines.Append(word, start, end - start).Append('\n');
            start = end;
            column = 0;
        }

        lines.Append(word, start, word.Length - start);
        return column + word.Length - start;
    }

    /// <summary>The width of the console. A host without one, as in a job, throws or says 0.</summary>
    private static int WidthOf(PSHost? host)
    {
        try
        {
            return host?.UI?.RawUI?.BufferSize.Width ?? 0;
        }
        catch (Exception error) when (error is HostException or NotImplementedException or InvalidOperationException)
        {
            return 0;
        }
    }
}
