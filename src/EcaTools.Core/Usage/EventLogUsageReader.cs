using System.Globalization;
using System.Text.Json;
using EcaTools.Core.Csv;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Usage;

/// <summary>
/// API calls by event log files of the type ApiTotalUsage, which name the app by its id. A day that has a daily file is
/// read from it, other days from their hourly files. A file is read as it comes, however large, and counts only when it
/// came whole.
/// </summary>
internal sealed class EventLogUsageReader(EcaOrg org, AppDirectory apps, DateTimeOffset since)
    : UsageSourceReader(org, UsageSource.EventLogFile, apps, since)
{
    /// <inheritdoc/>
    protected override async Task CountAsync(CancellationToken cancellation)
    {
        foreach ((string id, string name) in await FilesAsync(Org, Since, cancellation).ConfigureAwait(false))
        {
            try
            {
                FileTally counted = new();
                await Org.GetClient()
                    .ReadStreamAsync(
                        $"sobjects/EventLogFile/{id}/LogFile",
                        async (stream, stop) =>
                        {
                            // Anew for each attempt: what a broken one counted is forgotten.
                            counted = new FileTally();
                            await ReadFileAsync(stream, name, counted, stop).ConfigureAwait(false);
                        },
                        cancellation
                    )
                    .ConfigureAwait(false);
                Tally.Add(counted.Callers);
                LeftOut += counted.LeftOut;
                if (counted.NotRead is { } reason)
                {
                    NotRead ??= new UnreadPart(Facts.Name, reason)
                    {
                        NextStep = "Read newer files: those of old releases lack the column.",
                    };
                }
            }
            catch (EcaException error)
                when (OrgRecordReader.IsRequestSpecific(error) || error.ErrorId is nameof(CsvErrors.CsvMalformed))
            {
                NotRead ??= new UnreadPart(Facts.Name, $"{name} is missing: {error.Message}")
                {
                    NextStep = error.NextStep,
                };
            }
        }
    }

    /// <summary>The files, without the hours of days that have a file of their own.</summary>
    internal static async Task<List<(string Id, string Name)>> FilesAsync(
        EcaOrg org,
        DateTimeOffset since,
        CancellationToken cancellation
    )
    {
        // A daily file begins at midnight (UTC), so that it may begin before the time that is asked for.
        List<(string Id, DateTimeOffset Date, bool IsDaily)> files = await EventLogFileQuery
            .RunAsync(async interval =>
            {
                List<(string Id, DateTimeOffset Date, bool IsDaily)> found = [];
                string soql =
                    $"SELECT Id, {interval}LogDate FROM EventLogFile WHERE EventType = 'ApiTotalUsage' AND LogDate >= {Soql.Time(since.AddDays(-1))} ORDER BY LogDate";
                await foreach (
                    JsonElement row in org.GetClient()
                        .QueryAsync(soql, cancellation: cancellation)
                        .ConfigureAwait(false)
                )
                {
                    if (row.Text("Id") is { } id && row.Time("LogDate") is { } date)
                    {
                        found.Add((id, date, row.Text("Interval") != "Hourly"));
                    }
                }

                return found;
            })
            .ConfigureAwait(false);

        HashSet<DateTime> days = [.. files.Where(file => file.IsDaily).Select(file => file.Date.UtcDateTime.Date)];
        return
        [
            .. files
                .Where(file =>
                    file.IsDaily
                        ? file.Date.AddDays(1) > since
                        : file.Date.AddHours(1) > since && !days.Contains(file.Date.UtcDateTime.Date)
                )
                .Select(file =>
                    (
                        file.Id,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"the {(file.IsDaily ? "daily" : "hourly")} file of {file.Date:yyyy-MM-dd HH:mm}"
                        )
                    )
                ),
        ];
    }

    private async Task ReadFileAsync(Stream stream, string name, FileTally counted, CancellationToken cancellation)
    {
        using StreamReader text = new(stream, leaveOpen: true);
        using CsvRows csv = new(text, $"{Org.Alias}: {name}");
        if (await csv.ReadAsync(cancellation).ConfigureAwait(false) is not { } columns)
        {
            return;
        }

        int Column(string column) => Array.IndexOf(columns, column);
        int time = Column("TIMESTAMP_DERIVED");
        int app = Column("CONNECTED_APP_ID");
        if (time < 0)
        {
            throw CsvErrors.CsvMalformed($"{Org.Alias}: {name}", csv.Line, "the column TIMESTAMP_DERIVED is not there");
        }

        if (app < 0)
        {
            counted.NotRead = $"{name} has no column CONNECTED_APP_ID, so that its calls name no app.";
        }

        int label = Column("CONNECTED_APP_NAME");
        int user = Column("USER_ID");
        int address = Column("CLIENT_IP");
        int client = Column("CLIENT_NAME");
        int family = Column("API_FAMILY");
        int resource = Column("API_RESOURCE");
        int version = Column("API_VERSION");
        int status = Column("STATUS_CODE");
        while (await csv.ReadAsync(cancellation).ConfigureAwait(false) is { } row)
        {
            Seen++;
            string? Field(int column) =>
                column >= 0 && column < row.Length && row[column].Length > 0 ? row[column] : null;
            if (
                !DateTimeOffset.TryParse(
                    Field(time),
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                    out DateTimeOffset moment
                )
            )
            {
                throw CsvErrors.CsvMalformed($"{Org.Alias}: {name}", csv.Line, "the record has no time");
            }

            if (moment < Since)
            {
                continue;
            }

            string? id = Field(app);
            bool isSoapLogin = id is null && InventoryFacts.Default.SoapLogin.IsCall(Field(family), Field(resource));
            AppIdentity? named = id is null ? null : Apps.OfId(id, Field(label));
            if ((isSoapLogin ? Apps.SoapLogin() : named) is not { } found)
            {
                counted.LeftOut++;
                continue;
            }

            UsageKey key = new()
            {
                UserId = Field(user) is { } userId ? SalesforceId.Long(userId) : null,
                SourceIp = Field(address),
                Client = Field(client),
                ApiFamily = Field(family),
                ApiVersion = isSoapLogin ? Field(version) : null,
            };
            counted.Callers.Add(found, key, moment, failed: Field(status) is [>= '4', ..]);
        }
    }

    private sealed class FileTally
    {
        public UsageTally Callers { get; } = new();

        public long LeftOut { get; set; }

        /// <summary>Why its calls can't be assigned to apps; null where they can.</summary>
        public string? NotRead { get; set; }
    }
}
