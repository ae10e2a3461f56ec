using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Sources;
using EcaTools.Core.Monitoring.Statuses;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Usage;

namespace EcaTools.Core.Monitoring.Orgs;

/// <summary>The event logs of an org: event log files, and objects by the hour and day.</summary>
/// <param name="org">The org.</param>
public sealed class OrgEventLogs(EcaOrg org)
{
    /// <summary>Files that the org makes while it is asked may carry a slightly older time.</summary>
    private static readonly TimeSpan s_overlap = TimeSpan.FromHours(2);

    private string OrgId => SalesforceId.Short(org.OrgId);

    /// <summary>Lists the logs of a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="since">The oldest moment that is looked at.</param>
    /// <param name="known">
    /// What was listed before: files that the org had then are left out. Null to list all of them.
    /// </param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The errors of the API that no further request would escape. A refusal is in the
    /// result.</exception>
    public async Task<EventLogListing> ListAsync(
        AuthEventSource source,
        DateTimeOffset since,
        SourceListing? known = null,
        CancellationToken cancellation = default
    )
    {
        AuthSourceFacts.SourceFact facts = AuthSourceFacts.Default.Find(source.ToString())!;
        InventoryFacts.SourceFact access = InventoryFacts.Default.Source(
            facts.Kind is AuthSourceKind.File ? "EventLogFile" : source.ToString()
        );
        DateTimeOffset now = org.GetClient().Now;
        DateTimeOffset first = StartOfDay(since);
        SourceListing listing = new()
        {
            OrgId = OrgId,
            Source = source.ToString(),
            Since = first,
            ListedAt = now,
        };
        SourceListing? covered = known is not null && known.Since <= first ? known : null;
        try
        {
            UnreadPart? own = access.OwnRowsOtherwise
                ? await new SourceAccess(org).OwnRowsAloneAsync(access, cancellation).ConfigureAwait(false)
                : null;
            if (own is not null)
            {
                return new EventLogListing(source, [], null, own);
            }

            ImmutableArray<EcaEventLog> logs = facts.Kind switch
            {
                AuthSourceKind.File => await FilesAsync(source, first, covered, cancellation).ConfigureAwait(false),
                AuthSourceKind.Object => [.. Windows(source, first, now)],
                _ => [Window(source, EventLogInterval.Daily, StartOfDay(now), now)],
            };
            if (facts.Kind is AuthSourceKind.Object)
            {
                await ProbeAsync(facts, now, cancellation).ConfigureAwait(false);
            }

            return new EventLogListing(source, logs, listing, null);
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            UnreadPart refused = new SourceAccess(org).Refused(access, error);
            return new EventLogListing(source, [], null, refused with { Type = source.ToString() });
        }
    }

    /// <summary>Reads a log as comma-separated values, from its beginning.</summary>
    /// <param name="log">The log.</param>
    /// <param name="consume">What reads it; called again after a connection that broke off.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The errors of the API, and what <paramref name="consume"/> throws.</exception>
    public async Task ReadAsync(
        EcaEventLog log,
        Func<Stream, CancellationToken, Task> consume,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(consume);
        AuthSourceFacts.SourceFact facts = AuthSourceFacts.Default.Find(log.Source.ToString())!;
        if (facts.Kind is AuthSourceKind.File)
        {
            await org.GetClient()
                .ReadStreamAsync($"sobjects/EventLogFile/{log.Id}/LogFile", consume, cancellation)
                .ConfigureAwait(false);
            return;
        }

        IAsyncEnumerator<IReadOnlyList<string?>> rows = (
            facts.Kind is AuthSourceKind.Object ? RowsAsync(facts, log, cancellation) : TokensAsync(cancellation)
        ).GetAsyncEnumerator(cancellation);
        await using (rows.ConfigureAwait(false))
        {
            string[] columns =
                facts.Kind is AuthSourceKind.Object
                    ? [facts.Time!, .. facts.Fields]
                    : ["Timestamp", "Application", "UserId", "Status"];
            CsvRowStream stream = new(columns, rows);
            await using ConfiguredAsyncDisposable disposed = stream.ConfigureAwait(false);
            await consume(stream, cancellation).ConfigureAwait(false);
        }
    }

