namespace EcaTools.Core.Freeze;

/// <summary>How to block an app.</summary>
public sealed record BlockOptions
{
    /// <summary>How long nobody may have used the app. 14 days by default.</summary>
    public TimeSpan QuietPeriod { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Why the app is blocked although it is in use, or its use is not known; null refuses that.</summary>
    public string? ForceReason { get; init; }

    /// <summary>Whether to revoke the app's tokens once it is blocked.</summary>
    public bool RevokeTokens { get; init; }
}
