using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Soql.Syntax;

namespace EcaTools.PracticeOrg.Soql;

/// <summary>Makes a test of a condition: on rows for WHERE, on groups for HAVING.</summary>
/// <param name="resolve">Finds what an expression stands for.</param>
/// <param name="idsOf">Runs the query of a semi-join.</param>
internal sealed class SoqlFilter<T>(
    Func<SoqlExpression, SoqlOperand<T>> resolve,
    Func<SoqlQuery, HashSet<string>> idsOf
)
{
    /// <exception cref="RestException">A field, type or operator that does not fit.</exception>
    public Func<T, bool> Compile(SoqlCondition condition)
    {
        switch (condition)
        {
            case SoqlCondition.And(var left, var right):
                (Func<T, bool> a, Func<T, bool> b) = (Compile(left), Compile(right));
                return row => a(row) && b(row);
            case SoqlCondition.Or(var left, var right):
                (Func<T, bool> c, Func<T, bool> d) = (Compile(left), Compile(right));
                return row => c(row) || d(row);
            case SoqlCondition.Not(var inner):
                Func<T, bool> e = Compile(inner);
                return row => !e(row);
            case SoqlCondition.In(var expression, var values, var negated):
                SoqlOperand<T> among = resolve(expression);
                if (among.IsId)
                {
                    HashSet<string?> ids = [.. values.Select(v => SoqlValues.Coerce(among, v) as string)];
                    return row => ids.Contains(among.Read(row) as string) != negated;
                }

                List<Func<object?, bool>> tests = [.. values.Select(v => Equality(among, v))];
                return row => tests.Exists(test => test(among.Read(row))) != negated;
            case SoqlCondition.Join join:
                return CompileJoin(join);
            case SoqlCondition.Compare compare:
                return CompileComparison(resolve(compare.Operand), compare);
            default:
                throw new InvalidOperationException(
                    $"A condition of the kind {condition.GetType().Name} has no meaning here."
                );
        }
    }

    private Func<T, bool> CompileJoin(SoqlCondition.Join join)
    {
        SoqlOperand<T> id = resolve(join.Operand);
        if (!id.IsId)
        {
            throw new RestException(
                400,
                "MALFORMED_QUERY",
                $"The left operand '{id.Name}' of a semi join must be an Id or a reference field"
            );
        }

        HashSet<string> ids = idsOf(join.Query);

        // A null is in no list, and an anti-join does not give it either.
        return row => id.Read(row) is string value && ids.Contains(value) != join.IsNegated;
    }

    /// <summary>A stretch of time equals each moment within it.</summary>
    private static Func<object?, bool> Equality(SoqlOperand<T> operand, SoqlLiteral literal)
    {
        object? value = SoqlValues.Coerce(operand, literal);
        if (literal.End is { } end)
        {
            return actual => actual is DateTimeOffset time && time >= (DateTimeOffset)value! && time < end;
        }

        return operand.IsId
            ? actual => string.Equals(actual as string, value as string, StringComparison.Ordinal)
            : actual => SoqlValues.Compare(actual, value) == 0;
    }

    private static Func<T, bool> CompileComparison(SoqlOperand<T> operand, SoqlCondition.Compare compare)
    {
        if (compare.Operator == "LIKE")
        {
            if (operand.Type != "string" || compare.Value.Value is not string pattern)
            {
                throw new RestException(400, "INVALID_FIELD", $"invalid operator on {operand.Type} field");
            }

            Regex regex = Like(pattern);
            return row => operand.Read(row) is string text && regex.IsMatch(text);
        }

        if (compare.Operator is "=" or "!=")
        {
            bool wanted = compare.Operator == "=";
            Func<object?, bool> test = Equality(operand, compare.Value);
            return row => test(operand.Read(row)) == wanted;
        }

        object? value = SoqlValues.Coerce(operand, compare.Value);
        if (value is null || operand.IsId || operand.Type == "boolean")
        {
            throw new RestException(
                400,
                "INVALID_FIELD",
                $"invalid operator on {(value is null ? "null" : operand.Type)} field"
            );
        }

        // Later than a day is later than its end; not later than a day is before its end.
        bool isStretch = compare.Value.End is not null;
        object bound = isStretch && compare.Operator is ">" or "<=" && compare.Value.End is { } last ? last : value;
        Func<int, bool> holds = compare.Operator switch
        {
            "<" => c => c < 0,
            "<=" => isStretch ? c => c < 0 : c => c <= 0,
            ">" => isStretch ? c => c >= 0 : c => c > 0,
            _ => c => c >= 0,
        };
        return row => operand.Read(row) is { } actual && holds(SoqlValues.Compare(actual, bound));
    }

    private static Regex Like(string pattern)
    {
        StringBuilder regex = new(@"\A");
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '%':
                    regex.Append(".*");
                    break;
                case '_':
                    regex.Append('.');
                    break;
                case SoqlLexer.EscapeMark when i + 1 < pattern.Length:
                    regex.Append(Regex.Escape(pattern[++i].ToString(CultureInfo.InvariantCulture)));
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString(CultureInfo.InvariantCulture)));
                    break;
            }
        }

        return new Regex(
            regex.Append(@"\z").ToString(),
            RegexOptions.IgnoreCase
                | RegexOptions.CultureInvariant
                | RegexOptions.Singleline
                | RegexOptions.NonBacktracking
        );
    }
}
