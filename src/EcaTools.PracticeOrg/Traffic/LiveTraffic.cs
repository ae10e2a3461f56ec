using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Values;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>What came over the wire since the org began: the newest logins and API calls, so that a long run doesn't
/// grow.</summary>
internal sealed class LiveTraffic(IOrg world)
{
    /// <summary>The most logins, and the most API calls, that are kept.</summary>
    public const int Maximum = 10_000;

    // In the order of their times.
    private readonly Queue<(DateTimeOffset Time, Row Row)> _logins = new();
    private readonly Queue<(DateTimeOffset Time, Row Row)> _calls = new();
    private long _number;

    public IEnumerable<Row> Logins() => Of(_logins, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    /// <summary>The logins between two moments.</summary>
    public IEnumerable<Row> Logins(DateTimeOffset from, DateTimeOffset to) => Of(_logins, from, to);

    public IEnumerable<Row> Calls() => Of(_calls, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    /// <summary>The API calls between two moments.</summary>
    public IEnumerable<Row> Calls(DateTimeOffset from, DateTimeOffset to) => Of(_calls, from, to);

    public void AddLogin(Row login) => Add(_logins, (DateTimeOffset)login["LoginTime"]!, login);

    /// <summary>Keeps a call to the API that a session made.</summary>
    public void AddCall(
        Session session,
        string sourceIp,
        string userAgent,
        string family,
        string version,
        string method,
        string resource,
        int status
    )
    {
        Row user = world.Find("User", session.UserId)!;
        (string? label, string? appId) = App(session);
        DateTimeOffset now = world.Now;
        Add(
            _calls,
            now,
            ApiCallRows.Create(
                Interlocked.Increment(ref _number),
                now,
                user,
                label,
                appId,
                sourceIp,
                userAgent,
                family,
                version,
                method,
                resource,
                status
            )
        );
    }

    private static void Add(Queue<(DateTimeOffset Time, Row Row)> rows, DateTimeOffset time, Row row)
    {
        lock (rows)
        {
            rows.Enqueue((time, row));
            if (rows.Count > Maximum)
            {
                rows.Dequeue();
            }
        }
    }

    private static IEnumerable<Row> Of(
        Queue<(DateTimeOffset Time, Row Row)> rows,
        DateTimeOffset from,
        DateTimeOffset to
    )
    {
        (DateTimeOffset Time, Row Row)[] all;
        lock (rows)
        {
            all = rows.ToArray();
        }

        for (int i = FirstFrom(all, from); i < all.Length && all[i].Time < to; i++)
        {
            yield return all[i].Row;
        }
    }

    private static int FirstFrom((DateTimeOffset Time, Row Row)[] rows, DateTimeOffset from)
    {
        int low = 0;
        int high = rows.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (rows[middle].Time < from)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private (string? Label, string? Id) App(Session session)
    {
        if (session.ConsumerKey is not { } key || world.Metadata.FindByConsumerKey(key) is not { } record)
        {
            return (null, null);
        }

        return record.Type.Name == "ConnectedApp"
            ? (record.Text("label"), record.Id)
            : (
                world.Metadata.Find("ExternalClientApplication", record.Parent!)?.Text("label"),
                AppIds.OfEvents(world.Metadata, record.Parent!)
            );
    }
}
