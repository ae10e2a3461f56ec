using System.Globalization;
using System.Text.Json;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>One object of the rules' data, whose errors say where it stands.</summary>
internal readonly struct RuleJson
{
    private readonly JsonElement _element;
    private readonly string _where;

    /// <summary>Wraps an element that must be an object.</summary>
    public RuleJson(JsonElement element, string where)
    {
        _element = element;
        _where = where;
        if (element.ValueKind is not JsonValueKind.Object)
        {
            throw Error("an object is wanted here.");
        }
    }

    /// <summary>The same object under a better name.</summary>
    public RuleJson At(string name) => new(_element, name);

    /// <summary>An error about this object.</summary>
    public EcaException Error(string what) => BlockersErrors.InvalidBlockerRules(_where, what);

    /// <summary>Refuses properties other than these, and those that are given twice.</summary>
    public void Allow(params IEnumerable<string> names)
    {
        HashSet<string> left = [.. names];
        foreach (JsonProperty property in _element.EnumerateObject())
        {
            if (!left.Remove(property.Name))
            {
                throw Error($"'{property.Name}' is unknown here, or given twice.");
            }
        }
    }

    /// <summary>Whether a property is given.</summary>
    public bool Has(string name) => _element.TryGetProperty(name, out _);

    /// <summary>The names of the properties.</summary>
    public IEnumerable<string> Names => _element.EnumerateObject().Select(property => property.Name);

    /// <summary>A property that must be there.</summary>
    public JsonElement Value(string name) =>
        _element.TryGetProperty(name, out JsonElement value) ? value : throw Error($"'{name}' is missing.");

    /// <summary>A text that must be there and not be blank.</summary>
    public string Text(string name) => AsText(Value(name), name);

    /// <summary>A text, or null where it is not given.</summary>
    public string? OptionalText(string name) => Has(name) ? Text(name) : null;

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        List<string> texts = [];
        foreach (JsonElement item in Array(name))
        {
            texts.Add(AsText(item, name));
        }

        return texts;
    }

    /// <summary>A number from zero.</summary>
    public int Number(string name) =>
        Value(name).ValueKind is JsonValueKind.Number && Value(name).TryGetInt32(out int number) && number >= 0
            ? number
            : throw Error($"'{name}' is not a whole number from 0.");

    /// <summary>True or false.</summary>
    public bool Flag(string name) =>
        Value(name).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Error($"'{name}' is neither true nor false."),
        };

    /// <summary>A name out of an enumeration, in its exact spelling.</summary>
    public T Enum<T>(string name)
        where T : struct, Enum
    {
        string text = Text(name);
        return System.Enum.GetNames<T>().Contains(text, StringComparer.Ordinal)
            ? System.Enum.Parse<T>(text)
            : throw Error($"'{text}' is not a {name}. Write one of {string.Join(", ", System.Enum.GetNames<T>())}.");
    }

    /// <summary>An API version, or null where it is not given.</summary>
    public ApiVersion? Version(string name) =>
        OptionalText(name) switch
        {
            null => null,
            { } text when ApiVersion.TryParse(text, out ApiVersion version) => version,
            { } text => throw Error($"{name} '{text}' is not an API version. Write it as 66.0."),
        };

    /// <summary>A day, or null where it is not given.</summary>
    public DateOnly? Date(string name) =>
        OptionalText(name) switch
        {
            null => null,
            { } text
                when DateOnly.TryParseExact(
                    text,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out DateOnly date
                ) => date,
            { } text => throw Error($"{name} '{text}' is not a day. Write it as 2027-02-20."),
        };

    /// <summary>An object that must be there.</summary>
    public RuleJson Item(string name) => new(Value(name), _where);

    /// <summary>A list of at least one object.</summary>
    public IReadOnlyList<RuleJson> Items(string name)
    {
        List<RuleJson> items = [];
        foreach (JsonElement item in Array(name))
        {
            items.Add(new RuleJson(item, _where));
        }

        return items;
    }

    private JsonElement.ArrayEnumerator Array(string name)
    {
        JsonElement value = Value(name);
        return value.ValueKind is JsonValueKind.Array && value.GetArrayLength() > 0
            ? value.EnumerateArray()
            : throw Error($"'{name}' is not a list of at least one item.");
    }

    private string AsText(JsonElement value, string name) =>
        value.ValueKind is JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString())
            ? value.GetString()!
            : throw Error($"'{name}' is not a text, or blank.");
}
