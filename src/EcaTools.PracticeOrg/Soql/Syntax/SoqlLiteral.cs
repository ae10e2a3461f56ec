namespace EcaTools.PracticeOrg.Soql.Syntax;

/// <summary>A value in a query: a string, decimal, bool or DateTimeOffset, or null. <see cref="End"/> is set where the
/// literal is a stretch of time.</summary>
/// <param name="Value">The value; for a stretch of time, its beginning.</param>
/// <param name="End">The end of a stretch of time, exclusive; null for a point.</param>
internal sealed record SoqlLiteral(object? Value, DateTimeOffset? End = null);
