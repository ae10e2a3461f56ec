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

    private readonly Queue<Row> _logins = new();
    private readonly Queue<Row> _calls = new();
    private long _number;

    public IReadOnlyList<Row> Logins()
    {
        lock (_logins)
        {
            return [.. _logins];
        }
    }

    public IReadOnlyList<Row> Calls()
    {
        lock (_calls)
        {
            return [.. _calls];
        }
    }

    public void AddLogin(Row login) => Add(_logins, login);

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
        Add(
            _calls,
            ApiCallRows.Create(
                Interlocked.Increment(ref _number),
                world.Now,
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

    private static void Add(Queue<Row> rows, Row row)
    {
        lock (rows)
        {
            rows.Enqueue(row);
            if (rows.Count > Maximum)
            {
                rows.Dequeue();
            }
        }
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
