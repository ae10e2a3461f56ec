using System.Globalization;
using System.Management.Automation;
using EcaTools.Core;
using EcaTools.Core.Metadata;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Orgs;
using EcaTools.Core.Monitoring.Sources;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Monitoring;

/// <summary>The base of the cmdlets that measure event logs: files, saved measures, or an org.</summary>
public abstract class AuthMeasureCmdlet : EcaOrgCmdlet
{
    /// <summary>The parameter set that reads an org.</summary>
    protected const string OrgSet = "Org";

    /// <summary>The parameter set that takes paths with wildcards.</summary>
    protected const string PathSet = "Path";

    /// <summary>The parameter set that takes paths as they are.</summary>
    protected const string LiteralPathSet = "LiteralPath";

    private readonly List<string> _paths = [];
    private readonly List<EcaEventLog> _remote = [];

    /// <summary>
    /// Event logs as comma-separated values, plain or compressed by gzip, measures that Measure-EcaAuth -OutputPath
    /// saved (.json), and folders of both; wildcards are allowed. A folder is searched with all that is below it.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files and folders as for -Path, taken as they are written, without wildcards. What Get-ChildItem writes
    /// binds to it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>
    /// What to read of the org: ApiTotalUsage, LoginHistory and OauthToken if it is left out. ApiTotalUsageEventLog has
    /// the events of ApiTotalUsage and LoginEvent those of LoginHistory.
    /// </summary>
    [Parameter(ParameterSetName = OrgSet)]
    [ValidateNotNullOrEmpty]
    public AuthEventSource[] Source { get; set; } = [.. OrgLogMeasurer.DefaultSources];

    /// <summary>Files that were not found or read, so that what is measured is not all.</summary>
    private protected bool IsWhole { get; private set; } = true;

    /// <inheritdoc/>
    protected override bool IsSource => true;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation) =>
        ParameterSetName switch
        {
            PathSet => ForEachAsync(Path, path => Add(ResolvePaths(path, literal: false))),
            LiteralPathSet => ForEachAsync(LiteralPath, path => Add(ResolvePaths(path, literal: true))),
            _ => Task.CompletedTask,
        };

    /// <summary>Adds an event log of an org: its file if it was downloaded, or else what the org has.</summary>
    private protected void Add(EcaEventLog log)
    {
        if (log.Path is { } downloaded)
        {
            _paths.Add(downloaded);
        }
        else
        {
            _remote.Add(log);
        }
    }

    /// <summary>Counts what was named into a set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="since">The oldest moment that is read of an org.</param>
    /// <param name="cancellation">Stops it.</param>
    private protected async Task MeasureAsync(AuthMeasureSet set, DateTimeOffset? since, CancellationToken cancellation)
    {
        using CmdletProgress progress = StartProgress("Measuring event logs");
        if (ParameterSetName == OrgSet)
        {
            EcaOrg org = RequireOrg();
            OrgLogMeasurer measurer = OfOrg(set, org, progress);
            await measurer.MeasureAsync(Source, since ?? DefaultStart(org), cancellation);
            Report(org, measurer.NotRead);
            return;
        }

        foreach (IGrouping<string, EcaEventLog> group in _remote.GroupBy(log => log.OrgAlias, StringComparer.Ordinal))
        {
            EcaOrg org = EcaSession.Of(SessionState).Orgs.Find(group.Key) ?? RequireOrg();
            OrgLogMeasurer measurer = OfOrg(set, org, progress);
            await measurer.MeasureAsync(group, cancellation);
            Report(org, measurer.NotRead);
        }

        await MeasureFilesAsync(set, progress, cancellation);
    }

    /// <summary>Seven days ago, on the org's clock.</summary>
    internal static DateTimeOffset DefaultStart(EcaOrg org) => org.GetClient().Now.AddDays(-7);

    private static OrgLogMeasurer OfOrg(AuthMeasureSet set, EcaOrg org, CmdletProgress progress) =>
        new(set, org) { Reading = log => progress.Report($"{org.Alias}: {log.Name}") };

    private async Task MeasureFilesAsync(AuthMeasureSet set, CmdletProgress progress, CancellationToken cancellation)
    {
        MeasureInput input = new(set);
        foreach (string path in _paths)
        {
            if (input.Add(path) == 0)
            {
                WriteWarning($"{path}: the folder has no event log (.csv, .csv.gz) and no measures (.measures.json).");
            }
        }

        long read = 0;
        await using Timer timer = new(
            _ =>
                progress.Report(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{input.Count:N0} files, {Interlocked.Read(ref read) / 1048576:N0} MiB read"
                    )
                ),
            null,
            500,
            500
        );
        await input.MeasureAsync(bytes => Interlocked.Exchange(ref read, bytes), cancellation);
        foreach (EcaException error in input.Errors)
        {
            IsWhole = false;
            ReportUnread(error);
        }
    }

    /// <summary>Says that a file could not be read.</summary>
    private protected virtual void ReportUnread(EcaException error) => Write(error);

    /// <summary>Says that a source of an org was not read.</summary>
    private protected virtual void ReportUnread(string text) => WriteWarning(text);

    /// <summary>Says what was not read: nothing of a source that was not read must not look like nobody.</summary>
    private void Report(EcaOrg org, IEnumerable<UnreadPart> unread)
    {
        foreach (UnreadPart part in unread)
        {
            IsWhole = false;
            ReportUnread(
                $"{org.Alias}: {part.Type} was not read, or not completely. {part.Reason} {part.NextStep}".TrimEnd()
            );
        }
    }

    private Task Add(IReadOnlyList<string> resolved)
    {
        foreach (string path in resolved)
        {
            _paths.Add(System.IO.Path.Exists(path) ? path : throw EngineErrors.PathNotFound(path, null));
        }

        return Task.CompletedTask;
    }
}
