namespace EcaTools.PracticeOrg.Values;

/// <summary>One row of an sObject. A field that is not set is null.</summary>
internal class Row
{
    private readonly Dictionary<string, object?>? _values;

    public Row(IEnumerable<KeyValuePair<string, object?>> values) => _values = new(values, StringComparer.Ordinal);

    public Row(params ReadOnlySpan<(string Name, object? Value)> values)
    {
        _values = new(values.Length, StringComparer.Ordinal);
        foreach ((string name, object? value) in values)
        {
            _values.Add(name, value);
        }
    }

    /// <summary>For rows that tell their fields when they are asked, and hold none.</summary>
    protected Row() { }

    /// <summary>A string, bool, decimal or DateTimeOffset, or null.</summary>
    public virtual object? this[string field] => _values?.GetValueOrDefault(field);

    public string? Text(string field) => this[field] as string;

    /// <summary>The row with some fields changed.</summary>
    public Row With(IEnumerable<KeyValuePair<string, object?>> changes)
    {
        Dictionary<string, object?> values = new(
            _values ?? throw new InvalidOperationException("This row is made up as it is read, and can't be changed."),
            StringComparer.Ordinal
        );
        foreach (KeyValuePair<string, object?> change in changes)
        {
            values[change.Key] = change.Value;
        }

        return new Row(values);
    }
}
