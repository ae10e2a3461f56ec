namespace EcaTools.PracticeOrg.Soql.Syntax;

/// <summary>A field, or a function of one, as it was written.</summary>
/// <param name="Function">The function in capitals, such as MAX or DAY_ONLY; null for a plain field.</param>
/// <param name="Field">The field's path; null in COUNT().</param>
internal sealed record SoqlExpression(string? Function, string? Field)
{
    private static readonly string[] s_functions =
    [
        "CALENDAR_YEAR",
        "CALENDAR_QUARTER",
        "CALENDAR_MONTH",
        "DAY_IN_MONTH",
        "DAY_IN_WEEK",
        "DAY_IN_YEAR",
        "DAY_ONLY",
        "HOUR_IN_DAY",
        "WEEK_IN_YEAR",
    ];

    /// <summary>Whether it sums up many rows.</summary>
    public bool IsAggregate => Function is "COUNT" or "COUNT_DISTINCT" or "MIN" or "MAX" or "SUM" or "AVG";

    public static bool IsDateFunction(string name) => s_functions.Contains(name, StringComparer.Ordinal);

    /// <summary>Whether the two mean the same; names have no case in SOQL.</summary>
    public bool Means(SoqlExpression other) =>
        Function == other.Function && string.Equals(Field, other.Field, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Function is null ? Field! : $"{Function}({Field})";
}
