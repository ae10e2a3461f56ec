using System.Management.Automation;
using EcaTools.Core.Access.PermissionSets;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Access;

/// <summary>Writes the metadata file of a permission set for the access to one app, and with -Publish puts it into the
/// org.</summary>
[Cmdlet(
    VerbsCommon.New,
    "EcaPermissionSet",
    SupportsShouldProcess = true,
    HelpUri = Help.Uri + "New-EcaPermissionSet.md"
)]
[OutputType(typeof(EcaPermissionSet))]
public sealed class NewEcaPermissionSetCommand : EcaOrgCmdlet
{
    private const string ApiEnabledPermission = "ApiEnabled";

    /// <summary>The API name of the permission set, such as Billing_Access.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The label. The name with spaces if it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Label { get; set; }

    /// <summary>What the permission set is for.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Description { get; set; }

    /// <summary>The folder that gets the file: a package directory in source format, such as force-app.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    /// <summary>How the file is laid out: Source, or Mdapi.</summary>
    [Parameter]
    public ProjectFormat Format { get; set; } = ProjectFormat.Source;

    /// <summary>Gives users of the permission set the permission API Enabled, without which no API call of an app is
    /// accepted.</summary>
    [Parameter]
    public SwitchParameter ApiEnabled { get; set; }

    /// <summary>Deploys the permission set to the org. One of the name that the org has already is left as it
    /// is.</summary>
    [Parameter]
    public SwitchParameter Publish { get; set; }

    /// <summary>Replaces a file that says something else.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        NamedRecord set = PermissionSetMaker.Describe(
            Name,
            Label ?? Name.Replace('_', ' '),
            Description,
            ApiEnabled ? [ApiEnabledPermission] : []
        );
        string path = PermissionSetMaker.PathOf(set, ResolveOutputPath(OutputPath), Format);
        EcaOrg? org = Publish ? RequireOrg() : null;
        if (!ShouldProcess(path, "Write the permission set"))
        {
            return;
        }

        EcaPermissionSet written = PermissionSetMaker.Write(set, path, Force);
        if (org is null)
        {
            Write(written);
            return;
        }

        written = written with { OrgAlias = org.Alias, Status = PermissionSetStatus.AlreadyInOrg };
        if (await PermissionSetMaker.ExistsAsync(org, Name, cancellation))
        {
            Write(written);
        }
        else if (ShouldProcess($"{Name} in {org.Alias} ({org.OrgType})", "Deploy the permission set"))
        {
            await PermissionSetMaker.PublishAsync(org, set, cancellation);
            Write(written with { Status = PermissionSetStatus.Published });
        }
    }
}
