using System.Collections.Immutable;

namespace EcaTools.PracticeOrg.Soql.Syntax;

/// <summary>A query as it was written.</summary>
/// <param name="Select">What it asks for, in order.</param>
/// <param name="From">The object.</param>
/// <param name="Where">The condition, if any.</param>
/// <param name="GroupBy">What rows are grouped by.</param>
/// <param name="Having">The condition on groups, if any.</param>
/// <param name="OrderBy">The order, if any.</param>
/// <param name="Limit">The most rows.</param>
/// <param name="Offset">The rows to skip.</param>
internal sealed record SoqlQuery(
    ImmutableArray<SoqlSelection> Select,
    string From,
    SoqlCondition? Where,
    ImmutableArray<SoqlExpression> GroupBy,
    SoqlCondition? Having,
    ImmutableArray<SoqlOrder> OrderBy,
    int? Limit,
    int Offset
)
{
    /// <summary>Whether it is SELECT COUNT(): its response is a number and no rows.</summary>
    public bool IsCount => Select is [{ Expression: { Function: "COUNT", Field: null } }];

    /// <summary>Whether its response is made of groups of rows.</summary>
    public bool IsAggregate => !IsCount && (!GroupBy.IsEmpty || Select.Any(s => s.Expression.IsAggregate));
}