    private static DateTimeOffset StartOfDay(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>
    /// The files. A day's daily file takes the place of its hours, whose files stay in the list. Files are listed by
    /// the time that they were made, because more of an hour may come a day later (Object Reference: EventLogFile).
    /// </summary>
    private async Task<ImmutableArray<EcaEventLog>> FilesAsync(
        AuthEventSource source,
        DateTimeOffset first,
        SourceListing? known,
        CancellationToken cancellation
    )
    {
        string made = known is null ? "" : $" AND CreatedDate >= {Soql.Time(known.ListedAt - s_overlap)}";
        return await EventLogFileQuery
            .RunAsync(interval =>
                QueryFilesAsync(
                    source,
                    $"SELECT Id, LogDate, {interval}Sequence, CreatedDate, LogFileLength FROM EventLogFile"
                        + $" WHERE EventType = {Soql.Text(source.ToString())} AND LogDate >= {Soql.Time(first)}{made}"
                        + " ORDER BY LogDate, CreatedDate",
                    cancellation
                )
            )
            .ConfigureAwait(false);
    }

    private async Task<ImmutableArray<EcaEventLog>> QueryFilesAsync(
        AuthEventSource source,
        string soql,
        CancellationToken cancellation
    )
    {
        ImmutableArray<EcaEventLog>.Builder logs = ImmutableArray.CreateBuilder<EcaEventLog>();
        await foreach (
            JsonElement row in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            if (row.Text("Id") is not { } id || row.Time("LogDate") is not { } date)
            {
                continue;
            }

            bool isHourly = row.Text("Interval") == nameof(EventLogInterval.Hourly);
            logs.Add(
                Log(source, id, isHourly ? EventLogInterval.Hourly : EventLogInterval.Daily, date) with
                {
                    Sequence = (int)row.Number("Sequence"),
                    CreatedDate = row.Time("CreatedDate") ?? date,
                    Length = LengthOf(row),
                }
            );
        }

        return logs.ToImmutable();
    }

    /// <summary>The length of a file, which the API gives as a double.</summary>
    private static long? LengthOf(JsonElement row) =>
        row.TryGetProperty("LogFileLength", out JsonElement length) && length.ValueKind is JsonValueKind.Number
            ? (long)length.GetDouble()
            : null;

    /// <summary>Days that are settled, and the hours after them.</summary>
    private IEnumerable<EcaEventLog> Windows(AuthEventSource source, DateTimeOffset first, DateTimeOffset now)
    {
        TimeSpan settles = AuthSourceFacts.Default.SettledAfter(source.ToString());
        DateTimeOffset day = first;
        for (; day.AddDays(1) + settles <= now; day = day.AddDays(1))
        {
            yield return Window(source, EventLogInterval.Daily, day, now);
        }

        for (DateTimeOffset hour = day; hour < now; hour = hour.AddHours(1))
        {
            yield return Window(source, EventLogInterval.Hourly, hour, now);
        }
    }

    private EcaEventLog Window(
        AuthEventSource source,
        EventLogInterval interval,
        DateTimeOffset start,
        DateTimeOffset now
    ) => Log(source, LogFileName.QueryId, interval, start) with { CreatedDate = now };

    private EcaEventLog Log(AuthEventSource source, string id, EventLogInterval interval, DateTimeOffset date) =>
        new()
        {
            Source = source,
            Id = id,
            Interval = interval,
            LogDate = date,
            OrgId = OrgId,
            OrgAlias = org.Alias,
        };

    /// <summary>Asks for one row, so that an org that lacks the object or a field says so once.</summary>
    private async Task ProbeAsync(AuthSourceFacts.SourceFact facts, DateTimeOffset now, CancellationToken cancellation)
    {
        string soql = $"{Select(facts)} WHERE {facts.Time} >= {Soql.Time(now.AddHours(-1))} LIMIT 1";
        await foreach (
            JsonElement _ in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            return;
        }
    }

    // LoginHistory.Application can't be filtered by (Object Reference: LoginHistory), so all rows are read.
    private static string Select(AuthSourceFacts.SourceFact facts) =>
        $"SELECT {facts.Time}, {string.Join(", ", facts.Fields)} FROM {facts.Name}";

    private async IAsyncEnumerable<IReadOnlyList<string?>> RowsAsync(
        AuthSourceFacts.SourceFact facts,
        EcaEventLog log,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        DateTimeOffset end = log.LogDate.AddHours(log.Interval is EventLogInterval.Daily ? 24 : 1);
        string soql =
            $"{Select(facts)} WHERE {facts.Time} >= {Soql.Time(log.LogDate)} AND {facts.Time} < {Soql.Time(end)}";
        await foreach (
            JsonElement row in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            yield return
            [
                row.Time(facts.Time!) is { } time ? EventTime(time) : null,
                .. facts.Fields.Select(field => Value(row, field)),
            ];
        }
    }

    /// <summary>A field as text: a status code comes as a number.</summary>
    private static string? Value(JsonElement row, string field) =>
        row.TryGetProperty(field, out JsonElement value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText().Split('.')[0],
                _ => null,
            }
            : null;

    private async IAsyncEnumerable<IReadOnlyList<string?>> TokensAsync(
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (
            OauthTokenRow row in new OauthTokenReader(org).ReadAsync(null, cancellation).ConfigureAwait(false)
        )
        {
            if (row.LastUsed is { } time)
            {
                yield return [EventTime(time), row.Application, row.UserId, AuthStatuses.SeenStatus];
            }
        }
    }

    private static string EventTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
