using System.Collections.Immutable;
using System.Globalization;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Soql;

/// <summary>A field that a query names, found in the schema: the references to follow, the field at their end, and the
/// date function around it.</summary>
internal sealed record BoundField(ImmutableArray<SObjectField> Path, SObjectField Field, string? Function = null)
{
    /// <summary>The type of the value; 'date' is a datetime at midnight, which is written without its time.</summary>
    public string Type =>
        Function switch
        {
            null => Field.Type,
            "DAY_ONLY" => "date",
            _ => "int",
        };

    /// <summary>The value for a row; null where a reference on the way is empty.</summary>
    public object? Read(Row row, Func<string, string, Row?> findParent)
    {
        Row? current = row;
        foreach (SObjectField step in Path)
        {
            current = current?.Text(step.Name) is { } id ? findParent(step.ReferenceTo!, id) : null;
        }

        object? value = current?[Field.Name];
        return Function is not null && value is DateTimeOffset time ? Apply(Function, time.UtcDateTime) : value;
    }

    private static object Apply(string function, DateTime time) =>
        function switch
        {
            "CALENDAR_YEAR" => (decimal)time.Year,
            "CALENDAR_QUARTER" => (decimal)((time.Month + 2) / 3),
            "CALENDAR_MONTH" => (decimal)time.Month,
            "DAY_IN_MONTH" => (decimal)time.Day,
            "DAY_IN_WEEK" => (decimal)((int)time.DayOfWeek + 1),
            "DAY_IN_YEAR" => (decimal)time.DayOfYear,
            "HOUR_IN_DAY" => (decimal)time.Hour,
            "WEEK_IN_YEAR" => (decimal)
                CultureInfo.InvariantCulture.Calendar.GetWeekOfYear(time, CalendarWeekRule.FirstDay, DayOfWeek.Sunday),
            _ => new DateTimeOffset(time.Date, TimeSpan.Zero),
        };
}
