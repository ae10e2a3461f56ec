using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Sources;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Monitoring.Orgs;

/// <summary>Counts the event logs of an org that a set does not hold yet.</summary>
/// <param name="set">Where the counts go.</param>
/// <param name="org">The org.</param>
public sealed class OrgLogMeasurer(AuthMeasureSet set, EcaOrg org)
{
    private readonly OrgEventLogs _logs = new(org);
    private readonly List<UnreadPart> _notRead = [];

    /// <summary>The sources that complement each other.</summary>
    public static ImmutableArray<AuthEventSource> DefaultSources { get; } =
    [AuthEventSource.ApiTotalUsage, AuthEventSource.LoginHistory, AuthEventSource.OauthToken];

    /// <summary>What could not be read, and why.</summary>
    public ImmutableArray<UnreadPart> NotRead => [.. _notRead];

    /// <summary>Told of each log before it is read.</summary>
    public Action<EcaEventLog>? Reading { get; init; }

    /// <summary>Counts the logs of some sources.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="since">The oldest moment that is looked at.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The errors of the API that no further request would escape. All logs that were
    /// counted until then stay in the set.</exception>
    public async Task MeasureAsync(
        IEnumerable<AuthEventSource> sources,
        DateTimeOffset since,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(sources);
        _notRead.Clear();
        foreach (AuthEventSource source in sources.Distinct())
        {
            SourceListing? known = set.Listings.FirstOrDefault(listing =>
                listing.Source == source.ToString()
                && listing.OrgId == Salesforce.Http.SalesforceId.Short(org.OrgId)
                && listing.Since <= since
            );
            EventLogListing listing = await _logs.ListAsync(source, since, known, cancellation).ConfigureAwait(false);
            bool isWhole = await MeasureAsync(listing.Logs, cancellation).ConfigureAwait(false);
            if (listing.NotRead is { } notRead)
            {
                _notRead.Add(notRead);
            }

            if (isWhole && listing.Listing is { } complete)
            {
                set.Add(complete);
            }
        }
    }

    /// <summary>Counts logs; false if one could not be read.</summary>
    public async Task<bool> MeasureAsync(IEnumerable<EcaEventLog> logs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(logs);
        bool isWhole = true;
        HashSet<DateTimeOffset> days =
        [
            .. logs.Where(it => it.Interval is EventLogInterval.Daily).Select(it => it.LogDate),
        ];
        foreach (EcaEventLog log in logs)
        {
            bool isOfDay = log.Interval is EventLogInterval.Hourly && days.Contains(StartOfDay(log.LogDate));
            if (!isOfDay && !IsCounted(log))
            {
                Reading?.Invoke(log);
                isWhole &= await CountAsync(log, cancellation).ConfigureAwait(false);
            }
        }

        return isWhole;
    }

    private static DateTimeOffset StartOfDay(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>Whether the set has the log, and no more of it can come.</summary>
    private bool IsCounted(EcaEventLog log)
    {
        MeasuredLog described = log.Describe();
        described = described with { Key = $"{described.OrgId}/{described.Key}" };
        if (log.Id != LogFileName.QueryId || set.Find(described.Key) is not { } known)
        {
            return set.Has(described);
        }

        DateTimeOffset end = log.LogDate.AddHours(log.Interval is EventLogInterval.Daily ? 24 : 1);
        return known.CreatedDate >= end + AuthSourceFacts.Default.SettledAfter(log.Source.ToString());
    }

    private async Task<bool> CountAsync(EcaEventLog log, CancellationToken cancellation)
    {
        try
        {
            CountedLog? counted = null;
            await _logs
                .ReadAsync(
                    log,
                    async (stream, stop) =>
                        counted = await LogStream.CountAsync(stream, log.Describe(), null, stop).ConfigureAwait(false),
                    cancellation
                )
                .ConfigureAwait(false);
            set.Add(counted!.Log, counted.Sources);
            return true;
        }
        catch (EcaException error)
            when (OrgRecordReader.IsRequestSpecific(error)
                || error.ErrorId is nameof(EventLogs.EventLogErrors.EventLogNotReadable)
            )
        {
            _notRead.Add(
                new UnreadPart(log.Source.ToString(), $"{log.Name} is missing: {error.Message}")
                {
                    NextStep = error.NextStep,
                }
            );
            return false;
        }
    }
}
