namespace EcaTools.PracticeOrg.Http;

/// <summary>The fields of a query string or of a form-encoded body; the first of two equal names wins.</summary>
internal sealed class FormFields
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public string? this[string name] => _values.GetValueOrDefault(name);

    public static FormFields Parse(string text)
    {
        FormFields fields = new();
        foreach (string pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = Decode(equals < 0 ? pair : pair[..equals]);
            fields._values.TryAdd(name, equals < 0 ? "" : Decode(pair[(equals + 1)..]));
        }

        return fields;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
