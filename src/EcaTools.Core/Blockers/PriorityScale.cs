using EcaTools.Core.Blockers.Rules;

namespace EcaTools.Core.Blockers;

/// <summary>The priority of an app by its use and its nearest deadline. The limits are ours; docs/guides/blockers.md
/// tells them.</summary>
internal static class PriorityScale
{
    /// <summary>From this number of callers on, an app is of medium priority.</summary>
    public const int SomeCallers = 5;

    /// <summary>From this number of callers on, an app is of high priority.</summary>
    public const int ManyCallers = 25;

    /// <summary>Within so many days, a deadline is critical.</summary>
    public const int CriticalDays = 30;

    /// <summary>Within so many days, a deadline is near.</summary>
    public const int NearDays = 90;

    /// <summary>The priority of an app on a day. An app that is certainly unused is of low priority, whatever its settings
    /// say; one of which nobody knows is not.</summary>
    public static MigrationPriority Of(AppUsage usage, DateOnly? deadline, DateOnly today)
    {
        if (usage.IsUnused)
        {
            return MigrationPriority.Low;
        }

        MigrationPriority byUse = usage.CallerCount switch
        {
            >= ManyCallers => MigrationPriority.High,
            >= SomeCallers or null => MigrationPriority.Medium,
            _ => usage.CallersUnknownBecause is null ? MigrationPriority.Low : MigrationPriority.Medium,
        };
        int? days = deadline is { } day ? day.DayNumber - today.DayNumber : null;
        MigrationPriority byDate = days switch
        {
            <= CriticalDays => MigrationPriority.Critical,
            <= NearDays => MigrationPriority.High,
            _ => MigrationPriority.Low,
        };
        return byUse > byDate ? byUse : byDate;
    }
}
