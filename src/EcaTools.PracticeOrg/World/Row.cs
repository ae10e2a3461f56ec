namespace EcaTools.PracticeOrg.World;

/// <summary>One row of an sObject. A field that is not set is null.</summary>
internal sealed class Row
{
    private readonly Dictionary<string, object?> _values;

    public Row(IEnumerable<KeyValuePair<string, object?>> values) => _values = new(values, StringComparer.Ordinal);

    public Row(params (string Name, object? Value)[] values)
        : this(values.Select(v => KeyValuePair.Create(v.Name, v.Value)))
    {
    }

    /// <summary>A string, bool, decimal or DateTimeOffset, or null.</summary>
    public object? this[string field] => _values.GetValueOrDefault(field);

    public string? Text(string field) => this[field] as string;
}
