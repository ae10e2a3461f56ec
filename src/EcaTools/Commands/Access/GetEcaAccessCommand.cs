using System.Management.Automation;
using EcaTools.Core.Access;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Access;

/// <summary>Tells who may use the Connected Apps and External Client Apps of an org and through what: a permission set,
/// a profile, or self-authorization.</summary>
[Cmdlet(VerbsCommon.Get, "EcaAccess", HelpUri = Help.Uri + "Get-EcaAccess.md")]
[OutputType(typeof(EcaAccess))]
public sealed class GetEcaAccessCommand : EcaOrgCmdlet
{
    private readonly List<string> _names = [];

    /// <summary>The names or labels of the apps; wildcards are allowed. All apps if it is left out. Names and objects
    /// with a name bind to it from the pipeline.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [NameFrom("ExternalClientAppName", "ConnectedAppName", "App", "Name")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [Alias("App")]
    public string[]? Name { get; set; }

    /// <summary>Users, by username or id: only the access that they have is written.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] User { get; set; } = [];

    /// <inheritdoc/>
    protected override bool IsSource => true;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        _names.AddRange(Name ?? []);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        NameFilter filter = new([.. _names]);
        HashSet<UnreadPart> skipped = [];
        using CmdletProgress progress = StartProgress($"Reading who may use the apps of {org.Alias}");
        await foreach (
            EcaAccess access in new EcaAccessReader(org).ReadAsync(
                (name, label) => filter.Matches(name, label),
                User,
                cancellation
            )
        )
        {
            progress.Report(access.App);
            Write(access);
            foreach (UnreadPart part in access.NotRead.Where(skipped.Add))
            {
                WriteWarning($"{part.Type} was not read, so checks that need it were skipped. {part.Reason}");
            }
        }

        ReportMissing(filter, org.Alias);
    }
}
