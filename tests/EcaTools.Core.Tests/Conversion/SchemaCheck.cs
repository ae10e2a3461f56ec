using System.Globalization;
using EcaTools.Core.Conversion;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Tests.Conversion;

/// <summary>Checks records against the schema data, apart from the code that wrote them.</summary>
internal static class SchemaCheck
{
    private static readonly MetadataSchema Schema = MetadataSchema.Default;

    /// <summary>All that is wrong with the records for their API version.</summary>
    public static string[] Problems(ConvertedApp app) =>
        [
            .. app.Records.SelectMany(record =>
                Schema.Find(record.Type)!.IsIn(app.ApiVersion)
                    ? Problems(record.Record, record.Type, app.ApiVersion)
                    : [$"{record.Type} is not in {app.ApiVersion}"]
            ),
        ];

    private static IEnumerable<string> Problems(MetadataRecord record, string path, ApiVersion version)
    {
        MetadataType type = Schema.Find(record.Type)!;
        foreach (
            MetadataElement required in type.Elements.Values.Where(element =>
                element.IsRequired && element.IsIn(version)
            )
        )
        {
            if (
                !record.Fields.Any(field =>
                    field.Name == required.Name && (field.Group is not null || field.Value?.Length > 0)
                )
            )
            {
                yield return $"{path} lacks {required.Name}";
            }
        }

        foreach (
            IGrouping<string, MetadataField> fields in record.Fields.GroupBy(
                field => field.Name,
                StringComparer.Ordinal
            )
        )
        {
            string name = $"{path}.{fields.Key}";
            if (!type.Elements.TryGetValue(fields.Key, out MetadataElement? element) || !element.IsIn(version))
            {
                yield return $"{name} is not in {version}";
                continue;
            }

            if (fields.Count() > (element.IsRepeated ? element.Max ?? int.MaxValue : 1))
            {
                yield return $"{name} stands there {fields.Count()} times";
            }

            foreach (MetadataField field in fields)
            {
                if (Schema.Find(element.Type) is not null)
                {
                    foreach (
                        string problem in field.Group is null
                            ? [$"{name} is not a group"]
                            : Problems(field.Group, name, version)
                    )
                    {
                        yield return problem;
                    }
                }
                else if (field.Value is not { Length: > 0 } value || field.IsSecret || !Fits(element, value, version))
                {
                    yield return $"{name} is '{field.Value}'";
                }
            }
        }
    }

    private static bool Fits(MetadataElement element, string value, ApiVersion version) =>
        element.Type switch
        {
            "string" => true,
            "boolean" => value is "true" or "false",
            "int" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && !(number < element.Minimum)
                && !(number > element.Maximum),
            _ when element.IsList => value
                .Split(',', StringSplitOptions.TrimEntries)
                .All(item => Schema.FindEnum(element.Type)!.Has(item, version)),
            _ => Schema.FindEnum(element.Type)!.Has(value, version),
        };
}
