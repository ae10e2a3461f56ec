using System.Collections.Immutable;
using System.Globalization;
using System.Management.Automation;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Usage;
using EcaTools.Engine;

namespace EcaTools.Commands.Inventory;

/// <summary>Tells who uses the Connected Apps of an org: each caller with its user, address, client, flow, count and time, as each source of the org saw it.</summary>
[Cmdlet(VerbsCommon.Get, "ConnectedAppUsage", HelpUri = Help.Uri + "Get-ConnectedAppUsage.md")]
[OutputType(typeof(ConnectedAppUsage))]
public sealed class GetConnectedAppUsageCommand : EcaOrgCmdlet
{
    private const int DefaultDays = 30;

    private readonly List<ConnectedApp> apps = [];

    /// <summary>The names or labels of the apps; wildcards are allowed. All apps where it and -App are left out.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectedAppNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The apps, as Get-ConnectedApp or Test-EcaBlocker writes them. They are looked up in the org that they came from, unless -Org names another.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public ConnectedApp[] App { get; set; } = [];

    /// <summary>The oldest moment to look at. Thirty days ago where it is left out.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>The sources to read. All where it is left out; those that the org lacks or refuses are said.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public UsageSource[] Source { get; set; } = Enum.GetValues<UsageSource>();

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        apps.AddRange(App);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        NameFilter filter = new(Name);
        if (apps.Count == 0 && (Name is not null || !MyInvocation.ExpectingInput))
        {
            EcaOrg org = RequireOrg();
            await ReadAsync(org, new ConnectedAppSelection((name, label) => filter.Matches(name, label ?? ""), filter.Exact), cancellation);
        }

        foreach (IGrouping<EcaOrg, ConnectedApp> group in apps.GroupBy(OrgOf))
        {
            ImmutableHashSet<string> names = ImmutableHashSet.CreateRange(StringComparer.OrdinalIgnoreCase, group.Select(app => app.Name));
            await ReadAsync(group.Key, new ConnectedAppSelection((name, _) => names.Contains(name), [.. names]), cancellation);
        }
    }

    private EcaOrg OrgOf(ConnectedApp app) => Org ?? EcaSession.Of(SessionState).Orgs.Find(app.Source) ?? RequireOrg();

    private async Task ReadAsync(EcaOrg org, ConnectedAppSelection selection, CancellationToken cancellation)
    {
        DateTimeOffset since = Since ?? org.GetClient().Now.AddDays(-DefaultDays);
        UsageSource[] sources = [.. Source.Distinct()];
        ConnectedAppUsageReader reader = new(org, sources, since, selection);
        using CmdletProgress progress = StartProgress($"Reading who uses connected apps of {org.Alias}");
        await using Timer timer = new(
            _ => progress.Report(string.Create(CultureInfo.InvariantCulture, $"{sources[Math.Min(reader.Reports.Count, sources.Length - 1)]}: {reader.Seen:N0} records")), null, 500, 500);
        int reported = 0;
        await foreach (ConnectedAppUsage usage in reader.ReadAsync(cancellation))
        {
            Write(usage);
            Report();
        }

        Report();

        void Report()
        {
            for (; reported < reader.Reports.Count; reported++)
            {
                Say(org, reader.Reports[reported]);
            }
        }
    }

    /// <summary>Says what came of a source: nothing of a source that was not read must not look like nobody.</summary>
    private void Say(EcaOrg org, UsageReport report)
    {
        WriteVerbose(string.Create(
            CultureInfo.InvariantCulture,
            $"{org.Alias}, {report.Source}: {report.Rows:N0} callers; {report.LeftOut:N0} records were of no Connected App that was asked for, or too old."));
        if (report.NotRead is { } unread)
        {
            WriteWarning($"{org.Alias}: {report.Source} was not read, or not whole. {unread.Reason} {unread.NextStep}".TrimEnd());
        }
    }
}
