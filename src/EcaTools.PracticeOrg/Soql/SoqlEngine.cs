using System.Collections.Immutable;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Soql.Syntax;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Soql;

/// <summary>Answers a query over rows. It knows no org: rows come from the functions it is given.</summary>
/// <param name="rowsOf">The rows of an object that the user may see; of a condition, at least those that it
/// holds for.</param>
/// <param name="findRow">A row by its object and id, for parents.</param>
/// <param name="check">Refuses an object that the user may not query.</param>
internal sealed class SoqlEngine(
    Func<string, SoqlCondition?, IEnumerable<Row>> rowsOf,
    Func<string, string, Row?> findRow,
    Action<SObjectDefinition>? check = null
)
{
    /// <exception cref="RestException">INVALID_TYPE, INVALID_FIELD or MALFORMED_QUERY.</exception>
    public SoqlResult Run(SoqlQuery query, bool tooling)
    {
        SObjectDefinition target = Target(query, tooling);
        IEnumerable<Row> rows = Matching(target, query, tooling);
        if (query.IsAggregate)
        {
            SoqlAggregation aggregation = new(target, query, (field, row) => field.Read(row, findRow));
            return new SoqlResult(target, aggregation.Columns, aggregation.Run(rows));
        }

        ImmutableArray<BoundField> fields = SoqlBinder.Select(target, query);
        if (query.IsCount && query.OrderBy.IsEmpty && query.Limit is null)
        {
            return SoqlResult.OfCount(target, rows.Skip(query.Offset).Count());
        }

        List<(BoundField Field, SoqlOrder Order)> order =
        [
            .. query.OrderBy.Select(o => (SoqlBinder.Field(target, o.Expression), o)),
        ];
        if (order.Count > 0)
        {
            rows = rows.Order(Comparer<Row>.Create((a, b) => Compare(a, b, order)));
        }

        rows = (target.MaximumReach is { } reach ? rows.Take(reach) : rows).Skip(query.Offset);
        int? most = target.MaximumRows is { } cap && (query.Limit ?? int.MaxValue) > cap ? cap : query.Limit;
        ImmutableArray<Row> result = [.. most is { } limit ? rows.Take(limit) : rows];
        return query.IsCount
            ? SoqlResult.OfCount(target, result.Length)
            : new SoqlResult(target, fields, result, findRow);
    }

    private SObjectDefinition Target(SoqlQuery query, bool tooling)
    {
        SObjectDefinition target = SObjectTable.Find(query.From, tooling) ?? throw SoqlBinder.UnknownObject(query.From);
        check?.Invoke(target);
        return target;
    }

    private IEnumerable<Row> Matching(SObjectDefinition target, SoqlQuery query, bool tooling)
    {
        IEnumerable<Row> rows = rowsOf(target.Name, query.Where);
        if (query.Where is null)
        {
            return rows;
        }

        SoqlFilter<Row> filter = new(
            expression => Operand(SoqlBinder.Field(target, expression)),
            join => IdsOf(join, tooling)
        );
        return rows.Where(filter.Compile(query.Where));
    }

    private SoqlOperand<Row> Operand(BoundField field) =>
        new(field.Field.Name, field.Type, row => field.Read(row, findRow));

    /// <summary>The ids that the query of a semi-join finds.</summary>
    private HashSet<string> IdsOf(SoqlQuery join, bool tooling)
    {
        SObjectDefinition target = Target(join, tooling);
        if (
            join.Select is not [{ Alias: null } single]
            || SoqlBinder.Field(target, single.Expression) is not { Path.IsEmpty: true, Field.IsId: true } field
        )
        {
            throw new RestException(
                400,
                "MALFORMED_QUERY",
                "A semi join sub-select takes exactly one Id or reference field of its own object"
            );
        }

        return [.. Matching(target, join, tooling).Select(row => row.Text(field.Field.Name)).OfType<string>()];
    }

    private int Compare(Row left, Row right, List<(BoundField Field, SoqlOrder Order)> order)
    {
        foreach ((BoundField field, SoqlOrder rule) in order)
        {
            int result = SoqlValues.Compare(field.Read(left, findRow), field.Read(right, findRow), rule);
            if (result != 0)
            {
                return result;
            }
        }

        return 0;
    }
}
