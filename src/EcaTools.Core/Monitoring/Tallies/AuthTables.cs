namespace EcaTools.Core.Monitoring.Tallies;

/// <summary>What one thread counts in: streams, statuses and tallies.</summary>
internal sealed class AuthTables
{
    /// <summary>The streams.</summary>
    public AuthStreamTable Streams { get; } = new();

    /// <summary>The statuses.</summary>
    public AuthStatusTable Statuses { get; } = new();

    /// <summary>The tallies.</summary>
    public AuthTallyTable Tallies { get; } = new();

    /// <summary>Forgets what was counted, so that the room can be used again.</summary>
    public void Clear()
    {
        Streams.Clear();
        Statuses.Clear();
        Tallies.Clear();
    }
}
