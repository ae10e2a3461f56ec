using System.Text;
using System.Xml;

namespace EcaTools.PracticeOrg.OAuth.Signing;

/// <summary>
/// Exclusive XML Canonicalization without comments (W3C, http://www.w3.org/2001/10/xml-exc-c14n#): the one sequence of
/// bytes that a signature is about. The framework has it in a package only, and the practice org brings none.
/// </summary>
internal static class ExclusiveCanonicalizer
{
    private const string Xmlns = "http://www.w3.org/2000/xmlns/";

    /// <summary>The bytes of an element and what is in it.</summary>
    /// <param name="apex">The element.</param>
    /// <param name="without">An element to leave out, as the enveloped-signature transform does.</param>
    /// <param name="inclusivePrefixes">Prefixes that are written wherever they are declared; #default is the one
    /// without a name.</param>
    public static byte[] Write(XmlElement apex, XmlElement? without, string[] inclusivePrefixes)
    {
        StringBuilder text = new();
        HashSet<string> inclusive = [.. inclusivePrefixes.Select(p => p == "#default" ? "" : p)];
        WriteElement(text, apex, without, inclusive, new Dictionary<string, string>(StringComparer.Ordinal));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void WriteElement(
        StringBuilder text,
        XmlElement element,
        XmlElement? without,
        HashSet<string> inclusive,
        Dictionary<string, string> above
    )
    {
        List<XmlAttribute> attributes =
        [
            .. element.Attributes.OfType<XmlAttribute>().Where(a => a.NamespaceURI != Xmlns),
        ];
        HashSet<string> used =
        [
            element.Prefix,
            .. attributes.Select(a => a.Prefix).Where(p => p.Length > 0),
            .. inclusive,
        ];
        Dictionary<string, string> rendered = new(above, StringComparer.Ordinal);
        text.Append('<').Append(element.Name);
        foreach (string prefix in used.Where(p => p != "xml").Order(StringComparer.Ordinal))
        {
            // A prefix that is written anyway but is not declared here has no name to write.
            string name = element.GetNamespaceOfPrefix(prefix);
            if (name == above.GetValueOrDefault(prefix, "") || (name.Length == 0 && prefix.Length > 0))
            {
                continue;
            }

            rendered[prefix] = name;
            text.Append(prefix.Length == 0 ? " xmlns" : " xmlns:").Append(prefix).Append("=\"");
            AppendAttribute(text, name);
            text.Append('"');
        }

        foreach (
            XmlAttribute attribute in attributes
                .OrderBy(a => a.NamespaceURI, StringComparer.Ordinal)
                .ThenBy(a => a.LocalName, StringComparer.Ordinal)
        )
        {
            text.Append(' ').Append(attribute.Name).Append("=\"");
            AppendAttribute(text, attribute.Value);
            text.Append('"');
        }

        text.Append('>');
        foreach (XmlNode child in element.ChildNodes)
        {
            switch (child)
            {
                case XmlElement nested when nested != without:
                    WriteElement(text, nested, without, inclusive, rendered);
                    break;
                case XmlCharacterData data and not XmlComment:
                    AppendText(text, data.Value ?? "");
                    break;
                case XmlProcessingInstruction instruction:
                    text.Append("<?")
                        .Append(instruction.Target)
                        .Append(instruction.Data.Length > 0 ? " " : "")
                        .Append(instruction.Data)
                        .Append("?>");
                    break;
            }
        }

        text.Append("</").Append(element.Name).Append('>');
    }

    private static void AppendText(StringBuilder text, string value) =>
        text.Append(
            value
                .Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace(">", "&gt;", StringComparison.Ordinal)
                .Replace("\r", "&#xD;", StringComparison.Ordinal)
        );

    private static void AppendAttribute(StringBuilder text, string value) =>
        text.Append(
            value
                .Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace("\"", "&quot;", StringComparison.Ordinal)
                .Replace("\t", "&#x9;", StringComparison.Ordinal)
                .Replace("\n", "&#xA;", StringComparison.Ordinal)
                .Replace("\r", "&#xD;", StringComparison.Ordinal)
        );
}
