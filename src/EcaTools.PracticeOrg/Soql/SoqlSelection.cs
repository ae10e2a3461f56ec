namespace EcaTools.PracticeOrg.Soql;

/// <summary>One entry between SELECT and FROM.</summary>
internal sealed record SoqlSelection(SoqlExpression Expression, string? Alias);
