using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace EcaTools.PracticeOrg.Practice;

/// <summary>Faults as JSON: one, several that wait side by side, or a script of which each step waits for the one before it.</summary>
internal static class FaultJson
{
    /// <exception cref="FormatException">It is no fault; the message says what is wrong.</exception>
    public static ImmutableArray<ImmutableArray<Fault>> Read(byte[] json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return root.ValueKind switch
            {
                JsonValueKind.Array => [.. root.EnumerateArray().Select(f => ImmutableArray.Create(ReadOne(f)))],
                JsonValueKind.Object when root.TryGetProperty("script", out JsonElement script) && script.ValueKind == JsonValueKind.Array => [[.. script.EnumerateArray().Select(ReadOne)]],
                JsonValueKind.Object => [[ReadOne(root)]],
                _ => throw new FormatException("A fault is an object; several are an array of them, or {\"script\": [...]}."),
            };
        }
        catch (JsonException e)
        {
            throw new FormatException("It is no JSON: " + e.Message, e);
        }
    }

    public static JsonObject Write(Fault fault)
    {
        JsonObject json = new() { ["kind"] = fault.Kind.ToString(), ["nth"] = fault.Nth };
        json["times"] = fault.TimesOrDefault == Fault.Always ? "always" : fault.TimesOrDefault;
        Set("method", fault.Method);
        Set("path", fault.PathPrefix);
        Set("endpoint", fault.Endpoint);
        Set("operation", fault.SoapOperation);
        Set("rate", fault.Rate);
        Set("delay", fault.Delay == TimeSpan.Zero ? null : XmlConvert.ToString(fault.Delay));
        Set("retryAfter", fault.RetryAfter is { } wait ? XmlConvert.ToString(wait) : null);
        Set("errorCode", fault.ErrorCode);
        Set("components", fault.Components.IsEmpty ? null : new JsonArray([.. fault.Components.Select(c => (JsonNode)c)]));
        Set("problem", fault.Problem);
        return json;

        void Set(string name, JsonNode? value)
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }
    }

    private static Fault ReadOne(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("kind", out JsonElement named))
        {
            throw new FormatException("A fault is an object with a kind.");
        }

        // Enum.TryParse alone would take numbers and lists.
        if (named.ValueKind != JsonValueKind.String || !Enum.IsDefined(typeof(FaultKind), named.GetString()!) || !Enum.TryParse(named.GetString(), out FaultKind kind))
        {
            throw new FormatException($"The kinds are {string.Join(", ", Enum.GetNames<FaultKind>())}.");
        }

        Fault fault = new() { Kind = kind };
        foreach (JsonProperty property in json.EnumerateObject())
        {
            fault = Set(fault, property.Name, property.Value);
        }

        return fault;
    }

    private static Fault Set(Fault fault, string name, JsonElement value) => name switch
    {
        "kind" => fault,
        "method" => fault with { Method = Text(name, value).ToUpperInvariant() },
        "path" => fault with { PathPrefix = Text(name, value) },
        "endpoint" => fault with { Endpoint = Text(name, value) },
        "operation" => fault with { SoapOperation = Text(name, value) },
        "nth" => fault with { Nth = Number(name, value) },
        "times" => fault with { Times = value.ValueKind == JsonValueKind.String && value.GetString() == "always" ? Fault.Always : Number(name, value) },
        "rate" => fault with { Rate = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double rate) ? rate : throw Wrong(name, "a number above 0 and up to 1") },
        "delay" => fault with { Delay = Duration(name, value) },
        "retryAfter" => fault with { RetryAfter = Duration(name, value) },
        "errorCode" => fault with { ErrorCode = Text(name, value) },
        "components" => fault with { Components = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(c => Text(name, c))] : throw Wrong(name, "an array of names") },
        "problem" => fault with { Problem = Text(name, value) },
        _ => throw new FormatException($"A fault has no '{name}'."),
    };

    private static string Text(string name, JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, "a text");

    private static int Number(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Wrong(name, "a whole number");

    /// <summary>An ISO 8601 duration such as PT2S, of at most a day: an answer that never comes would hold its connection.</summary>
    private static TimeSpan Duration(string name, JsonElement value)
    {
        try
        {
            TimeSpan duration = XmlConvert.ToTimeSpan(Text(name, value));
            return duration >= TimeSpan.Zero && duration <= TimeSpan.FromDays(1) ? duration : throw Wrong(name, "a duration of at most a day");
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw Wrong(name, "a duration of at most a day such as PT2S");
        }
    }

    private static FormatException Wrong(string name, string wanted) => new(string.Create(CultureInfo.InvariantCulture, $"'{name}' is {wanted}."));
}
