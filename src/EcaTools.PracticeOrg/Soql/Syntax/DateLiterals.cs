using System.Collections.Frozen;
using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.Soql.Syntax;

/// <summary>
/// The date literals of the SOQL and SOSL Reference: stretches of time around today. Weeks begin on Sunday (locale
/// en_US), the fiscal year is the calendar year (an org's default), and the time zone is UTC.
/// </summary>
internal static class DateLiterals
{
    /// <summary>A number beyond this could leave the calendar.</summary>
    private const int MaximumNumber = 2000;

    private static readonly FrozenDictionary<string, Func<DateTime, (DateTime Start, DateTime End)>> s_plain =
        new Dictionary<string, Func<DateTime, (DateTime, DateTime)>>(StringComparer.Ordinal)
        {
            ["YESTERDAY"] = today => (today.AddDays(-1), today),
            ["TODAY"] = today => (today, today.AddDays(1)),
            ["TOMORROW"] = today => (today.AddDays(1), today.AddDays(2)),
            ["LAST_90_DAYS"] = today => (today.AddDays(-90), today.AddDays(1)),
            ["NEXT_90_DAYS"] = today => (today.AddDays(1), today.AddDays(91)),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The units, and how to go a number of them from the one that holds a day.</summary>
    private static readonly FrozenDictionary<string, Func<DateTime, int, DateTime>> s_units = new Dictionary<
        string,
        Func<DateTime, int, DateTime>
    >(StringComparer.Ordinal)
    {
        ["DAY"] = (day, n) => day.AddDays(n),
        ["WEEK"] = (day, n) => day.AddDays((7 * n) - (int)day.DayOfWeek),
        ["MONTH"] = (day, n) => new DateTime(day.Year, day.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(n),
        ["QUARTER"] = Quarter,
        ["FISCAL_QUARTER"] = Quarter,
        ["YEAR"] = Year,
        ["FISCAL_YEAR"] = Year,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a literal of this name wants a number after a colon.</summary>
    public static bool WantsNumber(string name) =>
        name.Contains("_N_", StringComparison.Ordinal) || name.StartsWith("N_", StringComparison.Ordinal);

    /// <summary>The stretch of time, or null if there is no such literal. <paramref name="name"/> is in
    /// capitals.</summary>
    /// <exception cref="RestException">MALFORMED_QUERY: the number is out of its range.</exception>
    public static SoqlLiteral? Find(string name, int? number, DateTimeOffset now)
    {
        DateTime today = now.UtcDateTime.Date;
        if (s_plain.TryGetValue(name, out Func<DateTime, (DateTime Start, DateTime End)>? plain))
        {
            (DateTime start, DateTime end) = plain(today);
            return Literal(start, end);
        }

        if (number is { } given && (given < 1 || given > MaximumNumber))
        {
            throw new RestException(
                400,
                "MALFORMED_QUERY",
                $"{name}: the number must be between 1 and {MaximumNumber}"
            );
        }

        return number is { } n ? Numbered(name, n, today) : Single(name, today);
    }

    private static SoqlLiteral? Single(string name, DateTime today)
    {
        foreach ((string word, int at) in (ReadOnlySpan<(string, int)>)[("LAST_", -1), ("THIS_", 0), ("NEXT_", 1)])
        {
            if (
                name.StartsWith(word, StringComparison.Ordinal)
                && name[word.Length..] is not "DAY"
                && s_units.TryGetValue(name[word.Length..], out Func<DateTime, int, DateTime>? go)
            )
            {
                return Literal(go(today, at), go(today, at + 1));
            }
        }

        return null;
    }

    /// <summary>LAST_N and NEXT_N leave the current unit out, but for LAST_N_DAYS, which takes in today so
    /// far.</summary>
    private static SoqlLiteral? Numbered(string name, int n, DateTime today)
    {
        if (Unit(name, "LAST_N_", "S") is { } last)
        {
            return Literal(last(today, -n), last(today, name == "LAST_N_DAYS" ? 1 : 0));
        }

        if (Unit(name, "NEXT_N_", "S") is { } next)
        {
            return Literal(next(today, 1), next(today, n + 1));
        }

        return Unit(name, "N_", "S_AGO") is { } ago ? Literal(ago(today, -n), ago(today, 1 - n)) : null;
    }

    private static Func<DateTime, int, DateTime>? Unit(string name, string before, string after) =>
        name.StartsWith(before, StringComparison.Ordinal)
        && name.EndsWith(after, StringComparison.Ordinal)
        && name.Length > before.Length + after.Length
            ? s_units.GetValueOrDefault(name[before.Length..^after.Length])
            : null;

    private static DateTime Quarter(DateTime day, int n) =>
        new DateTime(day.Year, day.Month - ((day.Month - 1) % 3), 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(3 * n);

    private static DateTime Year(DateTime day, int n) =>
        new DateTime(day.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddYears(n);

    private static SoqlLiteral Literal(DateTime start, DateTime end) =>
        new(
            new DateTimeOffset(DateTime.SpecifyKind(start, DateTimeKind.Utc)),
            new DateTimeOffset(DateTime.SpecifyKind(end, DateTimeKind.Utc))
        );
}
