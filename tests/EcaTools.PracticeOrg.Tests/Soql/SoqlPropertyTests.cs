using System.Globalization;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Soql;
using EcaTools.PracticeOrg.Soql.Syntax;
using EcaTools.PracticeOrg.Values;
using FsCheck;
using FsCheck.Fluent;

namespace EcaTools.PracticeOrg.Tests.Soql;

public class SoqlPropertyTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<string?> s_text = Gen.Elements<string?>(
        null,
        "",
        "a",
        "A",
        "b",
        "ab",
        "a%b",
        "it's",
        "x\\y",
        "é"
    );

    private static readonly Gen<DateTimeOffset?> s_time = Gen.Elements<DateTimeOffset?>(
        null,
        s_now,
        s_now.AddDays(-1),
        s_now.AddDays(1),
        s_now.AddMilliseconds(1)
    );

    private static readonly Gen<Row> s_row =
        from application in s_text
        from status in s_text
        from isGet in Gen.Elements(true, false)
        from time in s_time
        select new Row(("Application", application), ("Status", status), ("OptionsIsGet", isGet), ("LoginTime", time));

    /// <summary>A condition as SOQL text, and what it means, told by another hand.</summary>
    private static Gen<(string Text, Func<Row, bool> Holds)> Condition(int size) =>
        size == 0
            ? Gen.OneOf(TextComparison(), TextList(), BooleanComparison(), TimeComparison())
            : Gen.OneOf(
                Condition(0),
                from left in Condition(size / 2)
                from right in Condition(size / 2)
                select ($"({left.Text} AND {right.Text})", (Func<Row, bool>)(r => left.Holds(r) && right.Holds(r))),
                from left in Condition(size / 2)
                from right in Condition(size / 2)
                select ($"({left.Text} OR {right.Text})", (Func<Row, bool>)(r => left.Holds(r) || right.Holds(r))),
                from inner in Condition(size / 2)
                select ($"(NOT {inner.Text})", (Func<Row, bool>)(r => !inner.Holds(r)))
            );

    private static Gen<(string, Func<Row, bool>)> TextComparison() =>
        from field in Gen.Elements("Application", "Status")
        from op in Gen.Elements("=", "!=", "<", "<=", ">", ">=")
        from value in s_text
        where value is not null || op is "=" or "!="
        select (
            $"{field} {op} {Quote(value)}",
            (Func<Row, bool>)(
                r =>
                    Holds(
                        op,
                        r[field] is string s ? s.ToUpperInvariant() : null,
                        value?.ToUpperInvariant(),
                        string.CompareOrdinal
                    )
            )
        );

    private static Gen<(string, Func<Row, bool>)> TextList() =>
        from values in s_text.NonEmptyListOf()
        from negated in Gen.Elements(true, false)
        select (
            $"Status {(negated ? "NOT IN" : "in")} ({string.Join(", ", values.Select(Quote))})",
            (Func<Row, bool>)(
                r =>
                    values.Any(v => string.Equals(v, (string?)r["Status"], StringComparison.OrdinalIgnoreCase))
                    != negated
            )
        );

    private static Gen<(string, Func<Row, bool>)> BooleanComparison() =>
        from op in Gen.Elements("=", "!=", "<>")
        from value in Gen.Elements(true, false)
        select (
            $"OptionsIsGet {op} {(value ? "true" : "FALSE")}",
            (Func<Row, bool>)(r => (bool)r["OptionsIsGet"]! == value == (op == "="))
        );

    private static Gen<(string, Func<Row, bool>)> TimeComparison() =>
        from op in Gen.Elements("=", "!=", "<", "<=", ">", ">=")
        from value in s_time
        where value is not null || op is "=" or "!="
        select (
            $"LoginTime {op} "
                + $"{(value is { } t ? t.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) : "NULL")}",
            (Func<Row, bool>)(
                r => Holds(op, (DateTimeOffset?)r["LoginTime"], value, (a, b) => a!.Value.CompareTo(b!.Value))
            )
        );

    private static bool Holds<T>(string op, T? left, T? right, Func<T?, T?, int> compare) =>
        op switch
        {
            "=" => left is null || right is null ? left is null && right is null : compare(left, right) == 0,
            "!=" => !Holds("=", left, right, compare),
            _ when left is null => false,
            "<" => compare(left, right) < 0,
            "<=" => compare(left, right) <= 0,
            ">" => compare(left, right) > 0,
            _ => compare(left, right) >= 0,
        };

    private static string Quote(string? text) =>
        text is null
            ? "null"
            : $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    [Fact]
    public void A_condition_keeps_exactly_the_rows_for_which_it_holds()
    {
        Gen<(string Text, Func<Row, bool> Holds, Row[] Rows)> cases =
            from condition in Gen.Sized(size => Condition(Math.Min(size, 16)))
            from rows in s_row.ArrayOf(20)
            select (condition.Text, condition.Holds, rows);
        Prop.ForAll(
                cases.ToArbitrary(),
                c =>
                {
                    SoqlQuery query = SoqlParser.Parse($"SELECT Application FROM LoginHistory WHERE {c.Text}", s_now);
                    Row[] found = [.. new SoqlEngine((_, _) => c.Rows, (_, _) => null).Run(query, tooling: false).Rows];
                    Row[] expected = [.. c.Rows.Where(c.Holds)];
                    return found.SequenceEqual(expected);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Rows_come_out_ordered_and_none_is_lost()
    {
        Gen<(Row[] Rows, bool Descending)> cases =
            from rows in s_row.ArrayOf(30)
            from down in Gen.Elements(true, false)
            select (rows, down);
        Prop.ForAll(
                cases.ToArbitrary(),
                c =>
                {
                    SoqlQuery query = SoqlParser.Parse(
                        $"SELECT Application FROM LoginHistory ORDER BY LoginTime {(c.Descending ? "DESC" : "ASC")}",
                        s_now
                    );
                    Row[] found = [.. new SoqlEngine((_, _) => c.Rows, (_, _) => null).Run(query, tooling: false).Rows];
                    IEnumerable<DateTimeOffset?> times = found.Select(r => (DateTimeOffset?)r["LoginTime"]);
                    IEnumerable<DateTimeOffset?> sorted = c.Descending
                        ? times.OrderByDescending(t => t)
                        : times.OrderBy(t => t);
                    return found.Length == c.Rows.Length && !c.Rows.Except(found).Any() && times.SequenceEqual(sorted);
                }
            )
            .Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void Like_agrees_with_a_matcher_that_goes_letter_by_letter()
    {
        Gen<(string Pattern, string? Text)> cases =
            from pattern in Gen.Elements('a', 'B', '%', '_', '.', '*').ListOf()
            from text in Gen.Elements('a', 'b', 'A', '.', '*', '\n').ListOf()
            select (string.Concat(pattern), (string?)string.Concat(text));
        Prop.ForAll(
                cases.ToArbitrary(),
                c =>
                {
                    SoqlQuery query = SoqlParser.Parse(
                        $"SELECT Application FROM LoginHistory WHERE Status LIKE '{c.Pattern}'",
                        s_now
                    );
                    Row row = new(("Status", c.Text));
                    return new SoqlEngine((_, _) => [row], (_, _) => null).Run(query, tooling: false).Rows.Length
                        == (Like(c.Pattern, c.Text!) ? 1 : 0);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

        static bool Like(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
        {
            if (pattern.IsEmpty)
            {
                return text.IsEmpty;
            }

            return pattern[0] == '%'
                ? Like(pattern[1..], text) || (!text.IsEmpty && Like(pattern, text[1..]))
                : !text.IsEmpty
                    && (pattern[0] == '_' || char.ToUpperInvariant(pattern[0]) == char.ToUpperInvariant(text[0]))
                    && Like(pattern[1..], text[1..]);
        }
    }

    [Fact]
    public void Any_text_is_a_query_or_a_clear_refusal()
    {
        Gen<string> words = Gen.Elements(
            "SELECT",
            "Id",
            "FROM",
            "User",
            "WHERE",
            "(",
            ")",
            "=",
            "'a'",
            "AND",
            "OR",
            "NOT",
            "IN",
            ",",
            "1",
            "LIMIT",
            "ORDER",
            "BY",
            "LAST_N_DAYS",
            ":",
            "COUNT",
            "COUNT()",
            "GROUP",
            "HAVING",
            "MAX",
            "MIN(",
            "THIS_MONTH",
            "N_WEEKS_AGO",
            "DAY_ONLY(",
            "(SELECT Id FROM User",
            "ProfileId",
            "\u0000",
            "é",
            "'"
        );
        Prop.ForAll(
                words.ListOf().Select(w => string.Join(' ', w)).ToArbitrary(),
                text =>
                {
                    try
                    {
                        new SoqlEngine((_, _) => [], (_, _) => null).Run(
                            SoqlParser.Parse("SELECT Id FROM User " + text, s_now),
                            tooling: true
                        );
                    }
                    catch (RestException e)
                    {
                        Assert.Contains(
                            e.ErrorCode,
                            new[]
                            {
                                "MALFORMED_QUERY",
                                "INVALID_FIELD",
                                "INVALID_TYPE",
                                "INVALID_QUERY_FILTER_OPERATOR",
                                "NUMBER_OUTSIDE_VALID_RANGE",
                                "EXCEEDED_ID_LIMIT",
                            }
                        );
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
