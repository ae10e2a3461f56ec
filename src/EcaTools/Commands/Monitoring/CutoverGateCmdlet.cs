using System.Collections.Immutable;
using System.Management.Automation;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Monitoring;

/// <summary>The base of the cmdlets that decide a cutover gate: the apps, the callers and the thresholds.</summary>
public abstract class CutoverGateCmdlet : AuthMeasureCmdlet
{
    private static readonly CutoverGateOptions s_defaults = new();

    /// <summary>The API name of the connected app that moves, for the result. The first of -OldApp if it is left
    /// out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("Name")]
    public string? App { get; set; }

    /// <summary>The id (0H4...) and labels that event logs know the old app by. LoginHistory knows it by its label
    /// alone.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string[] OldApp { get; set; } = [];

    /// <summary>The id (888...) and labels that event logs know the new app by. LoginHistory knows it by its label
    /// alone.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string[] NewApp { get; set; } = [];

    /// <summary>The callers that moved, each by the id of its user, its address or its client: a decision for each. One
    /// decision for all callers if it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Caller { get; set; }

    /// <summary>All callers have moved, so that any use of the old app holds the gate.</summary>
    [Parameter]
    public SwitchParameter AllCallersMoved { get; set; }

    /// <summary>The start of the stage (UTC), from which failed logins by refresh token count. The start of the window
    /// if it is left out.</summary>
    [Parameter]
    [UtcTime]
    [ValidateNotNull]
    public DateTimeOffset? StageStart { get; set; }

    /// <summary>The source of the success rates. The best one that was read if it is left out: ApiTotalUsage, its
    /// object, RestApi, LoginHistory or LoginEvent.</summary>
    [Parameter]
    [ValidateSet("ApiTotalUsage", "ApiTotalUsageEventLog", "RestApi", "LoginHistory", "LoginEvent")]
    public string? RateSource { get; set; }

    /// <summary>The lowest success rate that is good enough, from 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MinimumSuccessRate { get; set; } = s_defaults.MinimumSuccessRate;

    /// <summary>By how much the new app's success rate may be below the old one's, from 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Margin { get; set; } = s_defaults.Margin;

    /// <summary>The confidence of each test, one-sided, from 0.5 to 0.9999.</summary>
    [Parameter]
    [ValidateRange(0.5, 0.9999)]
    public double Confidence { get; set; } = s_defaults.Confidence;

    /// <summary>How many errors of one status within an hour are a spike at least.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int SpikeMinimum { get; set; } = s_defaults.SpikeMinimum;

    /// <summary>Which part of an hour's requests a spike is at least, from 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double SpikeShare { get; set; } = s_defaults.SpikeShare;

    /// <summary>How many times the old app's share of the same status a spike is at least.</summary>
    [Parameter]
    [ValidateRange(1.0, 1e6)]
    public double SpikeFactor { get; set; } = s_defaults.SpikeFactor;

    /// <summary>How long after the start of the stage failed logins by refresh token count: 48h, 2d or a
    /// TimeSpan.</summary>
    [Parameter]
    [Age]
    public TimeSpan RefreshWatch { get; set; } = s_defaults.RefreshWatch;

    /// <summary>With more failed logins by refresh token than this, the gate holds.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int MaximumRefreshFailures { get; set; } = s_defaults.MaximumRefreshFailures;

    /// <summary>With this many failed logins by refresh token, the gate rolls back.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int RollbackRefreshFailures { get; set; } = s_defaults.RollbackRefreshFailures;

    /// <summary>With fewer events than this, nothing is reported of a single caller.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MinimumCallerEvents { get; set; } = s_defaults.MinimumCallerEvents;

    /// <summary>A caller whose success rate is below this fails, from 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MinimumCallerRate { get; set; } = s_defaults.MinimumCallerRate;

    /// <summary>How many times its longest pause so far a caller must be silent to count as silent.</summary>
    [Parameter]
    [ValidateRange(1.0, 1e6)]
    public double SilenceFactor { get; set; } = s_defaults.SilenceFactor;

    /// <summary>How many refresh tokens of an app a user can have.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int TokenLimit { get; set; } = s_defaults.TokenLimit;

    /// <summary>How far clocks may differ, as a TimeSpan such as 0:05:00.</summary>
    [Parameter]
    [Age]
    public TimeSpan MaximumClockSkew { get; set; } = s_defaults.MaximumClockSkew;

    /// <summary>How old the end of the window may be: 48h, 2d or a TimeSpan.</summary>
    [Parameter]
    [Age]
    public TimeSpan MaximumEvidenceAge { get; set; } = s_defaults.MaximumEvidenceAge;

    /// <summary>How long before the window the old app is looked at: 14d, 48h or a TimeSpan.</summary>
    [Parameter]
    [Age]
    public TimeSpan Baseline { get; set; } = s_defaults.Baseline;

    /// <summary>Checks that are not made. The inputs of the decision name them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public GateCheck[] SkipCheck { get; set; } = [];

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        string[] both = [.. OldApp.Intersect(NewApp, StringComparer.Ordinal)];
        return both.Length == 0
            ? Task.CompletedTask
            : throw MonitoringCommandErrors.AppsNotToldApart(string.Join(", ", both));
    }

    /// <summary>The thresholds that were given.</summary>
    private protected CutoverGate Gate() =>
        new(
            new CutoverGateOptions
            {
                MinimumSuccessRate = MinimumSuccessRate,
                Margin = Margin,
                Confidence = Confidence,
                SpikeMinimum = SpikeMinimum,
                SpikeShare = SpikeShare,
                SpikeFactor = SpikeFactor,
                RefreshWatch = RefreshWatch,
                MaximumRefreshFailures = MaximumRefreshFailures,
                RollbackRefreshFailures = RollbackRefreshFailures,
                MinimumCallerEvents = MinimumCallerEvents,
                MinimumCallerRate = MinimumCallerRate,
                SilenceFactor = SilenceFactor,
                TokenLimit = TokenLimit,
                MaximumClockSkew = MaximumClockSkew,
                MaximumEvidenceAge = MaximumEvidenceAge,
                Baseline = Baseline,
                SkippedChecks = [.. SkipCheck],
            }
        );

    /// <summary>What to decide on: each caller, or the whole app.</summary>
    private protected ImmutableArray<CutoverGateSubject> Subjects(DateTimeOffset? start, DateTimeOffset? end)
    {
        CutoverGateSubject whole = new()
        {
            App = App ?? OldApp[0],
            OldApp = [.. OldApp],
            NewApp = [.. NewApp],
            AllCallersMoved = AllCallersMoved,
            WindowStart = start,
            WindowEnd = end,
            StageStart = StageStart,
            Source = RateSource,
        };
        return Caller is null ? [whole] : [.. Caller.Select(caller => whole with { Caller = caller })];
    }

    /// <summary>A set that counts the two apps by their callers, and of all others the events alone.</summary>
    private protected AuthMeasureSet NewSet()
    {
        HashSet<string> names = new(
            OldApp.Concat(NewApp).SelectMany(name => name.Length == 18 ? [name, name[..15]] : new[] { name }),
            StringComparer.Ordinal
        );
        return new AuthMeasureSet((id, label) => names.Contains(id) || names.Contains(label));
    }

    /// <summary>The oldest moment that the gate looks at.</summary>
    private protected DateTimeOffset Oldest(DateTimeOffset? start, DateTimeOffset now) =>
        (start ?? now.AddDays(-3)) - Baseline;
}
