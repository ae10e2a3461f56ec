namespace EcaTools.PracticeOrg.Soql.Syntax;

/// <summary>One entry between SELECT and FROM.</summary>
internal sealed record SoqlSelection(SoqlExpression Expression, string? Alias);
