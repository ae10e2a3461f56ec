using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Soql.Syntax;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Soql;

/// <summary>How values compare, and which literals fit which type.</summary>
internal static class SoqlValues
{
    public static int Compare(object? left, object? right) =>
        (left, right) switch
        {
            (null, null) => 0,
            (null, _) => -1,
            (_, null) => 1,
            (string a, string b) => string.Compare(a, b, StringComparison.OrdinalIgnoreCase),
            (bool a, bool b) => a.CompareTo(b),
            (decimal a, decimal b) => a.CompareTo(b),
            (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
            _ => throw new InvalidOperationException(
                $"A row holds a {left.GetType().Name} where the schema says {right.GetType().Name}."
            ),
        };

    /// <summary>The order of an ORDER BY: nulls stand where it says, whichever way the rest runs.</summary>
    public static int Compare(object? left, object? right, SoqlOrder order)
    {
        if (left is null || right is null)
        {
            if (left is null && right is null)
            {
                return 0;
            }

            return left is null == order.NullsLast ? 1 : -1;
        }

        int result = Compare(left, right);
        return order.IsDescending ? -result : result;
    }

    /// <summary>The literal as a value of the operand's type.</summary>
    /// <exception cref="RestException">INVALID_FIELD or INVALID_QUERY_FILTER_OPERATOR: it is of another
    /// type.</exception>
    public static object? Coerce<T>(SoqlOperand<T> operand, SoqlLiteral literal)
    {
        bool isText = operand.IsId || operand.Type == "string";
        bool fits = literal.Value switch
        {
            null => true,
            string => isText,
            bool => operand.Type == "boolean",
            decimal => operand.Type == "int",
            _ => operand.IsTime,
        };
        if (!fits)
        {
            string advice;
            if (literal.Value is string)
            {
                advice = " and should not be enclosed in quotes";
            }
            else if (isText)
            {
                advice = " and should be enclosed in quotes";
            }
            else
            {
                advice = "";
            }

            throw new RestException(
                400,
                "INVALID_FIELD",
                $"value of filter criterion for field '{operand.Name}' must be of type {operand.Type}{advice}"
            );
        }

        if (operand.IsId && literal.Value is string id)
        {
            return SalesforceId.Normalise(id)
                ?? throw new RestException(400, "INVALID_QUERY_FILTER_OPERATOR", $"invalid ID field: {id}");
        }

        return literal.Value is string text
            ? text.Replace(SoqlLexer.EscapeMark.ToString(), "", StringComparison.Ordinal)
            : literal.Value;
    }
}
