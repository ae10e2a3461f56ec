using System.Globalization;
using Newtonsoft.Json.Linq;

namespace EcaTools.Core.Documents;

/// <summary>Reads the members of a JSON object that people edit. A name that nobody knows is an error, because it is
/// a typing error; <c>$schema</c> is always known.</summary>
internal sealed class JsonMembers
{
    private readonly JObject _object;
    private readonly string _source;

    /// <summary>The members of a value.</summary>
    /// <param name="value">The value, which must be an object.</param>
    /// <param name="source">What errors call the document.</param>
    /// <param name="names">The names that are known.</param>
    /// <exception cref="EcaException"><c>DocumentInvalid</c>, with line and column.</exception>
    public JsonMembers(JToken value, string source, params IReadOnlyList<string> names)
    {
        _source = source;
        _object = value as JObject ?? throw Error(value, "it is not an object");
        foreach (JProperty property in _object.Properties())
        {
            if (property.Name != "$schema" && !names.Contains(property.Name, StringComparer.Ordinal))
            {
                string near = names.FirstOrDefault(name =>
                    name.Equals(property.Name, StringComparison.OrdinalIgnoreCase)
                )
                    is { } meant
                    ? $"Write '{meant}'"
                    : $"The names are {string.Join(", ", names)}";
                throw Error(property, $"'{property.Name}' is not a valid name here. {near}");
            }
        }
    }

    /// <summary>The error about a place in the document.</summary>
    public EcaException Error(JToken at, string reason) =>
        DocumentErrors.DocumentInvalid(JsonFile.Place(_source, at), reason);

    /// <summary>The error about the value of a member.</summary>
    public EcaException Error(string name, string reason) => Error(_object[name] ?? _object, reason);

    /// <summary>A text that must be there and not empty.</summary>
    public string Text(string name) => OptionalText(name) ?? throw Error(_object, $"'{name}' is missing or empty");

    /// <summary>A text; null if it is missing, null or empty.</summary>
    public string? OptionalText(string name) =>
        _object[name] switch
        {
            null or { Type: JTokenType.Null } => null,
            { Type: JTokenType.String } text => ((string)text!).Trim() is { Length: > 0 } trimmed ? trimmed : null,
            { } other => throw Error(other, $"'{name}' is not a text"),
        };

    /// <summary>A whole number; null if it is missing or null.</summary>
    public int? Number(string name, int least, int most) =>
        _object[name] switch
        {
            null or { Type: JTokenType.Null } => null,
            { Type: JTokenType.Integer } number when (decimal)number >= least && (decimal)number <= most => (int)number,
            { } other => throw Error(
                other,
                string.Create(CultureInfo.InvariantCulture, $"'{name}' is not a whole number from {least} to {most}")
            ),
        };

    /// <summary>A Boolean; false if it is missing or null.</summary>
    public bool Flag(string name) =>
        _object[name] switch
        {
            null or { Type: JTokenType.Null } => false,
            { Type: JTokenType.Boolean } flag => (bool)flag,
            { } other => throw Error(other, $"'{name}' is not true or false"),
        };

    /// <summary>A word of an enumeration; null if it is missing or null.</summary>
    public T? Word<T>(string name)
        where T : struct, Enum
    {
        if (OptionalText(name) is not { } text)
        {
            return null;
        }

        return
            Enum.GetNames<T>().FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase))
                is { } found
            ? Enum.Parse<T>(found)
            : throw Error(name, $"'{text}' is not a valid {name}. Write {string.Join(" or ", Enum.GetNames<T>())}");
    }

    /// <summary>The items of a list; none if it is missing or null.</summary>
    public IEnumerable<JToken> List(string name) =>
        _object[name] switch
        {
            null or { Type: JTokenType.Null } => [],
            JArray items => items,
            { } other => throw Error(other, $"'{name}' is not a list"),
        };

    /// <summary>The members of an object in the object; null if it is missing or null.</summary>
    public JsonMembers? Group(string name, params IReadOnlyList<string> names) =>
        _object[name] is { Type: not JTokenType.Null } value ? new JsonMembers(value, _source, names) : null;
}
