namespace EcaTools.Core.Monitoring.Measures;

/// <summary>The time that a log is about.</summary>
public enum EventLogInterval : long
{
    /// <summary>Nobody says: a file of any origin.</summary>
    Unknown,

    /// <summary>An hour, perhaps one of several logs of that hour.</summary>
    Hourly,

    /// <summary>A day of UTC. It takes the place of the day's hours.</summary>
    Daily,
}
