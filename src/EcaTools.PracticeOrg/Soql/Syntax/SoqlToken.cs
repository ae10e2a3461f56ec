namespace EcaTools.PracticeOrg.Soql.Syntax;

/// <summary>One word of a query and where it began, counted from 0.</summary>
internal readonly record struct SoqlToken(SoqlTokenKind Kind, string Text, int Position)
{
    public bool Is(string keyword) =>
        Kind is SoqlTokenKind.Name or SoqlTokenKind.Symbol
        && string.Equals(Text, keyword, StringComparison.OrdinalIgnoreCase);
}
