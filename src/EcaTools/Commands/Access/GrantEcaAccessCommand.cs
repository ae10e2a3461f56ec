using System.Management.Automation;
using EcaTools.Core.Access.Grants;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Access;

/// <summary>
/// Gives permission sets access to apps, and assigns permission sets to users. With -FromProfile, access that a profile
/// gives moves to a permission set: its active users get the set before the profile loses the access.
/// </summary>
[Cmdlet(
    VerbsSecurity.Grant,
    "EcaAccess",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = Help.Uri + "Grant-EcaAccess.md"
)]
[OutputType(typeof(EcaAccessChange))]
public sealed class GrantEcaAccessCommand : AccessChangeCmdlet
{
    /// <summary>The names or labels of the apps that the permission sets get access to. Objects with a name bind to it
    /// from the pipeline.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [NameFrom("ExternalClientAppName", "ConnectedAppName", "App", "Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [Alias("Name")]
    public string[] App { get; set; } = [];

    /// <summary>The API names or labels of the permission sets.</summary>
    [Parameter(Mandatory = true)]
    [NameFrom("Name")]
    [ValidateNotNullOrEmpty]
    public string[] PermissionSet { get; set; } = [];

    /// <summary>The users that get the permission sets, by username or id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] User { get; set; } = [];

    /// <summary>The profiles whose access to the apps moves to the permission sets. Their active users get the permission
    /// sets; a profile whose users could not all get them keeps its access.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] FromProfile { get; set; } = [];

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        Apps.AddRange(App);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        if (Apps.Count == 0 && (User.Length == 0 || FromProfile.Length > 0))
        {
            throw AccessCommandErrors.NothingToGrant();
        }

        return ChangeAsync(
            new AccessChangeRequest
            {
                IsGrant = true,
                Apps = [.. Apps],
                AppKind = AppKind,
                PermissionSets = [.. PermissionSet],
                Users = [.. User],
                Profiles = [.. FromProfile],
            },
            cancellation
        );
    }
}
