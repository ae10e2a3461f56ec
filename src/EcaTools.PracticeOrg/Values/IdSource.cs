namespace EcaTools.PracticeOrg.Values;

/// <summary>Hands out record ids, and remembers the id of what is derived from something else.</summary>
internal sealed class IdSource
{
    private readonly object _gate = new();
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Prefix, string Key), string> _named = [];

    public string Next(string prefix)
    {
        lock (_gate)
        {
            long number = _numbers.GetValueOrDefault(prefix) + 1;
            _numbers[prefix] = number;
            return SalesforceId.Create(prefix, number);
        }
    }

    /// <summary>Whether an id with this number was handed out.</summary>
    public bool HasGiven(string prefix, long number)
    {
        lock (_gate)
        {
            return number > 0 && number <= _numbers.GetValueOrDefault(prefix);
        }
    }

    /// <summary>The same id for the same key, as long as the org lives.</summary>
    public string For(string prefix, string key)
    {
        lock (_gate)
        {
            if (!_named.TryGetValue((prefix, key), out string? id))
            {
                id = Next(prefix);
                _named[(prefix, key)] = id;
            }

            return id;
        }
    }
}
