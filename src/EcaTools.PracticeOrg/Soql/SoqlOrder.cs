namespace EcaTools.PracticeOrg.Soql;

/// <summary>One field of an ORDER BY.</summary>
internal sealed record SoqlOrder(string Field, bool IsDescending, bool NullsLast);
