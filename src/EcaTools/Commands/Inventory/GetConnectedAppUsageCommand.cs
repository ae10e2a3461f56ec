using System.Management.Automation;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Usage;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Inventory;

/// <summary>Tells who uses the Connected Apps of an org: each caller with its user, address, client, flow, count and
/// time, as each source of the org saw it.</summary>
[Cmdlet(VerbsCommon.Get, "ConnectedAppUsage", HelpUri = Help.Uri + "Get-ConnectedAppUsage.md")]
[OutputType(typeof(ConnectedAppUsage))]
public sealed class GetConnectedAppUsageCommand : EcaOrgCmdlet
{
    private readonly List<ConnectedAppIdentity> _apps = [];

    /// <summary>The names or labels of the apps; wildcards are allowed. All apps if it and -App are left out.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [NameFrom("ConnectedAppName", "Name", "AppName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectedAppNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The apps: names, or what Get-ConnectedApp or Test-EcaBlocker writes. An app is looked up in the org
    /// that it came from, unless -Org names another.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ConnectedAppIdentity]
    [ValidateNotNullOrEmpty]
    public ConnectedAppIdentity[] App { get; set; } = [];

    /// <summary>The oldest moment to look at: a time, or an age such as 30d, 12h or 2w. Thirty days ago if it is left
    /// out.</summary>
    [Parameter]
    [PointInTime]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(AgeCompleter))]
    public DateTimeOffset? Since { get; set; }

    /// <summary>The sources to read. All if it is left out; a source that the org lacks or refuses is a
    /// warning.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public UsageSource[] Source { get; set; } = Enum.GetValues<UsageSource>();

    /// <inheritdoc/>
    protected override bool IsSource => true;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        _apps.AddRange(App);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        if (_apps.Count == 0)
        {
            await ReadAsync(RequireOrg(), new NameFilter(Name), cancellation);
        }

        NameFilter names = new(Name);
        foreach (
            IGrouping<EcaOrg, ConnectedAppIdentity> group in _apps.Where(app => names.Matches(app.Name)).GroupBy(OrgOf)
        )
        {
            await ReadAsync(group.Key, new NameFilter([.. group.Select(app => app.Name)]), cancellation);
        }
    }

    private EcaOrg OrgOf(ConnectedAppIdentity app) =>
        Org is null && app.Source is not null && EcaSession.Of(SessionState).Orgs.Find(app.Source) is { } own
            ? own
            : RequireOrg();

    private async Task ReadAsync(EcaOrg org, NameFilter filter, CancellationToken cancellation)
    {
        UsageListing listing = new(org, Since ?? UsageListing.DefaultStart(org)) { Sources = [.. Source.Distinct()] };
        using CmdletProgress progress = StartProgress($"Reading who uses connected apps of {org.Alias}");
        await foreach (
            ConnectedAppUsage usage in listing.ReadAsync(filter, progress, WriteWarning, WriteVerbose, cancellation)
        )
        {
            Write(usage);
        }

        ReportMissing(filter, org.Alias, listing.IsComplete);
    }
}
