using System.Text.Json;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>Reads the fields of a record that a client sent as JSON.</summary>
internal static class RecordBody
{
    /// <exception cref="RestException">JSON_PARSER_ERROR: the body is not JSON.</exception>
    public static JsonElement Parse(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new RestException(400, "JSON_PARSER_ERROR", "Unexpected character in the body: " + e.Message);
        }
    }

    /// <summary>The fields by the schema's names and types; 'attributes' and 'Id' are left out.</summary>
    /// <exception cref="RestException">JSON_PARSER_ERROR, INVALID_FIELD: no object, an unknown field, or a value of
    /// another type.</exception>
    public static Dictionary<string, object?> Fields(SObjectDefinition target, JsonElement record)
    {
        if (record.ValueKind != JsonValueKind.Object)
        {
            throw new RestException(400, "JSON_PARSER_ERROR", "A record must be a JSON object");
        }

        Dictionary<string, object?> values = new(StringComparer.Ordinal);
        foreach (JsonProperty property in record.EnumerateObject())
        {
            if (property.Name == "attributes" || property.Name.Equals("Id", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            SObjectField field =
                target.Field(property.Name)
                ?? throw new RestException(
                    400,
                    "INVALID_FIELD",
                    $"No such column '{property.Name}' on sobject of type {target.Name}"
                );
            values[field.Name] = Value(field, property.Value);
        }

        return values;
    }

    /// <exception cref="RestException">JSON_PARSER_ERROR: half a surrogate pair, which JSON can hold and a text
    /// can't.</exception>
    public static string Text(JsonElement json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new RestException(400, "JSON_PARSER_ERROR", "Unexpected character in the body: " + e.Message);
        }
    }

    private static object? Value(SObjectField field, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.True or JsonValueKind.False when field.Type == "boolean":
                return json.GetBoolean();
            case JsonValueKind.String when field.IsId:
                return SalesforceId.Normalise(Text(json))
                    ?? throw new RestException(
                        400,
                        "MALFORMED_ID",
                        $"{field.Name}: id value of incorrect type: {Text(json)}",
                        field.Name
                    );
            case JsonValueKind.String when field.Type == "string":
                return Text(json);
            default:
                throw new RestException(
                    400,
                    "JSON_PARSER_ERROR",
                    $"Cannot deserialize instance of {field.Type} from {json.ValueKind} value in field {field.Name}"
                );
        }
    }
}
