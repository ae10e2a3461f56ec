using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Soql;

/// <summary>What a query found, and how to write it: rows, groups, or only a number.</summary>
internal sealed class SoqlResult
{
    private readonly ImmutableArray<BoundField> _fields = [];
    private readonly Func<string, string, Row?> _findParent = (_, _) => null;
    private readonly ImmutableArray<(string Name, string Type, Func<SoqlGroup, object?> Read)> _columns = [];
    private readonly ImmutableArray<SoqlGroup> _groups = [];

    public SoqlResult(
        SObjectDefinition target,
        ImmutableArray<BoundField> fields,
        ImmutableArray<Row> rows,
        Func<string, string, Row?> findParent
    )
    {
        Target = target;
        Rows = rows;
        Count = rows.Length;
        _fields = fields;
        _findParent = findParent;
    }

    public SoqlResult(
        SObjectDefinition target,
        ImmutableArray<(string Name, string Type, Func<SoqlGroup, object?> Read)> columns,
        ImmutableArray<SoqlGroup> groups
    )
    {
        Target = target;
        Rows = [];
        Count = groups.Length;
        _columns = columns;
        _groups = groups;
        IsAggregate = true;
    }

    private SoqlResult(SObjectDefinition target, int count)
    {
        Target = target;
        Rows = [];
        Count = count;
    }

    public SObjectDefinition Target { get; }

    public ImmutableArray<Row> Rows { get; }

    /// <summary>How many rows or groups there are.</summary>
    public int Count { get; }

    /// <summary>Whether it is made of groups.</summary>
    public bool IsAggregate { get; }

    public static SoqlResult OfCount(SObjectDefinition target, int count) => new(target, count);

    /// <summary>One row as JSON; <paramref name="basePath"/> is '/services/data/vXX.0', with '/tooling' for that
    /// API.</summary>
    public JsonObject Record(int index, string basePath)
    {
        if (IsAggregate)
        {
            return Group(_groups[index]);
        }

        Row row = Rows[index];
        JsonObject record = new() { ["attributes"] = Attributes(Target.Name, row, basePath) };
        foreach (BoundField field in _fields)
        {
            JsonObject? owner = record;
            Row? current = row;
            foreach (SObjectField step in field.Path)
            {
                current = current?.Text(step.Name) is { } id ? _findParent(step.ReferenceTo!, id) : null;
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

    /// <summary>What the query parameter columns=true gives instead of rows: the shape of the response. The CLI makes its
    /// tables of it.</summary>
    public JsonObject Describe(bool isCount)
    {
        JsonArray columns = [];
        foreach (BoundField field in _fields)
        {
            JsonObject column = Column(field.Field.Name, field.Field);
            foreach (SObjectField step in field.Path.Reverse())
            {
                JsonObject parent = Column(step.Relationship!, step);
                parent["joinColumns"] = new JsonArray(column);
                column = parent;
            }

            columns.Add(column);
        }

        foreach ((string name, string type, _) in _columns)
        {
            JsonObject column = Column(name, new SObjectField(name, type));
            column["aggregate"] = true;
            columns.Add(column);
        }

        return new JsonObject
        {
            ["entityName"] = Target.Name,
            ["groupBy"] = IsAggregate,
            ["idSelected"] = !isCount && _fields.Any(f => f.Path.IsEmpty && f.Field.Name == "Id"),
            ["columnMetadata"] = columns,
        };
    }

    /// <summary>A value as the REST API writes it.</summary>
    public static JsonNode? Value(object? value) =>
        value switch
        {
            null => null,
            string text => text,
            bool flag => flag,
            decimal number => number,
            DateTimeOffset time => time.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss.fff'+0000'",
                CultureInfo.InvariantCulture
            ),
            _ => throw new InvalidOperationException($"A row holds a {value.GetType().Name}, which no field type is."),
        };

    private JsonObject Group(SoqlGroup group)
    {
        JsonObject record = new() { ["attributes"] = new JsonObject { ["type"] = "AggregateResult" } };
        foreach ((string name, string type, Func<SoqlGroup, object?> read) in _columns)
        {
            object? value = read(group);
            record[name] =
                type == "date" && value is DateTimeOffset day
                    ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                    : Value(value);
        }

        return record;
    }

    private static JsonObject Column(string name, SObjectField field) =>
        new()
        {
            ["aggregate"] = false,
            ["booleanType"] = field.Type == "boolean",
            ["columnName"] = name,
            ["custom"] = false,
            ["displayName"] = name,
            ["foreignKeyName"] = field.ReferenceTo is null ? null : field.Name,
            ["insertable"] = false,
            ["joinColumns"] = new JsonArray(),
            ["numberType"] = field.Type == "int",
            ["textType"] = field.Type is "string" or "id" or "reference",
            ["updatable"] = false,
        };

    private static JsonObject Attributes(string sObject, Row row, string basePath) =>
        new()
        {
            ["type"] = sObject,
            ["url"] = row.Text("Id") is { } id
                ? $"{basePath}/sobjects/{sObject}/{id}"
                : $"{basePath}/sobjects/{sObject}",
        };
}
