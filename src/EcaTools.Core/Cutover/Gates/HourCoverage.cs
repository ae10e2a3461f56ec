using System.Collections.Immutable;
using EcaTools.Core.Monitoring.Measures;

namespace EcaTools.Core.Cutover.Gates;

/// <summary>
/// Which hours of a source are complete. An hour of event log files is, if its daily file was counted, or an hourly one
/// was and the org was asked for more a day later: hourly files come late, and in parts (Object Reference:
/// EventLogFile). An hour of an object is, if its rows were read after it settled.
/// </summary>
internal sealed class HourCoverage
{
    private readonly HashSet<DateTimeOffset> _days = [];
    private readonly HashSet<DateTimeOffset> _hours = [];
    private readonly Dictionary<DateTimeOffset, DateTimeOffset> _read = [];
    private readonly ImmutableArray<SourceListing> _listings;
    private readonly TimeSpan _settles;

    public HourCoverage(AuthMeasureSet set, string source)
    {
        _settles = AuthSourceFacts.Default.SettledAfter(source);
        _listings = [.. set.Listings.Where(listing => listing.Source == source)];
        bool isFile = AuthSourceFacts.Default.Find(source)?.Kind is AuthSourceKind.File;
        foreach (MeasuredLog log in set.Logs.Where(log => log.Source == source && log.LogDate is not null))
        {
            DateTimeOffset start = log.LogDate!.Value;
            if (!isFile)
            {
                int hours = log.Interval is EventLogInterval.Daily ? 24 : 1;
                for (int i = 0; i < hours && log.CreatedDate is not null; i++)
                {
                    DateTimeOffset hour = start.AddHours(i);
                    _read[hour] =
                        _read.TryGetValue(hour, out DateTimeOffset known) && known > log.CreatedDate.Value
                            ? known
                            : log.CreatedDate.Value;
                }
            }
            else if (log.Interval is EventLogInterval.Daily)
            {
                _days.Add(start);
            }
            else if (log.Interval is EventLogInterval.Hourly)
            {
                _hours.Add(start);
            }
        }
    }

    /// <summary>Whether no more events of an hour can come.</summary>
    public bool IsComplete(DateTimeOffset hour)
    {
        DateTimeOffset settled = hour.AddHours(1) + _settles;
        return _days.Contains(new DateTimeOffset(hour.UtcDateTime.Date, TimeSpan.Zero))
            || (_read.TryGetValue(hour, out DateTimeOffset read) && read >= settled)
            || (
                _hours.Contains(hour) && _listings.Any(listing => listing.Since <= hour && listing.ListedAt >= settled)
            );
    }

    /// <summary>The hours that may be incomplete.</summary>
    public ImmutableArray<DateTimeOffset> Incomplete(DateTimeOffset from, DateTimeOffset to)
    {
        ImmutableArray<DateTimeOffset>.Builder hours = ImmutableArray.CreateBuilder<DateTimeOffset>();
        for (DateTimeOffset hour = from; hour < to; hour = hour.AddHours(1))
        {
            if (!IsComplete(hour))
            {
                hours.Add(hour);
            }
        }

        return hours.ToImmutable();
    }
}
