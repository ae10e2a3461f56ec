using System.Text;
using EcaTools.Core.Inventory;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>Makes the names and labels of External Client Apps from patterns such as <c>{Name}_ECA</c>.</summary>
internal static class NamePattern
{
    /// <summary>The text of a pattern for an app.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="app">The app.</param>
    /// <param name="maxLength">The most characters that the result may have: the values are cut for it, the text around
    /// them is not.</param>
    /// <exception cref="EcaException">ParameterInvalid.</exception>
    public static string Expand(string pattern, ConnectedApp app, int maxLength = int.MaxValue)
    {
        string text = Expand(pattern, app, value => value);
        if (text.Length <= maxLength)
        {
            return text;
        }

        int values = 0;
        int fixedLength = Expand(
            pattern,
            app,
            value =>
            {
                values++;
                return "";
            }
        ).Length;
        int room = Math.Max(1, (maxLength - fixedLength) / Math.Max(1, values));
        return Expand(pattern, app, value => value.Length > room ? value[..room] : value);
    }

    /// <summary>The app's full name without its namespace prefix: an External Client App of this org has
    /// none.</summary>
    public static string OwnName(ConnectedApp app) =>
        app.NamespacePrefix is { Length: > 0 } prefix && app.Name.StartsWith($"{prefix}__", StringComparison.Ordinal)
            ? app.Name[(prefix.Length + 2)..]
            : app.Name;

    private static string Expand(string pattern, ConnectedApp app, Func<string, string> fit)
    {
        StringBuilder text = new(pattern.Length + app.Name.Length);
        for (int at = 0; at < pattern.Length; )
        {
            char c = pattern[at];
            int end = c == '{' ? pattern.IndexOf('}', at) : -1;
            if (c == '}' || (c == '{' && end < 0))
            {
                throw ConversionErrors.InvalidPattern(pattern);
            }

            if (c != '{')
            {
                text.Append(c);
                at++;
                continue;
            }

            text.Append(
                fit(
                    pattern[(at + 1)..end].ToUpperInvariant() switch
                    {
                        "NAME" => OwnName(app),
                        "LABEL" => string.IsNullOrWhiteSpace(app.Label) ? app.Name : app.Label,
                        "NAMESPACE" => app.NamespacePrefix ?? "",
                        _ => throw ConversionErrors.InvalidPattern(pattern),
                    }
                )
            );
            at = end + 1;
        }

        return text.ToString();
    }
}
