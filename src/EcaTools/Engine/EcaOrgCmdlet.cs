using System.Management.Automation;
using EcaTools.Core.Salesforce;
using EcaTools.Engine.Binding;

namespace EcaTools.Engine;

/// <summary>The base of the cmdlets that talk to an org.</summary>
public abstract class EcaOrgCmdlet : EcaCmdlet
{
    /// <summary>The org to work on: what Connect-EcaOrg wrote, or its alias. The session's current org where it is left
    /// out.</summary>
    [Parameter]
    [Org]
    [ArgumentCompleter(typeof(OrgAliasCompleter))]
    [ValidateNotNull]
    public OrgIdentity? Org { get; set; }

    /// <summary>The org that was named, or the current one.</summary>
    /// <exception cref="Core.EcaException">NotConnected, OrgNotFound.</exception>
    protected EcaOrg RequireOrg() => RequireOrg(Org);
}
