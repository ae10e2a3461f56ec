using System.Collections.Immutable;

namespace EcaTools.PracticeOrg.Soql.Syntax;

/// <summary>A condition as it was written.</summary>
internal abstract record SoqlCondition
{
    /// <summary>Both hold.</summary>
    internal sealed record And(SoqlCondition Left, SoqlCondition Right) : SoqlCondition;

    /// <summary>One of them holds.</summary>
    internal sealed record Or(SoqlCondition Left, SoqlCondition Right) : SoqlCondition;

    /// <summary>It does not hold.</summary>
    internal sealed record Not(SoqlCondition Inner) : SoqlCondition;

    /// <summary>A field against one literal; the operator is one of = != &lt; &lt;= &gt; &gt;= LIKE.</summary>
    internal sealed record Compare(SoqlExpression Operand, string Operator, SoqlLiteral Value) : SoqlCondition;

    /// <summary>A field among literals, or not among them.</summary>
    internal sealed record In(SoqlExpression Operand, ImmutableArray<SoqlLiteral> Values, bool IsNegated)
        : SoqlCondition;

    /// <summary>An id among those that another query finds (a semi-join), or not among them (an anti-join).</summary>
    internal sealed record Join(SoqlExpression Operand, SoqlQuery Query, bool IsNegated) : SoqlCondition;
}
