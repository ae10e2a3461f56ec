using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace EcaTools.Engine.Output;

/// <summary>The text of a property's value in a CSV file, the same in every culture.</summary>
public static class FlatText
{
    private const string Separator = "; ";

    /// <summary>
    /// The text that ToString() gives: times and days as ISO 8601 writes them, the items of a list one after the other,
    /// and else what the value says of itself.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="arguments">What a script gave to ToString: a format and a culture, as .NET takes them.</param>
    public static string Of(PSObject? value, params object?[] arguments) =>
        arguments is { Length: > 0 } && value?.BaseObject is IFormattable formattable
            ? formattable.ToString(
                arguments.OfType<string>().FirstOrDefault(),
                arguments.OfType<IFormatProvider>().FirstOrDefault()
            )
            : Text(value?.BaseObject);

    /// <summary>Whether a value is a time or a day, whose text would follow the culture.</summary>
    internal static bool IsTime(object value) => value is DateTimeOffset or DateTime or DateOnly;

    internal static string Text(object? value) =>
        value switch
        {
            null => "",
            string text => text,
            PSObject wrapped => Text(wrapped.BaseObject),
            DateTimeOffset time => time.ToUniversalTime()
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            IDictionary pairs => string.Join(
                Separator,
                pairs.Keys.Cast<object>().Select(key => $"{Text(key)}={Text(pairs[key])}")
            ),
            IEnumerable items => string.Join(Separator, items.Cast<object?>().Select(Text)),
            _ => value.ToString() ?? "",
        };
}
