using System.Security;
using System.Text;
using System.Xml;
using EcaTools.Core.Documents;

namespace EcaTools.Core.Linting.Rules;

/// <summary>Edits the text of a metadata file in single places; every other byte stays as it is, the byte order mark
/// and line ends included.</summary>
internal static class TextEditor
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    /// <summary>Makes the edits that can be made.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="edits">The edits; one whose element or value is not there is passed over.</param>
    /// <param name="made">Which of them were made.</param>
    /// <returns>The new file. It is the old one where it is not UTF-8, since bytes that are not understood are not
    /// touched.</returns>
    public static byte[] Apply(byte[] bytes, IReadOnlyList<LintEdit> edits, out bool[] made)
    {
        made = new bool[edits.Count];
        int mark = bytes.AsSpan().StartsWith(Mark) ? Mark.Length : 0;
        try
        {
            string text = Strict.GetString(bytes, mark, bytes.Length - mark);
            for (int i = 0; i < edits.Count; i++)
            {
                IReadOnlyList<ElementSpan> elements = ElementFinder.Find(text, out string? encoding);
                if (encoding is not null && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                {
                    return bytes;
                }

                string? edited = Edit(text, elements, edits[i]);
                made[i] = edited is not null;
                text = edited ?? text;
            }

            return [.. bytes.AsSpan(0, mark), .. Strict.GetBytes(text)];
        }
        catch (Exception exception) when (exception is DecoderFallbackException or XmlException)
        {
            Array.Clear(made);
            return bytes;
        }
    }

    private static string? Edit(string text, IReadOnlyList<ElementSpan> elements, LintEdit edit)
    {
        ElementSpan[] there = [.. elements.Skip(1).Where(element => element.Path == edit.Element)];
        return edit.Kind switch
        {
            // Of an element that stands there more than once the first is kept.
            LintFixKind.RemoveElement when edit.From is not null => there.Length > 1 ? Remove(text, there[1]) : null,
            LintFixKind.RemoveElement => there.Length > 0 ? Remove(text, there[0]) : null,
            LintFixKind.SetValue => there.Length > 0 && there[0].End > there[0].ContentStart
                ? string.Concat(
                    text.AsSpan(0, there[0].ContentStart),
                    SecurityElement.Escape(edit.To),
                    text.AsSpan(there[0].ContentEnd)
                )
                : null,
            LintFixKind.ReplaceValue => there
                .Select(element => Replace(text, element, edit.From!, edit.To!))
                .FirstOrDefault(edited => edited is not null),
            LintFixKind.RenameElement => there.Length > 0 ? Rename(text, there[0], edit.To!) : null,
            _ => null,
        };
    }

    /// <summary>Takes an element out, with its line and its line's end where nothing else stands on them.</summary>
    private static string Remove(string text, ElementSpan element)
    {
        int start = element.Start;
        while (start > 0 && text[start - 1] is ' ' or '\t')
        {
            start--;
        }

        int end = element.End;
        while (end < text.Length && text[end] is ' ' or '\t')
        {
            end++;
        }

        bool ownLine =
            (start == 0 || text[start - 1] is '\n' or '\r') && end < text.Length && text[end] is '\n' or '\r';
        if (!ownLine)
        {
            return text.Remove(element.Start, element.End - element.Start);
        }

        end += text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1;
        return text.Remove(start, end - start);
    }

    /// <summary>Replaces an item of a comma-separated list, or a value that is none. An item that the list has already
    /// is taken out instead.</summary>
    private static string? Replace(string text, ElementSpan element, string from, string to)
    {
        string content = element.Content(text);
        if (content.AsSpan().IndexOfAny('<', '&') >= 0)
        {
            // Comments, CDATA and entities: what they mean is not one piece of text.
            return null;
        }

        string[] items = content.Split(',');
        int index = Array.FindIndex(items, item => item.Trim() == from);
        if (index < 0)
        {
            return null;
        }

        if (Array.Exists(items, item => item.Trim() == to))
        {
            // The first item's white space belongs to the element.
            items[index == 0 ? 1 : 0] =
                index == 0
                    ? items[0][..(items[0].Length - items[0].TrimStart().Length)] + items[1].TrimStart()
                    : items[0];
            items = [.. items.Where((_, i) => i != index)];
        }
        else
        {
            items[index] = items[index].Replace(from, to, StringComparison.Ordinal);
        }

        return string.Concat(
            text.AsSpan(0, element.ContentStart),
            string.Join(',', items),
            text.AsSpan(element.ContentEnd)
        );
    }

    private static string Rename(string text, ElementSpan element, string to)
    {
        string name = element.Name.IndexOf(':', StringComparison.Ordinal) is > 0 and int colon
            ? element.Name[..(colon + 1)] + to
            : to;
        if (element.End > element.ContentStart)
        {
            text = text.Remove(element.ContentEnd + "</".Length, element.Name.Length)
                .Insert(element.ContentEnd + "</".Length, name);
        }

        return text.Remove(element.Start + 1, element.Name.Length).Insert(element.Start + 1, name);
    }
}
