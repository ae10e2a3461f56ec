using System.Text;
using System.Xml;

namespace EcaTools.Core.Metadata;

/// <summary>
/// Writes records as an org does when it is retrieved from: UTF-8 without BOM, LF, four spaces, elements in
/// alphabetical order (ordinal), the five predefined entities escaped everywhere. The order of elements that repeat is
/// kept.
/// </summary>
public static class MetadataWriter
{
    private const string Indent = "    ";

    /// <summary>The bytes of the record's file. A masked secret is left out: a mask must not become the
    /// secret.</summary>
    /// <param name="record">The record.</param>
    /// <exception cref="ArgumentException">A value has a character that XML can't hold.</exception>
    /// <exception cref="XmlException">A type or name can't be the name of an element.</exception>
    public static byte[] ToBytes(MetadataRecord record)
    {
        StringBuilder text = new(1024);
        text.Append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<")
            .Append(XmlConvert.VerifyNCName(record.Type))
            .Append(" xmlns=\"")
            .Append(MetadataSchema.XmlNamespace)
            .Append("\">\n");
        AppendFields(text, record, level: 1);
        text.Append("</").Append(record.Type).Append(">\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>One element as it stands in a file, without what comes before its first line and after its
    /// last.</summary>
    internal static string ToFragment(MetadataField field)
    {
        StringBuilder text = new();
        AppendFields(text, new MetadataRecord("", [field]), level: 1);
        return text.ToString().Trim();
    }

    private static void AppendFields(StringBuilder text, MetadataRecord record, int level)
    {
        // OrderBy is stable, so elements that repeat keep their order.
        foreach (
            MetadataField field in record
                .Fields.Where(field => !field.IsSecret)
                .OrderBy(field => field.Name, StringComparer.Ordinal)
        )
        {
            AppendIndent(text, level).Append('<').Append(XmlConvert.VerifyNCName(field.Name)).Append('>');
            if (field.Group is { Fields.IsEmpty: false } group)
            {
                text.Append('\n');
                AppendFields(text, group, level + 1);
                AppendIndent(text, level);
            }
            else
            {
                AppendEscaped(text, field.Value ?? "");
            }

            text.Append("</").Append(field.Name).Append(">\n");
        }
    }

    private static StringBuilder AppendIndent(StringBuilder text, int level)
    {
        for (int i = 0; i < level; i++)
        {
            text.Append(Indent);
        }

        return text;
    }

    private static void AppendEscaped(StringBuilder text, string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            switch (c)
            {
                case '&':
                    text.Append("&amp;");
                    break;
                case '<':
                    text.Append("&lt;");
                    break;
                case '>':
                    text.Append("&gt;");
                    break;
                case '"':
                    text.Append("&quot;");
                    break;
                case '\'':
                    text.Append("&apos;");
                    break;

                // A parser would read a bare carriage return as a line feed.
                case '\r':
                    text.Append("&#xd;");
                    break;
                default:
                    if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
                    {
                        text.Append(c).Append(value[++i]);
                    }
                    else if (XmlConvert.IsXmlChar(c))
                    {
                        text.Append(c);
                    }
                    else
                    {
                        throw new ArgumentException(
                            $"The value has the character U+{(int)c:X4}, which XML can't hold.",
                            nameof(value)
                        );
                    }

                    break;
            }
        }
    }
}
