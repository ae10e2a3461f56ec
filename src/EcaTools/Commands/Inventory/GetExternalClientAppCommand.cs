using System.Management.Automation;
using EcaTools.Core.Inventory;
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
    public string[]? Name { get; set; }
}
