namespace EcaTools.PracticeOrg.World;

/// <summary>What the org knows of apps that is in no metadata: which are blocked.</summary>
internal sealed class AppStates
{
    private readonly object _gate = new();
    private readonly HashSet<string> _blocked = new(StringComparer.Ordinal);

    /// <summary>Blocks an app by its record id, or lets it in again.</summary>
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
}
