using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.World.Rows;

/// <summary>Satellites of ECAs as tooling sObjects whose fields have the names of the metadata elements. Credentials
/// are not fields.</summary>
internal static class SatelliteRows
{
    /// <summary>One row for each record of a type; its text elements are its fields.</summary>
    public static Func<IOrg, MetadataState, IEnumerable<Row>> Of(string type) =>
        (_, state) =>
            state
                .OfType(type)
                .Select(record => new Row([
                    .. ExternalClientAppRows.Satellite(state, record),
                    .. Values(record.Type, record.Content),
                ]));

    /// <summary>One row for each nested structure of a type's records.</summary>
    public static Func<IOrg, MetadataState, IEnumerable<Row>> Of(string type, string element, string parentField) =>
        (world, state) =>
            state
                .OfType(type)
                .SelectMany(record =>
                    record
                        .Content.Elements(MetadataXml.Namespace + element)
                        .Select(
                            (child, at) =>
                                new Row([
                                    .. ExternalClientAppRows.Satellite(state, record).Where(v => v.Name != "Id"),
                                    ("Id", world.Ids.For("0xz", $"{record.Id}/{element}/{at}")),
                                    (parentField, record.Id),
                                    .. Values(
                                        MetadataTypeTable.Default.Structure(
                                            record.Type.Elements.First(e => e.Name == element).Type
                                        )!,
                                        child
                                    ),
                                ])
                        )
                );

    private static IEnumerable<(string Name, object? Value)> Values(StructureDefinition structure, XElement content) =>
        content
            .Elements()
            .Where(e => !e.HasElements && e.Name.LocalName is not ("externalClientApplication" or "label"))
            .Select(e =>
                (
                    Field(e.Name.LocalName),
                    structure.Elements.First(d => d.Name == e.Name.LocalName).Type switch
                    {
                        "boolean" => e.Value == "true",
                        "int" => Projections.Number(e.Value),
                        _ => (object?)e.Value,
                    }
                )
            );

    /// <summary>An attribute's formula is its Value in the tooling view.</summary>
    private static string Field(string element) =>
        element == "formula" ? "Value" : char.ToUpperInvariant(element[0]) + element[1..];
}
