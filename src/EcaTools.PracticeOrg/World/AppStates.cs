using EcaTools.PracticeOrg.Metadata;

namespace EcaTools.PracticeOrg.World;

/// <summary>What the org knows of apps that is in no metadata: which are blocked, and which consumer keys belong to
/// apps elsewhere.</summary>
internal sealed class AppStates
{
    /// <summary>Keys of deleted apps are remembered up to this number.</summary>
    private const int MaximumElsewhere = 10_000;

    private readonly object _gate = new();
    private readonly HashSet<string> _blocked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _elsewhere = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Blocks an app by its record id, or unblock it.</summary>
    public void SetBlocked(string recordId, bool isBlocked)
    {
        lock (_gate)
        {
            _ = isBlocked ? _blocked.Add(recordId) : _blocked.Remove(recordId);
        }
    }

    public bool IsBlocked(string recordId)
    {
        lock (_gate)
        {
            return _blocked.Contains(recordId);
        }
    }

    /// <summary>Makes a consumer key that of an ECA which other orgs have and this one has not.</summary>
    public void AddElsewhere(string consumerKey)
    {
        lock (_gate)
        {
            if (_elsewhere.Add(consumerKey))
            {
                _order.Enqueue(consumerKey);
                if (_order.Count > MaximumElsewhere)
                {
                    _elsewhere.Remove(_order.Dequeue());
                }
            }
        }
    }

    public bool IsElsewhere(string consumerKey)
    {
        lock (_gate)
        {
            return _elsewhere.Contains(consumerKey);
        }
    }

    /// <summary>An ECA that was deleted is no longer installed here; its key is still that of an ECA
    /// (UNCONFIRMED).</summary>
    public void Forget(MetadataState before, MetadataState after)
    {
        foreach (
            StoredRecord app in before
                .OfType("ExternalClientApplication")
                .Where(a => after.Find(a.Type.Name, a.FullName) is null)
        )
        {
            if (before.SatelliteOf(app.FullName, "ExtlClntAppGlobalOauthSettings")?.ConsumerKey is { } key)
            {
                AddElsewhere(key);
            }

            SetBlocked(app.Id, isBlocked: false);
        }
    }
}
