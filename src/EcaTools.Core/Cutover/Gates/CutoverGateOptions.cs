using System.Collections.Immutable;

namespace EcaTools.Core.Cutover.Gates;

/// <summary>The thresholds of a cutover gate. Rates go from 0 to 1.</summary>
public sealed record CutoverGateOptions
{
    /// <summary>The lowest success rate that is good enough.</summary>
    public double MinimumSuccessRate { get; init; } = 0.995;

    /// <summary>By how much the new app's success rate may be below the old one's.</summary>
    public double Margin { get; init; } = 0.005;

    /// <summary>The confidence of each test, one-sided.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>How many errors of one status within an hour are a spike at least.</summary>
    public int SpikeMinimum { get; init; } = 10;

    /// <summary>Which part of an hour's requests a spike is at least.</summary>
    public double SpikeShare { get; init; } = 0.05;

    /// <summary>How many times the old app's share of the same status a spike is at least.</summary>
    public double SpikeFactor { get; init; } = 3;

    /// <summary>How long after the stage began failed logins by refresh token count.</summary>
    public TimeSpan RefreshWatch { get; init; } = TimeSpan.FromHours(48);

    /// <summary>With more failed logins by refresh token than this, the gate holds.</summary>
    public int MaximumRefreshFailures { get; init; }

    /// <summary>With this many failed logins by refresh token, the gate rolls back.</summary>
    public int RollbackRefreshFailures { get; init; } = 10;

    /// <summary>With fewer events than this, nothing is reported of a single caller.</summary>
    public int MinimumCallerEvents { get; init; } = 10;

    /// <summary>A caller whose success rate is below this fails.</summary>
    public double MinimumCallerRate { get; init; } = 0.9;

    /// <summary>How many times its longest pause so far a caller must be silent to count as silent.</summary>
    public double SilenceFactor { get; init; } = 2;

    /// <summary>How many refresh tokens of an app a user can have: a further one pushes out the oldest.</summary>
    public int TokenLimit { get; init; } = 5;

    /// <summary>How far clocks may differ.</summary>
    public TimeSpan MaximumClockSkew { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How old the end of the window may be.</summary>
    public TimeSpan MaximumEvidenceAge { get; init; } = TimeSpan.FromHours(48);

    /// <summary>How long before the window the old app is looked at.</summary>
    public TimeSpan Baseline { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Checks that are not made. The inputs of the decision name them.</summary>
    public ImmutableArray<GateCheck> SkippedChecks { get; init; } = [];
}
