using System.Collections.Immutable;
using System.Text;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion.Files;

/// <summary>
/// The text of a metadata file with the places of the elements below its root, so that some can be changed while all
/// else (comments, line ends, byte order mark, indents) stays as it is. The text must be well-formed and without a DTD:
/// <see cref="MetadataReader"/> has read it before.
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

    private MetadataText(string text, bool hasMark, ImmutableArray<Span> elements, int contentStart)
    {
        (_text, _hasMark, Elements, _contentStart) = (text, hasMark, elements, contentStart);
        _lineEnd = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        string before = elements.IsEmpty ? "" : text[LineStart(elements[0].Start)..elements[0].Start];
        _indent = before.Length > 0 && string.IsNullOrWhiteSpace(before) ? before : "    ";
    }

    /// <summary>The elements below the root, in their order.</summary>
    public ImmutableArray<Span> Elements { get; }

    /// <summary>Finds the elements; null where the text can't be edited safely: it is not UTF-8, its names have
    /// prefixes, or its root is empty.</summary>
    public static MetadataText? Parse(ReadOnlySpan<byte> content)
    {
        bool marked = content.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]);
        try
        {
            string decoded = Strict.GetString(marked ? content[3..] : content);
            return !IsOtherEncoding(decoded) && Scan(decoded) is { } found
                ? new MetadataText(decoded, marked, found.Elements, found.ContentStart)
                : null;
        }
        catch (DecoderFallbackException)
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
            Span[] there = [.. Elements.Where(element => element.Name == name)];
            if (there.Length == 0)
            {
                // Where files have it: in the order of the names.
                int before = -1;
                foreach (Span element in Elements.Where(element => string.CompareOrdinal(element.Name, name) < 0))
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

    private static bool IsOtherEncoding(string text)
    {
        if (!text.StartsWith("<?xml", StringComparison.Ordinal))
        {
            return false;
        }

        string declaration = text[..text.IndexOf("?>", StringComparison.Ordinal)];
        return declaration.Contains("encoding", StringComparison.Ordinal)
            && !declaration.Contains("utf-8", StringComparison.OrdinalIgnoreCase);
    }

    private static (ImmutableArray<Span> Elements, int ContentStart)? Scan(string text)
    {
        ImmutableArray<Span>.Builder elements = ImmutableArray.CreateBuilder<Span>();
        int depth = 0;
        int start = 0;
        int rootEnd = -1;
        string name = "";
        bool isPlain = true;
        for (int at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = text.IndexOf('<', at))
        {
            string? marker = Marker(text, at);
            if (marker is not null)
            {
                isPlain &= depth < 2;
                at = text.IndexOf(marker, at + 2, StringComparison.Ordinal) + marker.Length;
                continue;
            }

            int end = TagEnd(text, at);
            bool closes = text[at + 1] == '/';
            bool isEmpty = text[end - 1] == '/';
            if (!closes)
            {
                depth++;
                string tag = text[(at + 1)..NameEnd(text, at + 1)];
                if (tag.Contains(':', StringComparison.Ordinal))
                {
                    return null;
                }

                if (depth == 1)
                {
                    if (isEmpty)
                    {
                        return null;
                    }

                    rootEnd = end + 1;
                }
                else
                {
                    if (depth == 2)
                    {
                        (start, name, isPlain) = (at, tag, true);
                    }

                    isPlain &= string.IsNullOrWhiteSpace(text[NameEnd(text, at + 1)..end].TrimEnd('/'));
                }
            }

            if (closes || isEmpty)
            {
                if (depth == 2)
                {
                    elements.Add(new Span(name, start, end + 1, isPlain));
                }

                depth--;
            }

            at = end + 1;
        }

        return (elements.ToImmutable(), rootEnd);
    }

    /// <summary>What ends the comment, processing instruction or CDATA section that begins here; null where none
    /// begins.</summary>
    private static string? Marker(string text, int at)
    {
        if (string.CompareOrdinal(text, at, "<!--", 0, 4) == 0)
        {
            return "-->";
        }

        if (string.CompareOrdinal(text, at, "<![CDATA[", 0, 9) == 0)
        {
            return "]]>";
        }

        return string.CompareOrdinal(text, at, "<?", 0, 2) == 0 ? "?>" : null;
    }

    private static int NameEnd(string text, int at)
    {
        while (!char.IsWhiteSpace(text[at]) && text[at] is not ('/' or '>'))
        {
            at++;
        }

        return at;
    }

    /// <summary>The &gt; that ends a tag: one within quotes does not.</summary>
    private static int TagEnd(string text, int at)
    {
        for (char quote = '\0'; ; at++)
        {
            char c = text[at];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '>')
            {
                return at;
            }
        }
    }

    /// <summary>An element below the root.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Start">Where it begins in the text.</param>
    /// <param name="End">Where it ends.</param>
    /// <param name="IsPlain">Whether it holds nothing but text and elements: no comment, CDATA section or attribute,
    /// which a change would drop.</param>
    internal readonly record struct Span(string Name, int Start, int End, bool IsPlain);
}
