using System.Management.Automation;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Connection;

/// <summary>Makes a connected org the current one of this session: the org that cmdlets without -Org use.</summary>
[Cmdlet(VerbsCommon.Select, "EcaOrg", HelpUri = Help.Uri + "Select-EcaOrg.md")]
[OutputType(typeof(EcaOrg))]
public sealed class SelectEcaOrgCommand : EcaCmdlet
{
    /// <summary>The org: its alias, or what Connect-EcaOrg or Get-EcaOrg wrote.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Org]
    [ArgumentCompleter(typeof(OrgAliasCompleter))]
    [ValidateNotNull]
    public OrgIdentity? Org { get; set; }

    /// <summary>Writes the org.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        OrgTable orgs = EcaSession.Of(SessionState).Orgs;
        EcaOrg org = RequireOrg(Org);
        orgs.Select(
            orgs.Find(org.Alias) == org
                ? org
                : throw EngineErrors.OrgNotFound(org.Alias, orgs.All.Select(known => known.Alias))
        );
        if (PassThru)
        {
            Write(org);
        }

        return Task.CompletedTask;
    }
}
