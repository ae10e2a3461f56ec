using System.Collections.Immutable;
using System.Globalization;
using System.Management.Automation;
using EcaTools.Core.Monitoring.Documents;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Orgs;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Monitoring;

/// <summary>Measures requests and logins by app or caller: how many there were, how many succeeded, and what failed by
/// kind. Measures can be saved and joined.</summary>
[Cmdlet(
    VerbsDiagnostic.Measure,
    "EcaAuth",
    DefaultParameterSetName = OrgSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Low,
    HelpUri = Help.Uri + "Measure-EcaAuth.md"
)]
[OutputType(typeof(AuthMeasure))]
public sealed class MeasureEcaAuthCommand : AuthMeasureCmdlet
{
    private const string EventLogSet = "EventLog";

    /// <summary>The event logs that Get-EcaEventLog writes. What was not downloaded is read from its org.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EventLogSet, ValueFromPipeline = true)]
    [LiveObject(typeof(EcaEventLog), "Get-EcaEventLog")]
    [ValidateNotNullOrEmpty]
    public EcaEventLog[] EventLog { get; set; } = [];

    /// <summary>The apps: ids or labels; wildcards are allowed. All apps if it is left out.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [Alias("Name")]
    public string[]? App { get; set; }

    /// <summary>What a measure is about: an app, or a caller of an app (a user at an address with a client and a login
    /// flow).</summary>
    [Parameter]
    public AuthMeasureBy By { get; set; }

    /// <summary>The time that a measure is about: all of it, a day or an hour (UTC).</summary>
    [Parameter]
    public AuthWindow Window { get; set; }

    /// <summary>The oldest moment: a time, or an age such as 30d, 12h or 2w. Of an org, seven days ago if it is left
    /// out; of files, all of them. Its whole hour is measured.</summary>
    [Parameter]
    [PointInTime]
    [ValidateNotNull]
    public DateTimeOffset? Since { get; set; }

    /// <summary>The moment to end before: a time, or an age. Its whole hour is measured.</summary>
    [Parameter]
    [PointInTime]
    [ValidateNotNull]
    public DateTimeOffset? Until { get; set; }

    /// <summary>
    /// A file for the measures of all apps, such as prod.measures.json. It can be measured again by -Path, alone or
    /// with others, with other apps and times. A file that is there is replaced.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutputPath { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        Array.ForEach(EventLog, Add);
        return base.ProcessAsync(cancellation);
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        NameFilter apps = new(App);

        // A file of measures holds all apps: a part of a log would pass for all of it when files are joined.
        AuthMeasureSet set =
            App is null || OutputPath is not null ? new() : new((id, label) => apps.Matches(id, label));
        await MeasureAsync(set, Since, cancellation);
        if (OutputPath is not null)
        {
            string path = ResolveOutputPath(OutputPath);
            if (ShouldProcess(path, "Save the measures"))
            {
                AuthMeasureFile.Save(set, path);
            }
        }

        ImmutableArray<MeasuredLog> logs = set.Logs;
        ReportLogs(logs);
        foreach (AuthMeasure measure in set.Measure(By, Window, Since, Until))
        {
            if (App is null || measure.IsOf(name => apps.Matches(name)))
            {
                Write(measure);
            }
        }

        ReportMissing(apps, $"{logs.Length} event logs", IsWhole);
    }

    private void ReportLogs(ImmutableArray<MeasuredLog> logs)
    {
        foreach (MeasuredLog log in logs.Where(log => log.Problems.Length > 0))
        {
            WriteWarning(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{log.Problems[0]} {Math.Max(0, log.BadLines):N0} lines of this event log were not counted."
                )
            );
        }

        WriteVerbose(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{logs.Length:N0} event logs with {logs.Sum(log => log.Rows):N0} events were counted."
            )
        );
        if (logs.Length > 0 && logs.Sum(log => log.Rows) == 0)
        {
            WriteWarning("The event logs hold no event: this tells nothing of who uses an app.");
        }
    }
}
