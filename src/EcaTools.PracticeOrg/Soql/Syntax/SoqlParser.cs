using System.Collections.Immutable;
using System.Globalization;
using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.Soql.Syntax;

/// <summary>
/// Reads SOQL: SELECT with fields, aggregates and date functions, FROM, WHERE with semi-joins, GROUP BY, HAVING, ORDER
/// BY, LIMIT, OFFSET. Anything else (TYPEOF, subqueries that list children, ROLLUP, USING SCOPE, ...) is a
/// MALFORMED_QUERY, never a wrong response.
/// </summary>
internal sealed class SoqlParser
{
    private const int MaximumDepth = 100;
    private const int MaximumOffset = 2000;

    /// <summary>SOQL and SOSL Reference: at most two semi-joins or anti-joins.</summary>
    private const int MaximumJoins = 2;

    private readonly ImmutableArray<SoqlToken> _tokens;
    private readonly DateTimeOffset _now;
    private int _at;
    private int _depth;
    private int _joins;
    private bool _isInJoin;

    private SoqlParser(string query, DateTimeOffset now)
    {
        _tokens = SoqlLexer.Read(query);
        _now = now;
    }

    private SoqlToken Current => _tokens[_at];

    /// <summary>A token after the current one; the end where there are no more.</summary>
    private SoqlToken Ahead(int count) => _tokens[Math.Min(_at + count, _tokens.Length - 1)];

    /// <exception cref="RestException">MALFORMED_QUERY.</exception>
    public static SoqlQuery Parse(string query, DateTimeOffset now) => new SoqlParser(query, now).ReadQuery();

    private SoqlQuery ReadQuery()
    {
        SoqlQuery query = ReadSelect(isJoin: false);
        if (Current.Kind != SoqlTokenKind.End)
        {
            throw Unexpected();
        }

        return query;
    }

    /// <summary>A whole query, or the one in the parentheses of a semi-join: that is a field, an object and a
    /// condition.</summary>
    private SoqlQuery ReadSelect(bool isJoin)
    {
        Expect("SELECT");
        ImmutableArray<SoqlSelection> select = ReadSelections();
        Expect("FROM");
        string from = ReadName();
        SoqlCondition? where = Take("WHERE") ? ReadChain() : null;
        if (isJoin)
        {
            return new SoqlQuery(select, from, where, [], Having: null, [], Limit: null, Offset: 0);
        }

        ImmutableArray<SoqlExpression> groups = ReadGroupBy();
        if (!groups.IsEmpty && select is [{ Expression: { Function: "COUNT", Field: null } }])
        {
            throw new RestException(400, "MALFORMED_QUERY", "GROUP BY and COUNT() don't go together; use COUNT(Id)");
        }

        SoqlCondition? having = !groups.IsEmpty && Take("HAVING") ? ReadChain() : null;
        ImmutableArray<SoqlOrder> order = ReadOrderBy();
        int? limit = Take("LIMIT") ? ReadCount(int.MaxValue) : null;
        int offset = Take("OFFSET") ? ReadCount(MaximumOffset) : 0;
        return new SoqlQuery(select, from, where, groups, having, order, limit, offset);
    }

    private ImmutableArray<SoqlSelection> ReadSelections()
    {
        ImmutableArray<SoqlSelection>.Builder selections = ImmutableArray.CreateBuilder<SoqlSelection>();
        do
        {
            SoqlExpression expression = ReadExpression();
            string? alias = Current.Kind == SoqlTokenKind.Name && !Current.Is("FROM") ? ReadName() : null;
            if (alias?.Contains('.', StringComparison.Ordinal) == true)
            {
                throw Unexpected();
            }

            selections.Add(new SoqlSelection(expression, alias));
        } while (Take(","));

        // COUNT() is a question of its own: no field, no alias, no group stands next to it.
        if (
            selections.Any(s => s.Expression is { Function: "COUNT", Field: null })
            && (selections.Count > 1 || selections[0].Alias is not null)
        )
        {
            throw new RestException(400, "MALFORMED_QUERY", "COUNT() must be the only element of the SELECT list");
        }

        return selections.ToImmutable();
    }

