using System.Collections.Immutable;
using System.Text;
using System.Xml;
using EcaTools.Core.Documents;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion.Files;

/// <summary>
/// The text of a metadata file with the places of the elements below its root, so that some can be changed while all
/// else (comments, line ends, byte order mark, indents) stays as it is.
/// </summary>
internal sealed class MetadataText
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    private readonly string _text;
    private readonly bool _hasMark;
    private readonly string _lineEnd;
    private readonly string _indent;
    private readonly int _contentStart;

    private MetadataText(string text, bool hasMark, ImmutableArray<ElementSpan> elements, int contentStart)
    {
        (_text, _hasMark, Elements, _contentStart) = (text, hasMark, elements, contentStart);
        _lineEnd = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        string before = elements.IsEmpty ? "" : text[LineStart(elements[0].Start)..elements[0].Start];
        _indent = before.Length > 0 && string.IsNullOrWhiteSpace(before) ? before : "    ";
    }

    /// <summary>The elements below the root, in their order.</summary>
    public ImmutableArray<ElementSpan> Elements { get; }

    /// <summary>Finds the elements; null if the text can't be edited safely: it is not UTF-8 or not
    /// well-formed, its names have prefixes, or its root is empty.</summary>
    public static MetadataText? Parse(ReadOnlySpan<byte> content)
    {
        bool marked = content.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]);
        try
        {
            string decoded = Strict.GetString(marked ? content[3..] : content);
            IReadOnlyList<ElementSpan> found = ElementFinder.Find(decoded, out string? encoding);
            bool isUtf8 = encoding is null || encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
            bool hasPrefixes = found.Any(element => element.Name.Contains(':', StringComparison.Ordinal));
            return !isUtf8 || hasPrefixes || found[0].End == found[0].ContentStart
                ? null
                : new MetadataText(
                    decoded,
                    marked,
                    [.. found.Skip(1).Where(element => element.IsTopLevel)],
                    found[0].ContentStart
                );
        }
        catch (Exception exception) when (exception is DecoderFallbackException or XmlException)
        {
            return null;
        }
    }

    /// <summary>The bytes with some elements changed.</summary>
    /// <param name="changes">The fields to have, by the element's name; empty to take the element away.</param>
    public byte[] With(IReadOnlyDictionary<string, ImmutableArray<MetadataField>> changes)
    {
        List<(int Start, int End, string Text)> edits = [];
        foreach ((string name, ImmutableArray<MetadataField> fields) in changes)
        {
            string[] lines =
            [
                .. fields.Select(field =>
                    MetadataWriter.ToFragment(field).Replace("\n", _lineEnd, StringComparison.Ordinal)
                ),
            ];
            ElementSpan[] there = [.. Elements.Where(element => element.Name == name)];
            if (there.Length == 0)
            {
                // Where files have it: in the order of the names.
                int before = -1;
                foreach (
                    ElementSpan element in Elements.Where(element => string.CompareOrdinal(element.Name, name) < 0)
                )
                {
                    before = element.End;
                }

                int at = before < 0 ? _contentStart : AfterTrailingComment(before);
                edits.Add((at, at, string.Concat(lines.Select(line => _lineEnd + _indent + line))));
            }
            else
            {
                for (int i = 0; i < there.Length; i++)
                {
                    edits.Add(
                        i == 0 && lines.Length > 0
                            ? (there[i].Start, there[i].End, string.Join(_lineEnd + _indent, lines))
                            : (BeforeLine(there[i].Start), there[i].End, "")
                    );
                }
            }
        }

        StringBuilder result = new(_text.Length + 256);
        int done = 0;
        foreach (
            (int start, int end, string added) in edits
                .OrderBy(edit => edit.Start)
                .ThenBy(edit => edit.End)
                .ThenBy(edit => edit.Text, StringComparer.Ordinal)
        )
        {
            result.Append(_text, done, start - done).Append(added);
            done = end;
        }

        byte[] bytes = Strict.GetBytes(result.Append(_text, done, _text.Length - done).ToString());
        return _hasMark ? [0xEF, 0xBB, 0xBF, .. bytes] : bytes;
    }

    private int LineStart(int at) => _text.LastIndexOf('\n', Math.Max(0, at - 1)) + 1;

    /// <summary>Where the line break and the indent before an element begin; the element's own place where it shares
    /// its line.</summary>
    private int BeforeLine(int at)
    {
        int start = LineStart(at);
        return !string.IsNullOrWhiteSpace(_text[start..at]) || start == 0
            ? at
            : start - (start > 1 && _text[start - 2] == '\r' ? 2 : 1);
    }

    /// <summary>The end of the line where nothing but a comment follows in it; else the place itself.</summary>
    private int AfterTrailingComment(int at)
    {
        int end = _text.IndexOf('\n', at);
        if (end < 0)
        {
            end = _text.Length;
        }
        else if (end > 0 && _text[end - 1] == '\r')
        {
            end--;
        }

        ReadOnlySpan<char> rest = _text.AsSpan(at, end - at).Trim();
        bool isComment =
            rest.StartsWith("<!--", StringComparison.Ordinal)
            && rest.IndexOf("-->", StringComparison.Ordinal) == rest.Length - 3;
        return isComment ? end : at;
    }
}
