using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Soql;

/// <summary>The rows that a query found, and how to write them.</summary>
internal sealed class SoqlResult(SObjectDefinition target, ImmutableArray<BoundField> fields, ImmutableArray<Row> rows, Func<string, string, Row?> findParent)
{
    public SObjectDefinition Target { get; } = target;

    public ImmutableArray<Row> Rows { get; } = rows;

    /// <summary>One row as JSON; <paramref name="basePath"/> is '/services/data/vXX.0', with '/tooling' for that API.</summary>
    public JsonObject Record(int index, string basePath)
    {
        Row row = Rows[index];
        JsonObject record = new() { ["attributes"] = Attributes(Target.Name, row, basePath) };
        foreach (BoundField field in fields)
        {
            JsonObject? owner = record;
            Row? current = row;
            foreach (SObjectField step in field.Path)
            {
                current = current?.Text(step.Name) is { } id ? findParent(step.ReferenceTo!, id) : null;
                if (current is null)
                {
                    owner!.TryAdd(step.Relationship!, null);
                    owner = null;
                    break;
                }

                if (owner![step.Relationship!] is not JsonObject parent)
                {
                    parent = new JsonObject { ["attributes"] = Attributes(step.ReferenceTo!, current, basePath) };
                    owner[step.Relationship!] = parent;
                }

                owner = parent;
            }

            if (owner is not null)
            {
                owner[field.Field.Name] = Value(current![field.Field.Name]);
            }
        }

        return record;
    }

    /// <summary>A value as the REST API writes it.</summary>
    public static JsonNode? Value(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag,
        decimal number => number,
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"A row holds a {value.GetType().Name}, which no field type is."),
    };

    private static JsonObject Attributes(string sObject, Row row, string basePath) => new()
    {
        ["type"] = sObject,
        ["url"] = row.Text("Id") is { } id ? $"{basePath}/sobjects/{sObject}/{id}" : $"{basePath}/sobjects/{sObject}",
    };
}
