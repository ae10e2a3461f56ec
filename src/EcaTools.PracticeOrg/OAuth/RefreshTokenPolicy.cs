using System.Globalization;
using EcaTools.PracticeOrg.Sessions;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>How long an app's refresh tokens are good.</summary>
/// <param name="Type">Infinite, Zero, SpecificLifetime or SpecificInactivity, as ECA policies say it.</param>
/// <param name="Period">How many units, for the last two.</param>
/// <param name="Unit">Hours, Days or Months.</param>
internal sealed record RefreshTokenPolicy(string Type, int Period = 0, string? Unit = null)
{
    /// <summary>What isEnforceRefreshTokenTTL allows between two uses (release notes for Winter '27).</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromDays(30);

    /// <summary>Reads the policy of an ECA.</summary>
    public static RefreshTokenPolicy Parse(string? type, string? period, string? unit) =>
        new(
            type ?? "Infinite",
            int.TryParse(period, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0,
            unit
        );

    /// <summary>Reads a connected app's: zero, infinite, or specific_lifetime:N:UNIT and its like. What it can't read
    /// is infinite.</summary>
    public static RefreshTokenPolicy Parse(string? text)
    {
        string[] parts = (text ?? "").Split(':');
        return parts[0] switch
        {
            "zero" => new RefreshTokenPolicy("Zero"),
            "specific_lifetime" when parts.Length == 3 => Parse("SpecificLifetime", parts[1], parts[2]),
            "specific_inactivity" when parts.Length == 3 => Parse("SpecificInactivity", parts[1], parts[2]),
            _ => new RefreshTokenPolicy("Infinite"),
        };
    }

    /// <summary>Whether the policy, as it is now, refuses this token.</summary>
    public bool IsOver(RefreshToken token, DateTimeOffset now) =>
        Type switch
        {
            "Zero" => true,
            "SpecificLifetime" => After(token.CreatedAt) <= now,
            "SpecificInactivity" => After(token.LastUsedAt) <= now,
            _ => false,
        };

    private DateTimeOffset After(DateTimeOffset start)
    {
        try
        {
            return Unit?.ToUpperInvariant() switch
            {
                "HOURS" => start.AddHours(Period),
                "MONTHS" => start.AddMonths(Period),
                _ => start.AddDays(Period),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            // Longer than the calendar goes.
            return DateTimeOffset.MaxValue;
        }
    }
}
