namespace EcaTools.PracticeOrg.Soql.Syntax;

/// <summary>The kinds of words in a query.</summary>
internal enum SoqlTokenKind
{
    /// <summary>A name or a keyword, with dots.</summary>
    Name,

    /// <summary>Text between single quotes, unescaped.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A date or a date with time.</summary>
    Date,

    /// <summary>An operator, a comma or a parenthesis.</summary>
    Symbol,

    /// <summary>The end of the query.</summary>
    End,
}
