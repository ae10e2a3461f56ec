using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;

namespace EcaTools.PracticeOrg.Metadata.Schema;

/// <summary>Holds records against the WSDL of an API version: what comes in, and what goes out.</summary>
internal static class RecordSchema
{
    /// <summary>Stands for no version in particular: a record of the seed may hold what only some versions
    /// show.</summary>
    public const int AnyVersion = 0;

    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    /// <summary>What goes in and is never shown again.</summary>
    private static readonly string[] s_secrets =
    [
        "consumerSecret",
        "password",
        "oauthToken",
        "oauthRefreshToken",
        "awsAccessSecret",
        "ecKey",
    ];

    /// <summary>
    /// The content as the org stores it: known elements only, in alphabetical order, with the defaults of what was left
    /// out. A save replaces the whole record, so nothing of an earlier one is kept (field report).
    /// </summary>
    /// <exception cref="MetadataProblem">The record does not fit the type in this API version.</exception>
    public static XElement Read(MetadataType type, XElement source, int version) =>
        new(s_ns + type.Name, ReadChildren(type, type.Name, source, version));

    /// <summary>The content as a client of this API version sees it. A secret never leaves.</summary>
    public static ImmutableArray<XElement> Write(StructureDefinition structure, XElement content, int version)
    {
        ImmutableArray<XElement>.Builder elements = ImmutableArray.CreateBuilder<XElement>();
        foreach (XElement child in content.Elements())
        {
            if (
                structure.Find(child.Name.LocalName, version) is not { } definition
                || s_secrets.Contains(definition.Name)
            )
            {
                continue;
            }

            elements.Add(
                MetadataTypeTable.Default.Structure(definition.Type) is { } nested
                    ? new XElement(child.Name, Write(nested, child, version))
                    : new XElement(child.Name, child.Value)
            );
        }

        return elements.ToImmutable();
    }

    private static List<XElement> ReadChildren(
        StructureDefinition structure,
        string typeName,
        XElement source,
        int version
    )
    {
        List<XElement> result = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (XElement child in source.Elements())
        {
            string name = child.Name.LocalName;
            if (name == "fullName" && structure is MetadataType && child.Name.Namespace == s_ns)
            {
                continue;
            }

            if (child.Name.Namespace != s_ns || structure.Find(name, version) is not { } definition)
            {
                throw MetadataProblem.At(
                    child,
                    "UNKNOWN_EXCEPTION",
                    $"Element {child.Name} invalid at this location in type {typeName}"
                );
            }

            if (!seen.Add(name) && !definition.Many)
            {
                throw MetadataProblem.At(
                    child,
                    "UNKNOWN_EXCEPTION",
                    $"Element {child.Name} is duplicated at this location in type {typeName}"
                );
            }

            result.Add(ReadValue(definition, child, version));
        }

        foreach (ElementDefinition definition in structure.Elements)
        {
            if (seen.Contains(definition.Name))
            {
                continue;
            }

            // The wording of a missing element is UNCONFIRMED; the status code is the API's own.
            if (definition.Required && definition.IsIn(version))
            {
                throw MetadataProblem.At(
                    source,
                    "REQUIRED_FIELD_MISSING",
                    $"Required field is missing: {definition.Name}"
                );
            }

            if (definition.Default is not null)
            {
                result.Add(new XElement(s_ns + definition.Name, definition.Default));
            }
        }

        return [.. result.OrderBy(e => e.Name.LocalName, StringComparer.Ordinal)];
    }

    private static XElement ReadValue(ElementDefinition definition, XElement element, int version)
    {
        if (MetadataTypeTable.Default.Structure(definition.Type) is { } structure)
        {
            return new XElement(element.Name, ReadChildren(structure, structure.Name, element, version));
        }

        if (element.Elements().FirstOrDefault() is { } unexpected)
        {
            throw MetadataProblem.At(
                unexpected,
                "UNKNOWN_EXCEPTION",
                $"Element {unexpected.Name} invalid at this location in type {definition.Type}"
            );
        }

        string text = element.Value;
        return new XElement(
            element.Name,
            definition.Type switch
            {
                "string" => text,
                "boolean" => ReadBoolean(element, text.Trim()),
                "int" => ReadInteger(element, text.Trim()),
                _ => ReadEnum(definition, element, text.Trim(), version),
            }
        );
    }

    private static string ReadBoolean(XElement element, string text) =>
        text switch
        {
            "true" or "1" => "true",
            "false" or "0" => "false",
            _ => throw MetadataProblem.At(
                element,
                "UNKNOWN_EXCEPTION",
                $"'{text}' is not a valid value for the type xsd:boolean"
            ),
        };

    private static string ReadInteger(XElement element, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value.ToString(CultureInfo.InvariantCulture)
            : throw MetadataProblem.At(
                element,
                "UNKNOWN_EXCEPTION",
                $"'{text}' is not a valid value for the type xsd:int"
            );

    private static string ReadEnum(ElementDefinition definition, XElement element, string text, int version)
    {
        EnumDefinition values =
            MetadataTypeTable.Default.Enum(definition.Type)
            ?? throw new InvalidOperationException(
                $"The type table names {definition.Type}, which it does not define."
            );
        return values.Find(text, version)
            ?? throw MetadataProblem.At(
                element,
                "UNKNOWN_EXCEPTION",
                $"'{text}' is not a valid value for the enum '{definition.Type}'"
            );
    }
}
