using System.Collections.Immutable;
using System.Globalization;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Soql.Syntax;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Soql;

/// <summary>Groups the rows of a query and sums them up.</summary>
internal sealed class SoqlAggregation
{
    /// <summary>There is no nextRecordsUrl for groups (SOQL and SOSL Reference: aggregate queries do not support
    /// queryMore).</summary>
    private const int MaximumGroups = 2000;

    private readonly SoqlQuery _query;
    private readonly Func<BoundField, Row, object?> _read;
    private readonly ImmutableArray<BoundField> _keys;
    private readonly List<(SoqlExpression Expression, BoundField? Field)> _figures = [];
    private readonly SObjectDefinition _target;

    /// <exception cref="RestException">A field is neither grouped nor summed up, or a function does not fit
    /// it.</exception>
    public SoqlAggregation(SObjectDefinition target, SoqlQuery query, Func<BoundField, Row, object?> read)
    {
        _target = target;
        _query = query;
        _read = read;
        _keys = [.. query.GroupBy.Select(g => SoqlBinder.Field(target, g))];
        int unnamed = 0;
        Columns =
        [
            .. query.Select.Select(s =>
                Resolve(s.Expression) is var column
                    ? (
                        s.Alias
                            ?? (
                                s.Expression.Function is null
                                    ? s.Expression.Field![(s.Expression.Field!.LastIndexOf('.') + 1)..]
                                    : string.Create(CultureInfo.InvariantCulture, $"expr{unnamed++}")
                            ),
                        column.Type,
                        column.Read
                    )
                    : default
            ),
        ];
        if (Columns.Select(c => c.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() != Columns.Length)
        {
            throw new RestException(
                400,
                "MALFORMED_QUERY",
                "duplicate alias: "
                    + Columns.GroupBy(c => c.Name, StringComparer.OrdinalIgnoreCase).First(g => g.Count() > 1).Key
            );
        }
    }

    /// <summary>The columns of the response: name, type, and value for a group.</summary>
    public ImmutableArray<(string Name, string Type, Func<SoqlGroup, object?> Read)> Columns { get; }

    /// <exception cref="RestException">HAVING or ORDER BY names what belongs to no group, or there are too many
    /// groups.</exception>
    public ImmutableArray<SoqlGroup> Run(IEnumerable<Row> rows)
    {
        Func<SoqlGroup, bool> having = _query.Having is null
            ? _ => true
            : new SoqlFilter<SoqlGroup>(Resolve, NoJoin).Compile(_query.Having);
        List<(Func<SoqlGroup, object?> Read, SoqlOrder Order)> order =
        [
            .. _query.OrderBy.Select(o => (Resolve(o.Expression).Read, o)),
        ];
        IEnumerable<SoqlGroup> groups = Group(rows).Where(having);
        if (order.Count > 0)
        {
            groups = groups.Order(
                Comparer<SoqlGroup>.Create(
                    (a, b) =>
                        order.Select(o => SoqlValues.Compare(o.Read(a), o.Read(b), o.Order)).FirstOrDefault(c => c != 0)
                )
            );
        }

        groups = groups.Skip(_query.Offset);
        ImmutableArray<SoqlGroup> result = [.. _query.Limit is { } limit ? groups.Take(limit) : groups];
        return result.Length <= MaximumGroups
            ? result
            : throw new RestException(
                400,
                "EXCEEDED_ID_LIMIT",
                "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch"
            );
    }

    private static HashSet<string> NoJoin(SoqlQuery query) =>
        throw new RestException(400, "MALFORMED_QUERY", "HAVING takes no semi join");

    private List<SoqlGroup> Group(IEnumerable<Row> rows)
    {
        Dictionary<object?[], SoqlGroup> groups = new(new KeyComparer());
        foreach (Row row in rows)
        {
            object?[] key = new object?[_keys.Length];
            for (int i = 0; i < key.Length; i++)
            {
                key[i] = _read(_keys[i], row);
            }

            if (!groups.TryGetValue(key, out SoqlGroup? group))
            {
                groups[key] = group = NewGroup(key);
            }

            for (int i = 0; i < _figures.Count; i++)
            {
                group.Figures[i].Add(_figures[i].Field is { } field ? _read(field, row) : true);
            }
        }

        // Without GROUP BY there is one group, of no rows if need be.
        return groups.Count == 0 && _keys.IsEmpty ? [NewGroup([])] : [.. groups.Values];
    }

    private SoqlGroup NewGroup(object?[] key) =>
        new(key, [.. _figures.Select(f => new SoqlFigure(f.Expression.Function!))]);

    private SoqlOperand<SoqlGroup> Resolve(SoqlExpression expression)
    {
        if (!expression.IsAggregate)
        {
            int key = _query.GroupBy.ToList().FindIndex(g => g.Means(expression));
            if (key < 0)
            {
                // A name that is not a field at all is reported first.
                SoqlBinder.Field(_target, expression);
                throw new RestException(
                    400,
                    "MALFORMED_QUERY",
                    $"Field must be grouped or aggregated: {expression.Field}"
                );
            }

            return new SoqlOperand<SoqlGroup>(expression.ToString(), _keys[key].Type, g => g.Keys[key]);
        }

        int at = _figures.FindIndex(f => f.Expression.Means(expression));
        if (at < 0)
        {
            BoundField? field = expression.Field is null
                ? null
                : SoqlBinder.Field(_target, new SoqlExpression(null, expression.Field));
            if (
                field is not null && expression.Function is "SUM" or "AVG" && field.Type != "int"
                || field is not null && expression.Function is "MIN" or "MAX" && field.Type == "boolean"
            )
            {
                throw new RestException(
                    400,
                    "MALFORMED_QUERY",
                    $"field {field.Field.Name} does not support aggregate operator {expression.Function}"
                );
            }

            at = _figures.Count;
            _figures.Add((expression, field));
        }

        string type = expression.Function is "MIN" or "MAX" ? _figures[at].Field!.Type : "int";
        return new SoqlOperand<SoqlGroup>(expression.ToString(), type, g => g.Figures[at].Value);
    }

    private sealed class KeyComparer : IEqualityComparer<object?[]>
    {
        public bool Equals(object?[]? x, object?[]? y)
        {
            for (int i = 0; i < x!.Length; i++)
            {
                if (SoqlValues.Compare(x[i], y![i]) != 0)
                {
                    return false;
                }
            }

            return true;
        }

        public int GetHashCode(object?[] obj)
        {
            HashCode hash = default;
            foreach (object? value in obj)
            {
                hash.Add(
                    value is string text
                        ? StringComparer.OrdinalIgnoreCase.GetHashCode(text)
                        : value?.GetHashCode() ?? 0
                );
            }

            return hash.ToHashCode();
        }
    }
}
