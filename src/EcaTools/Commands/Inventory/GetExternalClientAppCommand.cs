using System.Management.Automation;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Inventory;

/// <summary>Reads the External Client Apps of an org, with their flows, policies and consumer key.</summary>
[Cmdlet(VerbsCommon.Get, "ExternalClientApp", HelpUri = Help.Uri + "Get-ExternalClientApp.md")]
[OutputType(typeof(ExternalClientApp))]
public sealed class GetExternalClientAppCommand : EcaOrgCmdlet
{
    /// <summary>The names or labels of the apps; wildcards are allowed. All apps where it is left out.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExternalClientAppNameCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        NameFilter filter = new(Name);
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

        foreach (string missing in filter.Unmatched)
        {
            Write(EngineErrors.AppNotFound(missing, org.Alias), missing);
        }
    }
}
