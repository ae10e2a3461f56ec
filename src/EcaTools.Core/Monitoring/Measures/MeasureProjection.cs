using System.Collections.Immutable;
using EcaTools.Core.Inventory;
using EcaTools.Core.Monitoring.Statuses;
using EcaTools.Core.Monitoring.Tallies;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Monitoring.Measures;

/// <summary>Sums tallies up to measures.</summary>
/// <param name="set">The set.</param>
/// <param name="by">What a measure is about.</param>
/// <param name="window">The time that a measure is about.</param>
internal sealed class MeasureProjection(AuthMeasureSet set, AuthMeasureBy by, AuthWindow window)
{
    private const int HoursInDay = 24;

    private readonly Dictionary<string, int> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Source, int Subject, int Window), MeasureGroup> _groups = [];
    private readonly Dictionary<(int Source, int Window), (long All, long Named)> _attribution = [];
    private readonly Dictionary<int, AuthOutcome> _outcomes = [];
    private MeasureStreams _streams = null!;

    /// <summary>The measures, in the order of sources, orgs, times, apps and callers.</summary>
    public ImmutableArray<AuthMeasure> Project(DateTimeOffset? since, DateTimeOffset? until)
    {
        int from = since is null ? 0 : (int)Math.Floor((since.Value - DateTimeOffset.UnixEpoch).TotalHours);
        int to = until is null ? int.MaxValue : (int)Math.Ceiling((until.Value - DateTimeOffset.UnixEpoch).TotalHours);
        _streams = new MeasureStreams(set.Streams, by);
        foreach (MeasurePart part in set.Parts)
        {
            int source = Index(_sources, $"{part.Log.Source}\n{part.Log.OrgId}");
            foreach (AuthTally tally in part.Tallies)
            {
                if (tally.Hour >= from && tally.Hour < to)
                {
                    Add(source, tally);
                }
            }
        }

        string[] sources = [.. _sources.OrderBy(source => source.Value).Select(source => source.Key)];
        ILookup<string, string> doubts = set
            .Parts.Where(part => part.Log.BadLines > 0)
            .OrderBy(part => part.Log.Key, StringComparer.Ordinal)
            .ToLookup(part => $"{part.Log.Source}\n{part.Log.OrgId}", part => Doubt(part.Log), StringComparer.Ordinal);
        ImmutableArray<string>[] blindSpots =
        [
            .. sources.Select(source =>
                (ImmutableArray<string>)
                    [.. doubts[source], .. AuthSourceFacts.Default.BlindSpotsOf(source.Split('\n')[0])]
            ),
        ];
        return
        [
            .. _groups
                .Select(group =>
                    ToMeasure(
                        group.Key,
                        group.Value,
                        sources[group.Key.Source].Split('\n'),
                        blindSpots[group.Key.Source]
                    )
                )
                .OrderBy(measure => measure.Source, StringComparer.Ordinal)
                .ThenBy(measure => measure.OrgId, StringComparer.Ordinal)
                .ThenBy(measure => measure.From)
                .ThenBy(measure => measure.App, StringComparer.Ordinal)
                .ThenBy(measure => measure.AppId, StringComparer.Ordinal)
                .ThenBy(measure => measure.Caller, StringComparer.Ordinal),
        ];
    }

    private static string Doubt(MeasuredLog log) =>
        FormattableString.Invariant($"{log.Name}: {log.BadLines:N0} lines can't be read, and were not counted.");

    private static int Index(Dictionary<string, int> numbers, string name)
    {
        if (!numbers.TryGetValue(name, out int number))
        {
            numbers[name] = number = numbers.Count;
        }

        return number;
    }

    private void Add(int source, in AuthTally tally)
    {
        int time = window switch
        {
            AuthWindow.Hour => tally.Hour,
            AuthWindow.Day => tally.Hour / HoursInDay,
            _ => 0,
        };
        int stream = tally.Stream;
        (long all, long named) = _attribution.GetValueOrDefault((source, time));
        _attribution[(source, time)] = (all + tally.Count, named + (_streams.HasApp(stream) ? tally.Count : 0));
        if (_streams.IsOther(stream))
        {
            return;
        }

        (int Source, int Subject, int Window) key = (source, _streams.SubjectOf(stream), time);
        if (!_groups.TryGetValue(key, out MeasureGroup? group))
        {
            _groups[key] = group = new MeasureGroup(stream);
        }

        if (!_outcomes.TryGetValue(tally.Status, out AuthOutcome outcome))
        {
            _outcomes[tally.Status] = outcome = AuthStatuses.Default.OutcomeOf(set.Statuses.TextOf(tally.Status));
        }

        group.Add(tally, outcome, _streams.UserOf(stream), _streams.AddressOf(stream), _streams.NameOf(stream));
        if (
            outcome is AuthOutcome.Unauthorized or AuthOutcome.Forbidden
            && _streams.FlowOf(stream) is { } flow
            && InventoryFacts.Default.FlowOf(flow) == OAuthFlow.RefreshToken
        )
        {
            group.RefreshFailures += tally.Count;
        }
    }

    private AuthMeasure ToMeasure(
        (int Source, int Subject, int Window) key,
        MeasureGroup group,
        string[] source,
        ImmutableArray<string> blindSpots
    )
    {
        (long all, long named) = _attribution[(key.Source, key.Window)];
        (DateTimeOffset from, DateTimeOffset to) = Range(key.Window, group);
        bool isCaller = by is AuthMeasureBy.Caller;
        string? Part(AuthStreamPart part) => isCaller ? _streams.TextOf(group.Stream, part) : null;
        return new AuthMeasure
        {
            Source = source[0],
            OrgId = source[1],
            AppId = _streams.TextOf(group.Stream, AuthStreamPart.AppId),
            AppName = group.Names is { Count: > 0 } names ? string.Join(", ", names) : null,
            Labels = group.Names is { } labels ? [.. labels] : [],
            UserId = Part(AuthStreamPart.User),
            Address = Part(AuthStreamPart.Address),
            Client = Part(AuthStreamPart.Client),
            LoginSubType = Part(AuthStreamPart.Flow),
            From = from,
            To = to,
            Requests = group.Total - group[AuthOutcome.Seen],
            Successes = group[AuthOutcome.Success] + group[AuthOutcome.ClientError],
            Unauthorized = group[AuthOutcome.Unauthorized],
            Forbidden = group[AuthOutcome.Forbidden],
            ServerErrors = group[AuthOutcome.ServerError],
            Timeouts = group[AuthOutcome.Timeout],
            ClientErrors = group[AuthOutcome.ClientError],
            Unknown = group[AuthOutcome.Unknown],
            RefreshFailures = group.RefreshFailures,
            Sightings = group[AuthOutcome.Seen],
            Users = group.Users.Count,
            Addresses = group.Addresses.Count,
            FirstSeen = DateTimeOffset.FromUnixTimeMilliseconds(group.First),
            LastSeen = DateTimeOffset.FromUnixTimeMilliseconds(group.Last),
            AttributionRate = (double)named / all,
            Errors = ErrorsOf(group),
            BlindSpots = [.. blindSpots],
        };
    }

    private (DateTimeOffset From, DateTimeOffset To) Range(int time, MeasureGroup group) =>
        window switch
        {
            AuthWindow.Hour => (AtHour(time), AtHour(time + 1)),
            AuthWindow.Day => (AtHour(time * HoursInDay), AtHour((time + 1) * HoursInDay)),
            _ => (AtHour(group.FirstHour), AtHour(group.LastHour + 1)),
        };

    private static DateTimeOffset AtHour(int hour) => DateTimeOffset.UnixEpoch.AddHours(hour);

    private JoinedList<AuthError> ErrorsOf(MeasureGroup group) =>
        [
            .. group
                .Errors.Select(error => ToError(set.Statuses.TextOf(error.Key), _outcomes[error.Key], error.Value))
                .OrderByDescending(error => error.Count)
                .ThenBy(error => error.Status, StringComparer.Ordinal),
        ];

    private static AuthError ToError(string status, AuthOutcome outcome, long count)
    {
        bool isHttp = status.All(char.IsAsciiDigit);
        return new AuthError(status, outcome, count, isHttp ? null : AuthStatuses.Default.OfLogin(status));
    }
}
