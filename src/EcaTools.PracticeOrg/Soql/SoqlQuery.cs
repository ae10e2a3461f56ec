using System.Collections.Immutable;

namespace EcaTools.PracticeOrg.Soql;

/// <summary>A query as it was written.</summary>
/// <param name="Fields">The fields, in order; empty for COUNT().</param>
/// <param name="From">The object.</param>
/// <param name="Where">The condition, if any.</param>
/// <param name="OrderBy">The order, if any.</param>
/// <param name="Limit">The most rows.</param>
/// <param name="Offset">The rows to skip.</param>
internal sealed record SoqlQuery(
    ImmutableArray<string> Fields,
    string From,
    SoqlCondition? Where,
    ImmutableArray<SoqlOrder> OrderBy,
    int? Limit,
    int Offset)
{
    public bool IsCount => Fields.IsEmpty;
}
