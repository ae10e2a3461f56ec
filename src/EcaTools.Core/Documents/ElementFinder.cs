using System.Xml;

namespace EcaTools.Core.Documents;

/// <summary>Finds the elements of a file in its text, so that one can be edited and all else stays as it was
/// written.</summary>
internal sealed class ElementFinder
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
    };

    private readonly string _text;
    private readonly List<int> _lines = [0];

    private ElementFinder(string text)
    {
        _text = text;
        for (int i = 0; i < text.Length; i++)
        {
            // A parser takes each of CR LF, LF and CR for a line's end.
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                _lines.Add(i + 1);
            }
        }
    }

    /// <summary>The root and the elements below it, in the order of their start tags.</summary>
    /// <param name="text">The text of the file, without a byte order mark.</param>
    /// <param name="encoding">The encoding that the XML declaration says; null where it says none.</param>
    /// <exception cref="XmlException">The text is not well-formed XML, or declares a DTD.</exception>
    public static IReadOnlyList<ElementSpan> Find(string text, out string? encoding) =>
        new ElementFinder(text).Find(out encoding);

    private List<ElementSpan> Find(out string? encoding)
    {
        encoding = null;
        List<ElementSpan> found = [];
        Stack<(int Index, string Path)> open = new();
        using StringReader source = new(_text);
        using XmlReader xml = XmlReader.Create(source, Settings);
        IXmlLineInfo position = (IXmlLineInfo)xml;
        while (xml.Read())
        {
            if (xml.NodeType is XmlNodeType.XmlDeclaration)
            {
                encoding = xml.GetAttribute("encoding");
            }
            else if (xml.NodeType is XmlNodeType.Element)
            {
                string path;
                if (open.Count < 2)
                {
                    path = (open.Count == 0 ? "" : xml.LocalName);
                }
                else
                {
                    path = $"{open.Peek().Path}.{xml.LocalName}";
                }

                int start = Offset(position) - 1;
                int contentStart = EndOfTag(start);
                bool isEmpty = xml.IsEmptyElement;
                found.Add(new ElementSpan(path, start, contentStart, contentStart, contentStart, xml.Name));
                open.Push((found.Count - 1, path));
                if (xml.HasAttributes)
                {
                    MarkOpen();
                }

                if (isEmpty)
                {
                    open.Pop();
                }
            }
            else if (xml.NodeType is XmlNodeType.Comment or XmlNodeType.CDATA or XmlNodeType.ProcessingInstruction)
            {
                MarkOpen();
            }
            else if (xml.NodeType is XmlNodeType.EndElement)
            {
                int index = open.Pop().Index;
                int contentEnd = Offset(position) - 2;
                found[index] = found[index] with { ContentEnd = contentEnd, End = EndOfTag(contentEnd) };
            }
        }

        return found;

        void MarkOpen()
        {
            foreach ((int index, _) in open)
            {
                found[index] = found[index] with { IsPlain = false };
            }
        }
    }

    private int Offset(IXmlLineInfo position) => _lines[position.LineNumber - 1] + position.LinePosition - 1;

    /// <summary>What follows the tag that starts there. A <c>&gt;</c> in an attribute's value ends nothing.</summary>
    private int EndOfTag(int start)
    {
        char quote = '\0';
        for (int i = start; ; i++)
        {
            if (quote != '\0')
            {
                quote = _text[i] == quote ? '\0' : quote;
            }
            else if (_text[i] is '"' or '\'')
            {
                quote = _text[i];
            }
            else if (_text[i] == '>')
            {
                return i + 1;
            }
        }
    }
}
