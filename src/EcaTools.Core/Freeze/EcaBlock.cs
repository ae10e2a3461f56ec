namespace EcaTools.Core.Freeze;

/// <summary>An app that was blocked or unblocked. It can serve as evidence: see <see cref="CheckedAt"/>.</summary>
public sealed record EcaBlock
{
    /// <summary>The app's full name.</summary>
    public required string App { get; init; }

    /// <summary>What kind of app it is.</summary>
    public required AppKind Kind { get; init; }

    /// <summary>The alias of the org.</summary>
    public required string Org { get; init; }

    /// <summary>The 18-character organization id.</summary>
    public required string OrgId { get; init; }

    /// <summary>What was done.</summary>
    public required BlockOutcome Outcome { get; init; }

    /// <summary>Whether the org blocks the app now.</summary>
    public required bool IsBlocked { get; init; }

    /// <summary>When the app was used last (UTC), as far as that is known; null if no use is known.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>Why the app was blocked although it was in use; null where it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>How many tokens were revoked.</summary>
    public int TokensRevoked { get; init; }

    /// <summary>How many tokens were gone already when they were to be revoked.</summary>
    public int TokensGone { get; init; }

    /// <summary>What else there is to know, such as a part that is not documented; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>When that was (UTC, by the org's clock).</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>The outcome and the app.</summary>
    public override string ToString() => $"{Outcome}: {App}";
}
