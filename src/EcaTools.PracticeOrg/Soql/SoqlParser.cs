using System.Collections.Immutable;
using System.Globalization;
using EcaTools.PracticeOrg.Rest;

namespace EcaTools.PracticeOrg.Soql;

/// <summary>
/// Reads the part of SOQL that this org answers: SELECT fields or COUNT(), FROM, WHERE, ORDER BY, LIMIT, OFFSET.
/// Anything else is a MALFORMED_QUERY, never a wrong answer.
/// </summary>
internal sealed class SoqlParser
{
    private const int MaximumDepth = 100;
    private const int MaximumOffset = 2000;

    private readonly ImmutableArray<SoqlToken> _tokens;
    private readonly DateTimeOffset _now;
    private int _at;
    private int _depth;

    private SoqlParser(string query, DateTimeOffset now)
    {
        _tokens = SoqlLexer.Read(query);
        _now = now;
    }

    private SoqlToken Current => _tokens[_at];

    /// <exception cref="RestException">MALFORMED_QUERY.</exception>
    public static SoqlQuery Parse(string query, DateTimeOffset now) => new SoqlParser(query, now).ReadQuery();

    private SoqlQuery ReadQuery()
    {
        Expect("SELECT");
        ImmutableArray<string> fields = ReadFields();
        Expect("FROM");
        string from = ReadName();
        SoqlCondition? where = Take("WHERE") ? ReadChain() : null;
        ImmutableArray<SoqlOrder> order = ReadOrderBy();
        int? limit = Take("LIMIT") ? ReadCount(int.MaxValue) : null;
        int offset = Take("OFFSET") ? ReadCount(MaximumOffset) : 0;
        if (Current.Kind != SoqlTokenKind.End)
        {
            throw Unexpected();
        }

        return new SoqlQuery(fields, from, where, order, limit, offset);
    }

    private ImmutableArray<string> ReadFields()
    {
        ImmutableArray<string>.Builder fields = ImmutableArray.CreateBuilder<string>();
        do
        {
            string name = ReadName();
            if (Current.Is("("))
            {
                if (fields.Count > 0 || !name.Equals("COUNT", StringComparison.OrdinalIgnoreCase))
                {
                    throw Unexpected();
                }

                Expect("(");
                Expect(")");
                return [];
            }

            fields.Add(name);
        }
        while (Take(","));
        return fields.ToImmutable();
    }

    /// <summary>SOQL takes a chain of AND or a chain of OR; to mix them it wants parentheses.</summary>
    private SoqlCondition ReadChain()
    {
        if (++_depth > MaximumDepth)
        {
            throw new RestException(400, "MALFORMED_QUERY", "The query is nested too deeply.");
        }

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
            while (Take("OR"))
            {
                left = new SoqlCondition.Or(left, ReadNot());
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
        string field = ReadName();
        if (Take("IN"))
        {
            return new SoqlCondition.In(field, ReadList(), IsNegated: false);
        }

        if (Take("NOT"))
        {
            Expect("IN");
            return new SoqlCondition.In(field, ReadList(), IsNegated: true);
        }

        if (Take("LIKE"))
        {
            return new SoqlCondition.Compare(field, "LIKE", ReadLiteral());
        }

        SoqlToken symbol = Current;
        if (symbol.Kind != SoqlTokenKind.Symbol || symbol.Text is not ("=" or "!=" or "<>" or "<" or "<=" or ">" or ">="))
        {
            throw Unexpected();
        }

        _at++;
        return new SoqlCondition.Compare(field, symbol.Text == "<>" ? "!=" : symbol.Text, ReadLiteral());
    }

    private ImmutableArray<SoqlLiteral> ReadList()
    {
        ImmutableArray<SoqlLiteral>.Builder values = ImmutableArray.CreateBuilder<SoqlLiteral>();
        Expect("(");
        do
        {
            values.Add(ReadLiteral());
        }
        while (Take(","));
        Expect(")");
        return values.ToImmutable();
    }

    private SoqlLiteral ReadLiteral()
    {
        SoqlToken token = Current;
        SoqlLiteral? literal = token.Kind switch
        {
            SoqlTokenKind.Text => new SoqlLiteral(token.Text),
            SoqlTokenKind.Number when decimal.TryParse(token.Text, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal number) => new SoqlLiteral(number),
            SoqlTokenKind.Date when DateTimeOffset.TryParse(token.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) =>
                token.Text.Contains('T', StringComparison.Ordinal) ? new SoqlLiteral(time) : new SoqlLiteral(time, time.AddDays(1)),
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
        DateTimeOffset today = new(_now.UtcDateTime.Date, TimeSpan.Zero);
        switch (token.Text.ToUpperInvariant())
        {
            case "NULL":
                return new SoqlLiteral(null);
            case "TRUE":
                return new SoqlLiteral(true);
            case "FALSE":
                return new SoqlLiteral(false);
            case "TODAY":
                return new SoqlLiteral(today, today.AddDays(1));
            case "YESTERDAY":
                return new SoqlLiteral(today.AddDays(-1), today);
            case "LAST_N_DAYS" when _tokens[_at + 1].Is(":") && int.TryParse(_tokens[_at + 2].Text, NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days is > 0 and < 100_000:
                _at += 2;

                // The n days before today and today so far (SOQL and SOSL Reference: date literals).
                return new SoqlLiteral(today.AddDays(-days), today.AddDays(1));
            default:
                return null;
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
            string field = ReadName();
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

            order.Add(new SoqlOrder(field, descending, nullsLast));
        }
        while (Take(","));
        return order.ToImmutable();
    }

    private int ReadCount(int maximum)
    {
        if (Current.Kind != SoqlTokenKind.Number || !int.TryParse(Current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            throw Unexpected();
        }

        if (count > maximum)
        {
            throw new RestException(400, "NUMBER_OUTSIDE_VALID_RANGE", string.Create(CultureInfo.InvariantCulture, $"Maximum SOQL offset allowed is {maximum}"));
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
