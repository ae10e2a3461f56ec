using System.Management.Automation;
using System.Security;
using EcaTools.Core;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Cutover.Watching;
using EcaTools.Core.Monitoring.Documents;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Monitoring;

/// <summary>Reads the sources of a cutover again and again, and writes an alert whenever the decision of its gate
/// changes.</summary>
[Cmdlet(VerbsCommon.Watch, "EcaCutover", DefaultParameterSetName = OrgSet, HelpUri = Help.Uri + "Watch-EcaCutover.md")]
[OutputType(typeof(CutoverAlert))]
public sealed class WatchEcaCutoverCommand : CutoverGateCmdlet
{
    private readonly List<string> _unread = [];

    /// <summary>How long to wait between two readings, as a TimeSpan such as 0:15:00. Event log files come by the
    /// hour.</summary>
    [Parameter]
    [Age]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The day or time (UTC) to end at. Without it, -UntilVerdict and -Count, it goes on until
    /// Ctrl+C.</summary>
    [Parameter]
    [UtcTime]
    [ValidateNotNull]
    public DateTimeOffset? Until { get; set; }

    /// <summary>The decisions to end at: when all decisions are one of them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public GateVerdict[]? UntilVerdict { get; set; }

    /// <summary>How many times to read the sources.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Count { get; set; }

    /// <summary>
    /// A file for what was counted, such as prod.measures.json. It is replaced after each reading, and a watch that is
    /// started again goes on with it, so that no event is counted twice or lost.
    /// </summary>
    [Parameter(ParameterSetName = OrgSet)]
    [ValidateNotNullOrEmpty]
    public string? StatePath { get; set; }

    /// <summary>The https URL of a webhook of Slack or Teams that gets the alerts. It is a secret, since whoever has it
    /// can post.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? WebhookUrl { get; set; }

    /// <summary>The form of the JSON that the webhook gets. By its host if it is left out.</summary>
    [Parameter]
    public WebhookFormat WebhookFormat { get; set; }

    private static bool IsPipeline =>
        "True".Equals(Environment.GetEnvironmentVariable("TF_BUILD"), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        if (Interval < TimeSpan.FromSeconds(1))
        {
            throw MonitoringCommandErrors.WatchInterval(Interval);
        }

        using AlertWebhook? webhook = WebhookUrl is null ? null : new AlertWebhook(WebhookUrl, WebhookFormat, Time);
        string? state = StatePath is null ? null : ResolveOutputPath(StatePath);
        AuthMeasureSet set = NewSet();
        if (state is not null && File.Exists(state))
        {
            AuthMeasureFile.LoadInto(set, state);
        }

        CutoverWatch watch = new(Gate(), Subjects(start: null, end: null));
        using CmdletProgress progress = StartProgress($"Watching the cutover of {App ?? OldApp[0]}");
        for (int reading = 1; ; reading++)
        {
            // A file that grows is another file each time, so files are counted afresh.
            set = ParameterSetName == OrgSet ? set : NewSet();
            await ReadAsync(set, cancellation);
            if (state is not null)
            {
                AuthMeasureFile.Save(set, state);
            }

            DateTimeOffset now = Now();
            CutoverAlert? about = watch.NoteUnread(_unread, now);
            foreach (CutoverAlert alert in watch.Judge(set, now).Prepend(about!).Where(alert => alert is not null))
            {
                await AlertAsync(alert, webhook, cancellation);
            }

            progress.Report(watch.Status(set, now));
            if (IsOver(watch, reading, now))
            {
                return;
            }

            await Task.Delay(Interval, Time, cancellation);
        }
    }

    /// <inheritdoc/>
    private protected override void ReportUnread(EcaException error) => _unread.Add(error.Message);

    /// <inheritdoc/>
    private protected override void ReportUnread(string text) => _unread.Add(text);

    private bool IsOver(CutoverWatch watch, int reading, DateTimeOffset now) =>
        reading == Count
        || now >= Until
        || (UntilVerdict is { } verdicts && watch.Results.All(result => verdicts.Contains(result.Verdict)));

    private DateTimeOffset Now() =>
        ParameterSetName == OrgSet ? RequireOrg().GetClient().Now : EcaSession.Of(SessionState).Now;

    /// <summary>Reads the sources. What was counted before a failure stays; the next reading tries again.</summary>
    private async Task ReadAsync(AuthMeasureSet set, CancellationToken cancellation)
    {
        _unread.Clear();
        try
        {
            await MeasureAsync(set, Oldest(StageStart, Now()), cancellation);
        }
        catch (EcaException error)
            when (error.Category
                    is EcaErrorCategory.ConnectionError
                        or EcaErrorCategory.AuthenticationError
                        or EcaErrorCategory.LimitsExceeded
                        or EcaErrorCategory.OperationTimeout
            )
        {
            _unread.Add($"{error.Message} {error.NextStep}");
        }
    }

    private async Task AlertAsync(CutoverAlert alert, AlertWebhook? webhook, CancellationToken cancellation)
    {
        Write(alert);
        if (IsPipeline)
        {
            string text = SafeText
                .OneLine(SafeText.Message(alert.Text))
                .Replace("%", "%AZP25", StringComparison.Ordinal);
            WriteInformation(
                new HostInformationMessage
                {
                    Message = $"##vso[task.logissue type={(alert.IsProblem ? "error" : "warning")}]{text}",
                },
                ["PSHOST"]
            );
        }

        try
        {
            if (webhook is not null)
            {
                await webhook.SendAsync(alert, cancellation);
            }
        }
        catch (EcaException error)
        {
            WriteWarning($"{error.Message} {error.NextStep}");
        }
    }
}