    private SoqlExpression ReadExpression()
    {
        SoqlToken start = Current;
        string name = ReadName();
        if (!Take("("))
        {
            return new SoqlExpression(null, name);
        }

        string function = name.ToUpperInvariant();
        if (function == "COUNT" && Take(")"))
        {
            return new SoqlExpression(function, null);
        }

        SoqlExpression expression = new(function, ReadName());
        if (!expression.IsAggregate && !SoqlExpression.IsDateFunction(function) && function != "FIELDS")
        {
            throw new RestException(400, "MALFORMED_QUERY", $"unexpected token: '{start.Text}'");
        }

        Expect(")");
        return expression;
    }

    private ImmutableArray<SoqlExpression> ReadGroupBy()
    {
        if (!Take("GROUP"))
        {
            return [];
        }

        Expect("BY");
        ImmutableArray<SoqlExpression>.Builder groups = ImmutableArray.CreateBuilder<SoqlExpression>();
        do
        {
            groups.Add(ReadExpression());
        } while (Take(","));
        return groups.ToImmutable();
    }

    /// <summary>SOQL takes a chain of AND or a chain of OR; to mix them it wants parentheses.</summary>
    private SoqlCondition ReadChain()
    {
        if (++_depth > MaximumDepth)
        {
            throw new RestException(400, "MALFORMED_QUERY", "The query is nested too deeply.");
        }

        int before = _joins;
        SoqlCondition left = ReadNot();
        if (Current.Is("AND"))
        {
            while (Take("AND"))
            {
                left = new SoqlCondition.And(left, ReadNot());
            }
        }
        else
        {
            bool isOr = Current.Is("OR");
            while (Take("OR"))
            {
                left = new SoqlCondition.Or(left, ReadNot());
            }

            if (isOr && _joins > before)
            {
                throw new RestException(
                    400,
                    "MALFORMED_QUERY",
                    "Semi join sub-selects are not allowed with the 'OR' operator"
                );
            }
        }

        _depth--;
        return left;
    }

    private SoqlCondition ReadNot()
    {
        bool negated = false;
        while (Take("NOT"))
        {
            negated = !negated;
        }

        SoqlCondition condition;
        if (Take("("))
        {
            condition = ReadChain();
            Expect(")");
        }
        else
        {
            condition = ReadComparison();
        }

        return negated ? new SoqlCondition.Not(condition) : condition;
    }

    private SoqlCondition ReadComparison()
    {
        SoqlExpression operand = ReadExpression();
        bool negated = Take("NOT");
        if (negated || Current.Is("IN"))
        {
            Expect("IN");
            return ReadIn(operand, negated);
        }

        if (Take("LIKE"))
        {
            return new SoqlCondition.Compare(operand, "LIKE", ReadLiteral());
        }

        SoqlToken symbol = Current;
        if (
            symbol.Kind != SoqlTokenKind.Symbol
            || symbol.Text is not ("=" or "!=" or "<>" or "<" or "<=" or ">" or ">=")
        )
        {
            throw Unexpected();
        }

        _at++;
        return new SoqlCondition.Compare(operand, symbol.Text == "<>" ? "!=" : symbol.Text, ReadLiteral());
    }

    private SoqlCondition ReadIn(SoqlExpression operand, bool negated)
    {
        if (!Ahead(1).Is("SELECT"))
        {
            return new SoqlCondition.In(operand, ReadList(), negated);
        }

        if (_isInJoin)
        {
            throw new RestException(400, "MALFORMED_QUERY", "Nesting of semi join sub-selects is not supported");
        }

        if (++_joins > MaximumJoins)
        {
            throw new RestException(
                400,
                "MALFORMED_QUERY",
                $"Semi join sub-selects are limited to {MaximumJoins} in one query"
            );
        }

        Expect("(");
        _isInJoin = true;
        SoqlQuery query = ReadSelect(isJoin: true);
        _isInJoin = false;
        Expect(")");
        return new SoqlCondition.Join(operand, query, negated);
    }

