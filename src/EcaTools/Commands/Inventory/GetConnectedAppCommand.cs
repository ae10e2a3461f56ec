using System.Management.Automation;
using EcaTools.Core;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Inventory;

/// <summary>Reads Connected Apps from an org, or from metadata files: source or mdapi format, folders and zips.</summary>
[Cmdlet(VerbsCommon.Get, "ConnectedApp", DefaultParameterSetName = OrgSet, HelpUri = Help.Uri + "Get-ConnectedApp.md")]
[OutputType(typeof(ConnectedApp))]
public sealed class GetConnectedAppCommand : EcaCmdlet
{
    private const string OrgSet = "Org";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>The names or labels of the apps; wildcards are allowed. All apps where it is left out.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectedAppNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The org to read: what Connect-EcaOrg wrote, or its alias. The session's current org where it is left out.</summary>
    [Parameter(ParameterSetName = OrgSet)]
    [Org]
    [ArgumentCompleter(typeof(OrgAliasCompleter))]
    [ValidateNotNull]
    public EcaOrg? Org { get; set; }

    /// <summary>Files, folders or zip files to read; wildcards are allowed. A folder is searched with all that is below it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files, folders or zip files to read, taken as they are written, without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    private NameFilter Filter => field ??= new NameFilter(Name);
}
