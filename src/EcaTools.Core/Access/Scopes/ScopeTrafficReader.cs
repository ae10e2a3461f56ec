using System.Globalization;
using EcaTools.Core.Csv;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Access.Scopes;

/// <summary>Counts the API calls of event log files of the type ApiTotalUsage by app. Memory grows with the apps, not with
/// the calls.</summary>
/// <param name="nameOf">The name of an app by its id and label; null for an app that is not wanted.</param>
internal sealed class ScopeTrafficReader(Func<string, string?, string?> nameOf)
{
    private readonly Dictionary<string, ScopeTraffic> _apps = new(StringComparer.Ordinal);
    private DateTimeOffset? _first;
    private DateTimeOffset? _last;

    /// <summary>The apps that were seen.</summary>
    public IReadOnlyDictionary<string, ScopeTraffic> Apps => _apps;

    /// <summary>How many calls named no app.</summary>
    public long WithoutApp { get; private set; }

    /// <summary>From the first call of any app to the last.</summary>
    public TimeSpan Window => _last - _first ?? TimeSpan.Zero;

    /// <summary>The traffic of an app.</summary>
    public ScopeTraffic Of(string app) =>
        _apps.TryGetValue(app, out ScopeTraffic? traffic) ? traffic : _apps[app] = new ScopeTraffic(app);

    /// <summary>Adds what another one counted.</summary>
    public void Add(ScopeTrafficReader other)
    {
        foreach ((string app, ScopeTraffic traffic) in other._apps)
        {
            Of(app).Add(traffic);
        }

        WithoutApp += other.WithoutApp;
        Widen(other._first);
        Widen(other._last);
    }

    /// <summary>Counts a file.</summary>
    /// <param name="text">The file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>EventLogNotReadable</c>, <c>CsvMalformed</c>.</exception>
    public async Task ReadAsync(TextReader text, string name, CancellationToken cancellation)
    {
        using CsvRows csv = new(text, name);
        if (await csv.ReadAsync(cancellation).ConfigureAwait(false) is not { } columns)
        {
            return;
        }

        int Column(string column) => Array.IndexOf(columns, column);
        int app = Column("CONNECTED_APP_ID");
        int family = Column("API_FAMILY");
        if (app < 0 || family < 0)
        {
            throw ScopeErrors.EventLogWithoutApps(name);
        }

        int label = Column("CONNECTED_APP_NAME");
        int resource = Column("API_RESOURCE");
        int category = Column("API_CLIENT_CATEGORY");
        int time = Column("TIMESTAMP_DERIVED");
        while (await csv.ReadAsync(cancellation).ConfigureAwait(false) is { } row)
        {
            string? Field(int column) =>
                column >= 0 && column < row.Length && row[column].Length > 0 ? row[column] : null;
            DateTimeOffset? moment = DateTimeOffset.TryParse(
                Field(time),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTimeOffset parsed
            )
                ? parsed
                : null;
            Widen(moment);
            if (Field(app) is not { } id)
            {
                WithoutApp++;
            }
            else if (nameOf(SalesforceId.Short(id), Field(label)) is { } wanted)
            {
                Of(wanted).Add(Field(family), Field(resource), Field(category), moment);
            }
        }
    }

    private void Widen(DateTimeOffset? moment)
    {
        _first = moment < _first || _first is null ? moment ?? _first : _first;
        _last = moment > _last || _last is null ? moment ?? _last : _last;
    }
}