    private ImmutableArray<SoqlLiteral> ReadList()
    {
        ImmutableArray<SoqlLiteral>.Builder values = ImmutableArray.CreateBuilder<SoqlLiteral>();
        Expect("(");
        do
        {
            values.Add(ReadLiteral());
        } while (Take(","));
        Expect(")");
        return values.ToImmutable();
    }

    private SoqlLiteral ReadLiteral()
    {
        SoqlToken token = Current;
        SoqlLiteral? literal = token.Kind switch
        {
            SoqlTokenKind.Text => new SoqlLiteral(token.Text),
            SoqlTokenKind.Number
                when decimal.TryParse(
                    token.Text,
                    NumberStyles.Number,
                    CultureInfo.InvariantCulture,
                    out decimal number
                ) => new SoqlLiteral(number),
            SoqlTokenKind.Date
                when DateTimeOffset.TryParse(
                    token.Text,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out DateTimeOffset time
                ) => token.Text.Contains('T', StringComparison.Ordinal)
                ? new SoqlLiteral(time)
                : new SoqlLiteral(time, time.AddDays(1)),
            SoqlTokenKind.Name => ReadKeyword(token),
            _ => null,
        };
        if (literal is null)
        {
            throw Unexpected();
        }

        _at++;
        return literal;
    }

    private SoqlLiteral? ReadKeyword(SoqlToken token)
    {
        string word = token.Text.ToUpperInvariant();
        switch (word)
        {
            case "NULL":
                return new SoqlLiteral(null);
            case "TRUE":
                return new SoqlLiteral(true);
            case "FALSE":
                return new SoqlLiteral(false);
            default:
                if (!DateLiterals.WantsNumber(word))
                {
                    return DateLiterals.Find(word, number: null, _now);
                }

                if (
                    !Ahead(1).Is(":")
                    || !int.TryParse(Ahead(2).Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                )
                {
                    return null;
                }

                SoqlLiteral? literal = DateLiterals.Find(word, number, _now);
                _at += literal is null ? 0 : 2;
                return literal;
        }
    }

    private ImmutableArray<SoqlOrder> ReadOrderBy()
    {
        if (!Take("ORDER"))
        {
            return [];
        }

        Expect("BY");
        ImmutableArray<SoqlOrder>.Builder order = ImmutableArray.CreateBuilder<SoqlOrder>();
        do
        {
            SoqlExpression expression = ReadExpression();
            bool descending = Take("DESC");
            if (!descending)
            {
                Take("ASC");
            }

            bool nullsLast = descending;
            if (Take("NULLS"))
            {
                nullsLast = Take("LAST");
                if (!nullsLast)
                {
                    Expect("FIRST");
                }
            }

            order.Add(new SoqlOrder(expression, descending, nullsLast));
        } while (Take(","));
        return order.ToImmutable();
    }

    private int ReadCount(int maximum)
    {
        if (
            Current.Kind != SoqlTokenKind.Number
            || !int.TryParse(Current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        )
        {
            throw Unexpected();
        }

        if (count > maximum)
        {
            throw new RestException(
                400,
                "NUMBER_OUTSIDE_VALID_RANGE",
                string.Create(CultureInfo.InvariantCulture, $"Maximum SOQL offset allowed is {maximum}")
            );
        }

        _at++;
        return count;
    }

    private string ReadName()
    {
        if (Current.Kind != SoqlTokenKind.Name)
        {
            throw Unexpected();
        }

        return _tokens[_at++].Text;
    }

    private bool Take(string keyword)
    {
        if (!Current.Is(keyword))
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(string keyword)
    {
        if (!Take(keyword))
        {
            throw Unexpected();
        }
    }

    private RestException Unexpected() => new(400, "MALFORMED_QUERY", $"unexpected token: '{Current.Text}'");
}
