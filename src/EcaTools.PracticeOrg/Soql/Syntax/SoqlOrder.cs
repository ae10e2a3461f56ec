namespace EcaTools.PracticeOrg.Soql.Syntax;

/// <summary>One entry of an ORDER BY.</summary>
internal sealed record SoqlOrder(SoqlExpression Expression, bool IsDescending, bool NullsLast);
