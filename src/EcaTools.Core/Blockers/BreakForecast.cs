using EcaTools.Core.Blockers.Rules;

namespace EcaTools.Core.Blockers;

/// <summary>Crosses what a date ends with who uses the app.</summary>
internal static class BreakForecast
{
    /// <summary>An app that was used within so many days counts as used.</summary>
    public const int ActiveDays = 90;

    /// <summary>The forecast for an app on a day.</summary>
    /// <param name="usage">What is known of its use.</param>
    /// <param name="breaks">The first day from which something that the app needs is off; null if there is none.</param>
    /// <param name="today">The day of the judgment.</param>
    public static WillBreak Of(AppUsage usage, DateOnly? breaks, DateOnly today)
    {
        if (breaks is not { } day)
        {
            return WillBreak.Safe;
        }

        bool isIdle =
            usage.LastUsed is { } last
            && DateOnly.FromDateTime(last.UtcDateTime).DayNumber < today.DayNumber - ActiveDays;
        if (usage.IsUnused || (isIdle && usage.CallersUnknownBecause is null))
        {
            return WillBreak.Dormant;
        }

        if (usage.CallerCount is not > 0 || isIdle)
        {
            return WillBreak.Unknown;
        }

        return day <= today ? WillBreak.BreaksNow : WillBreak.BreaksOn;
    }
}
