using System.Management.Automation;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Connection;

/// <summary>Closes this session's connection to an org and forgets its token. The token itself stays valid in the
/// org.</summary>
[Cmdlet(
    VerbsCommunications.Disconnect,
    "EcaOrg",
    DefaultParameterSetName = OrgSet,
    HelpUri = Help.Uri + "Disconnect-EcaOrg.md"
)]
[OutputType(typeof(void))]
public sealed class DisconnectEcaOrgCommand : EcaCmdlet
{
    private const string OrgSet = "Org";
    private const string AllSet = "All";

    /// <summary>The org to disconnect: what Connect-EcaOrg wrote, or its alias. The current one where it is left
    /// out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = OrgSet)]
    [Org]
    [ArgumentCompleter(typeof(OrgAliasCompleter))]
    [ValidateNotNull]
    public OrgIdentity? Org { get; set; }

    /// <summary>Disconnects all orgs of this session.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AllSet)]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        OrgTable orgs = EcaSession.Of(SessionState).Orgs;
        foreach (EcaOrg org in All ? [.. orgs.All] : new[] { orgs.Require(Org) })
        {
            orgs.Remove(org);
        }

        return Task.CompletedTask;
    }
}
