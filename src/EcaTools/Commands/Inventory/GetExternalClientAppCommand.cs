using System.Management.Automation;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Inventory;

/// <summary>Reads the External Client Apps of an org, with their flows, policies and consumer key.</summary>
[Cmdlet(VerbsCommon.Get, "ExternalClientApp", HelpUri = Help.Uri + "Get-ExternalClientApp.md")]
[OutputType(typeof(ExternalClientApp))]
public sealed class GetExternalClientAppCommand : EcaOrgCmdlet
{
    private readonly List<string> _names = [];

    /// <summary>The names or labels of the apps; wildcards are allowed. All apps if it is left out. Names and objects
    /// with a name bind to it from the pipeline.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [NameFrom("ExternalClientAppName", "Name", "App")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExternalClientAppNameCompleter))]
    [Alias("App")]
    public string[]? Name { get; set; }

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
        using CmdletProgress progress = StartProgress($"Reading external client apps of {org.Alias}");
        await foreach (ExternalClientApp app in new ExternalClientAppReader(org).ReadAsync(cancellation))
        {
            progress.Report(app.Name);
            if (filter.Matches(app.Name, app.Label))
            {
                Write(app);
                foreach (UnreadPart part in app.NotRead)
                {
                    WriteWarning($"{app.Name}: {part.Type} was not read. {part.Reason}");
                }
            }
        }

        ReportMissing(filter, org.Alias);
    }
}
