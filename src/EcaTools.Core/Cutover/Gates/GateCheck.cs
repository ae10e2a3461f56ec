namespace EcaTools.Core.Cutover.Gates;

/// <summary>What a cutover gate checks.</summary>
public enum GateCheck
{
    /// <summary>The events are of one org.</summary>
    OneOrg,

    /// <summary>The new app has traffic.</summary>
    NewAppTraffic,

    /// <summary>Every hour of the window is known to be complete, and the window is recent.</summary>
    CompleteHours,

    /// <summary>Every line of the event logs was counted.</summary>
    UnreadLines,

    /// <summary>No event is later than the decision.</summary>
    ClockSkew,

    /// <summary>The success rate is not below the floor.</summary>
    AbsoluteFloor,

    /// <summary>The success rate is not worse than the old app's by more than the margin.</summary>
    NotWorseThanOld,

    /// <summary>No hour has many errors of one kind.</summary>
    ErrorSpikes,

    /// <summary>Logins by refresh token succeed in the first hours of the stage.</summary>
    RefreshFailures,

    /// <summary>No caller fails for the most part.</summary>
    FailingCallers,

    /// <summary>No caller of the old app is silent for longer than it used to be.</summary>
    SilentCallers,

    /// <summary>No caller that was moved still uses the old app.</summary>
    OldKeyCallers,

    /// <summary>No user has as many refresh tokens of the new app as there can be.</summary>
    TokenLimit,
}
