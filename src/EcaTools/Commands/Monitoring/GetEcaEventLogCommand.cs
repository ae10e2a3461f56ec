using System.Management.Automation;
using EcaTools.Core.Monitoring.Orgs;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Monitoring;

/// <summary>Lists the event logs of an org that tell of requests and logins, and downloads those that a folder does not
/// have yet.</summary>
[Cmdlet(
    VerbsCommon.Get,
    "EcaEventLog",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Low,
    HelpUri = Help.Uri + "Get-EcaEventLog.md"
)]
[OutputType(typeof(EcaEventLog))]
public sealed class GetEcaEventLogCommand : EcaOrgCmdlet
{
    /// <summary>
    /// The sources: ApiTotalUsage, LoginHistory and OauthToken if it is left out. ApiTotalUsage, RestApi and Login are
    /// event log files; the others are objects, which are read by the hour and day.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public AuthEventSource[] Source { get; set; } = [.. OrgLogMeasurer.DefaultSources];

    /// <summary>The oldest moment to look at: a time, or an age such as 30d, 12h or 2w. Seven days ago if it is left
    /// out. Its whole day (UTC) is listed.</summary>
    [Parameter]
    [PointInTime]
    [ValidateNotNull]
    public DateTimeOffset? Since { get; set; }

    /// <summary>
    /// A folder to download to. It is made if it is not there. It keeps an index, so that the next run downloads the
    /// new event logs alone.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutputPath { get; set; }

    /// <inheritdoc/>
    protected override bool IsSource => true;

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        EventLogDownloader? downloader = null;
        if (OutputPath is not null)
        {
            string folder = ResolveOutputPath(OutputPath);
            if (ShouldProcess(folder, $"Download event logs of {org.Alias}"))
            {
                downloader = new EventLogDownloader(org, folder);
                downloader.Open();
            }
        }

        OrgEventLogs logs = new(org);
        using CmdletProgress progress = StartProgress($"Reading event logs of {org.Alias}");
        foreach (AuthEventSource source in Source.Distinct())
        {
            EventLogListing listing = await logs.ListAsync(
                source,
                Since ?? AuthMeasureCmdlet.DefaultStart(org),
                cancellation: cancellation
            );
            if (listing.NotRead is { } unread)
            {
                WriteWarning($"{org.Alias}: {source} was not read. {unread.Reason} {unread.NextStep}".TrimEnd());
            }

            int done = 0;
            int before = ErrorCount;
            await ForEachAsync(
                listing.Logs,
                async log =>
                {
                    progress.Report(log.Name, 100 * done++ / listing.Logs.Length);
                    Write(downloader is null ? log : await downloader.DownloadAsync(log, cancellation));
                }
            );
            if (listing.Listing is { } complete && ErrorCount == before)
            {
                downloader?.Complete(complete, cancellation);
            }
        }
    }
}
