using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.Soql.Syntax;

/// <summary>Cuts a query into words.</summary>
internal static partial class SoqlLexer
{
    /// <summary>Stands before an escaped wildcard. It is a code point that is not a character, so no text holds
    /// it.</summary>
    public const char EscapeMark = '\uFFFE';

    private static readonly string[] s_symbols = ["!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", ",", ":"];

    /// <exception cref="RestException">MALFORMED_QUERY: a character or a quote that is not closed.</exception>
    public static ImmutableArray<SoqlToken> Read(string query)
    {
        ImmutableArray<SoqlToken>.Builder tokens = ImmutableArray.CreateBuilder<SoqlToken>();
        int at = 0;
        while (at < query.Length)
        {
            if (char.IsWhiteSpace(query[at]))
            {
                at++;
                continue;
            }

            SoqlToken token = ReadToken(query, at, out int next);
            tokens.Add(token);
            at = next;
        }

        tokens.Add(new SoqlToken(SoqlTokenKind.End, "<EOF>", query.Length));
        return tokens.ToImmutable();
    }

    private static SoqlToken ReadToken(string query, int at, out int next)
    {
        if (query[at] == '\'')
        {
            return new SoqlToken(SoqlTokenKind.Text, ReadText(query, at, out next), at);
        }

        if (Match(DatePattern(), query, at) is { } date)
        {
            next = at + date.Length;
            return new SoqlToken(SoqlTokenKind.Date, date, at);
        }

        if (Match(NumberPattern(), query, at) is { } number)
        {
            next = at + number.Length;
            return new SoqlToken(SoqlTokenKind.Number, number, at);
        }

        if (Match(NamePattern(), query, at) is { } name)
        {
            next = at + name.Length;
            return new SoqlToken(SoqlTokenKind.Name, name, at);
        }

        foreach (string symbol in s_symbols)
        {
            if (string.CompareOrdinal(query, at, symbol, 0, symbol.Length) == 0)
            {
                next = at + symbol.Length;
                return new SoqlToken(SoqlTokenKind.Symbol, symbol, at);
            }
        }

        throw new RestException(
            400,
            "MALFORMED_QUERY",
            $"line 1:{at} no viable alternative at character '{query[at]}'"
        );
    }

    private static string? Match(Regex pattern, string query, int at)
    {
        Match match = pattern.Match(query, at);
        return match.Success ? match.Value : null;
    }

    private static string ReadText(string query, int start, out int next)
    {
        StringBuilder text = new();
        for (int i = start + 1; i < query.Length; i++)
        {
            switch (query[i])
            {
                case '\'':
                    next = i + 1;
                    return text.ToString();
                case '\\' when i + 1 < query.Length:
                    i++;
                    text.Append(Unescape(query[i]));
                    break;
                default:
                    text.Append(query[i]);
                    break;
            }
        }

        throw new RestException(400, "MALFORMED_QUERY", $"line 1:{start} mismatched character '<EOF>' expecting '''");
    }

    /// <summary>The escapes of SOQL; an escaped wildcard is marked, so that LIKE can tell it from a wildcard.</summary>
    private static string Unescape(char escaped) =>
        escaped switch
        {
            'n' or 'N' => "\n",
            'r' or 'R' => "\r",
            't' or 'T' => "\t",
            'b' or 'B' => "\b",
            'f' or 'F' => "\f",
            '%' or '_' => $"{EscapeMark}{escaped}",
            _ => escaped.ToString(),
        };

    [GeneratedRegex(
        @"\G\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:?\d\d))?(?![\w:.-])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex DatePattern();

    [GeneratedRegex(
        @"\G[+-]?\d+(\.\d+)?(?![\w.])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NumberPattern();

    [GeneratedRegex(
        @"\G[A-Za-z_]\w*(\.[A-Za-z_]\w*)*",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NamePattern();
}
