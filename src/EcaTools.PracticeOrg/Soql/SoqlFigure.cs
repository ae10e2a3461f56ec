namespace EcaTools.PracticeOrg.Soql;

/// <summary>Sums up one field over a group's rows.</summary>
internal sealed class SoqlFigure(string function)
{
    private readonly HashSet<object>? _distinct =
        function == "COUNT_DISTINCT" ? new HashSet<object>(new CaseIgnoringComparer()) : null;
    private long _count;
    private decimal _sum;
    private object? _extreme;

    /// <summary>The figure; null for MIN, MAX, SUM and AVG of nothing.</summary>
    public object? Value =>
        function switch
        {
            "COUNT" => (decimal)_count,
            "COUNT_DISTINCT" => (decimal)_distinct!.Count,
            "SUM" => _count == 0 ? null : _sum,
            "AVG" => _count == 0 ? null : _sum / _count,
            _ => _extreme,
        };

    /// <summary>Takes a row's value in; nulls count nowhere.</summary>
    public void Add(object? value)
    {
        if (value is null)
        {
            return;
        }

        _count++;
        switch (function)
        {
            case "COUNT_DISTINCT":
                _distinct!.Add(value);
                break;
            case "SUM" or "AVG":
                _sum += (decimal)value;
                break;
            case "MIN" or "MAX":
                int order = _extreme is null ? 0 : SoqlValues.Compare(value, _extreme);
                if (_extreme is null || (function == "MIN" ? order < 0 : order > 0))
                {
                    _extreme = value;
                }

                break;
        }
    }

    private sealed class CaseIgnoringComparer : IEqualityComparer<object>
    {
        public new bool Equals(object? x, object? y) => SoqlValues.Compare(x, y) == 0;

        public int GetHashCode(object obj) =>
            obj is string text ? StringComparer.OrdinalIgnoreCase.GetHashCode(text) : obj.GetHashCode();
    }
}
