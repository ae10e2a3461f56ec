using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;

namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>Records that name an app: it must be there. Each reference is an element, or an element of a repeated
/// one.</summary>
internal sealed class ReferenceRules(params (string? Container, string Element, string Type)[] references) : RecordRules
{
    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    public override void Check(SaveContext save)
    {
        foreach ((string? container, string element, string type) in references)
        {
            IEnumerable<XElement> holders = container is null
                ? [save.Content]
                : save.Content.Elements(s_ns + container);
            foreach (
                string name in holders
                    .Select(h => h.Element(s_ns + element)?.Value)
                    .OfType<string>()
                    .Where(n => n.Length > 0)
            )
            {
                if (save.State.Find(type, name) is null)
                {
                    throw save.Problem(
                        "INVALID_CROSS_REFERENCE_KEY",
                        $"In field: {element} - no {type} named {name} found",
                        container ?? element
                    );
                }
            }
        }
    }
}
