using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace EcaTools.PracticeOrg;

/// <summary>
/// Faults as JSON: one, several that wait at the same time, or a script of which each step waits for the one before
/// it. People write them, so that errors name line and column, comments are allowed and a name given twice is an
/// error.
/// </summary>
internal static class FaultJson
{
    private static readonly JsonLoadSettings s_settings = new()
    {
        CommentHandling = CommentHandling.Ignore,
        DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error,
        LineInfoHandling = LineInfoHandling.Load,
    };

    /// <exception cref="FormatException">It is not a fault; the message says what is wrong, and where.</exception>
    public static ImmutableArray<ImmutableArray<Fault>> Read(byte[] json)
    {
        JToken root = Parse(Encoding.UTF8.GetString(json));
        return root switch
        {
            JArray several => [.. several.Select(f => ImmutableArray.Create(ReadOne(f)))],
            JObject one when one["script"] is JArray script =>
            [
                [.. script.Select(ReadOne)],
            ],
            JObject one =>
            [
                [ReadOne(one)],
            ],
            _ => throw Wrong(root, "A fault is an object; several are an array of them, or {\"script\": [...]}."),
        };
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
        Set(
            "components",
            fault.Components.IsEmpty ? null : new JsonArray([.. fault.Components.Select(c => (JsonNode)c)])
        );
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

    private static JToken Parse(string text)
    {
        using JsonTextReader reader = new(new StringReader(text))
        {
            DateParseHandling = DateParseHandling.None,
            MaxDepth = 16,
        };
        try
        {
            JToken root = JToken.ReadFrom(reader, s_settings);
            while (reader.Read())
            {
                // Only comments may follow; the reader refuses everything else.
            }

            return root;
        }
        catch (JsonReaderException e)
        {
            throw new FormatException("It is not valid JSON: " + e.Message, e);
        }
    }

    private static Fault ReadOne(JToken json)
    {
        if (json is not JObject named || named["kind"] is not { } kindName)
        {
            throw Wrong(json, "A fault is an object with a kind.");
        }

        // Enum.TryParse alone would take numbers and lists.
        string text = Text("kind", kindName);
        if (!Enum.IsDefined(typeof(FaultKind), text) || !Enum.TryParse(text, out FaultKind kind))
        {
            throw Wrong(kindName, $"The kinds are {string.Join(", ", Enum.GetNames<FaultKind>())}.");
        }

        Fault fault = new() { Kind = kind };
        foreach (JProperty property in named.Properties())
        {
            fault = Set(fault, property.Name, property.Value);
        }

        return fault;
    }

    private static Fault Set(Fault fault, string name, JToken value) =>
        name switch
        {
            "kind" => fault,
            "method" => fault with { Method = Text(name, value).ToUpperInvariant() },
            "path" => fault with { PathPrefix = Text(name, value) },
            "endpoint" => fault with { Endpoint = Text(name, value) },
            "operation" => fault with { SoapOperation = Text(name, value) },
            "nth" => fault with { Nth = Number(name, value) },
            "times" => fault with { Times = (value as JValue)?.Value is "always" ? Fault.Always : Number(name, value) },
            "rate" => fault with { Rate = Rate(name, value) },
            "delay" => fault with { Delay = Duration(name, value) },
            "retryAfter" => fault with { RetryAfter = Duration(name, value) },
            "errorCode" => fault with { ErrorCode = Text(name, value) },
            "components" => fault with { Components = Names(name, value) },
            "problem" => fault with { Problem = Text(name, value) },
            _ => throw Wrong(value, $"A fault has no '{name}'."),
        };

    private static string Text(string name, JToken value) =>
        (value as JValue)?.Value as string ?? throw WrongValue(name, value, "a text");

    private static int Number(string name, JToken value) =>
        (value as JValue)?.Value is long and >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw WrongValue(name, value, "a whole number");

    private static double Rate(string name, JToken value) =>
        value.Type is JTokenType.Integer or JTokenType.Float
            ? (double)value
            : throw WrongValue(name, value, "a number above 0 and up to 1");

    private static ImmutableArray<string> Names(string name, JToken value) =>
        value is JArray names
            ? [.. names.Select(one => Text(name, one))]
            : throw WrongValue(name, value, "an array of names");

    /// <summary>
    /// An ISO 8601 duration such as PT2S, of at most a day: a response that never comes would hold its connection.
    /// </summary>
    private static TimeSpan Duration(string name, JToken value)
    {
        TimeSpan duration;
        try
        {
            duration = XmlConvert.ToTimeSpan(Text(name, value));
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            duration = TimeSpan.MinValue;
        }

        return duration >= TimeSpan.Zero && duration <= TimeSpan.FromDays(1)
            ? duration
            : throw WrongValue(name, value, "a duration of at most a day such as PT2S");
    }

    private static FormatException WrongValue(string name, IJsonLineInfo at, string wanted) =>
        Wrong(at, $"'{name}' is {wanted}.");

    private static FormatException Wrong(IJsonLineInfo at, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Line {at.LineNumber}, column {at.LinePosition}: {what}"));
}
