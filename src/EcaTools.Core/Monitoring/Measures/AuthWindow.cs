namespace EcaTools.Core.Monitoring.Measures;

/// <summary>The time that a measure is about.</summary>
public enum AuthWindow
{
    /// <summary>All that was counted.</summary>
    All,

    /// <summary>A day of UTC.</summary>
    Day,

    /// <summary>An hour.</summary>
    Hour,
}
