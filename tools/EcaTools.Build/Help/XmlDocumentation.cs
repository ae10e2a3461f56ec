using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EcaTools.Build.Help;

/// <summary>The summaries that the compiler put next to the assemblies, as Markdown.</summary>
internal sealed partial class XmlDocumentation
{
    private readonly FrozenDictionary<string, XElement> _members;

    /// <summary>Reads the documentation of each of our assemblies in a folder.</summary>
    public XmlDocumentation(string folder) =>
        _members = Directory
            .EnumerateFiles(folder, "EcaTools*.xml")
            .Where(file => File.Exists(Path.ChangeExtension(file, ".dll")))
            .SelectMany(file => XDocument.Load(file).Descendants("member"))
            // What source generators add, such as regular expressions, is in several assemblies under the same names.
            .Where(member =>
                (string)member.Attribute("name")! is ['T' or 'P', ':', .. var name]
                && name.StartsWith("EcaTools", StringComparison.Ordinal)
            )
            .ToFrozenDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);

    /// <summary>The summary of each type and property, with its remarks as a second paragraph, by documentation
    /// id.</summary>
    public SortedDictionary<string, string> Texts =>
        new(
            _members.ToDictionary(member => member.Key, member => TextOf(member.Value), StringComparer.Ordinal),
            StringComparer.Ordinal
        );

    private static string TextOf(XElement member)
    {
        string[] parts = [Markdown(member.Element("summary")), Markdown(member.Element("remarks"))];
        return string.Join("\n\n", parts.Where(part => part.Length > 0));
    }

    private static string Markdown(XElement? element)
    {
        if (element is null)
        {
            return "";
        }

        StringBuilder text = new();
        Append(text, element);
        string[] paragraphs = text.ToString().Split("\f");
        return string.Join(
            "\n\n",
            paragraphs
                .Select(paragraph => WhiteSpace().Replace(paragraph, " ").Trim())
                .Where(paragraph => paragraph.Length > 0)
        );
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (XNode node in element.Nodes())
        {
            switch (node)
            {
                case XText literal:
                    text.Append(literal.Value);
                    break;
                case XElement { Name.LocalName: "para" } paragraph:
                    text.Append('\f');
                    Append(text, paragraph);
                    text.Append('\f');
                    break;
                case XElement { Name.LocalName: "c" } code:
                    text.Append('`').Append(code.Value).Append('`');
                    break;
                case XElement { Name.LocalName: "see" or "seealso" } see:
                    string target = (string?)see.Attribute("cref") ?? (string?)see.Attribute("langword") ?? "";
                    target = target[(target.LastIndexOf('.') + 1)..];
                    text.Append(see.Value is { Length: > 0 } words ? words : $"`{target}`");
                    break;
                case XElement { Name.LocalName: "paramref" } parameter:
                    text.Append('`').Append((string?)parameter.Attribute("name")).Append('`');
                    break;
                case XElement other:
                    Append(text, other);
                    break;
            }
        }
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 5000)]
    private static partial Regex WhiteSpace();
}
