using System.Management.Automation;
using EcaTools.Core.Access.Grants;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Access;

/// <summary>Takes the access to apps from permission sets and profiles, or permission sets from users. Tokens that users
/// have already are not ended: Revoke-EcaToken does that.</summary>
[Cmdlet(
    VerbsSecurity.Revoke,
    "EcaAccess",
    DefaultParameterSetName = AppSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = Help.Uri + "Revoke-EcaAccess.md"
)]
[OutputType(typeof(EcaAccessChange))]
public sealed class RevokeEcaAccessCommand : AccessChangeCmdlet
{
    private const string AppSet = "App";
    private const string UserSet = "User";

    /// <summary>The names or labels of the apps. Objects with a name bind to it from the pipeline.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = AppSet)]
    [NameFrom("ExternalClientAppName", "ConnectedAppName", "App", "Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [Alias("Name")]
    public string[] App { get; set; } = [];

    /// <summary>The API names or labels of the permission sets that lose the access, or that the users lose.</summary>
    [Parameter(ParameterSetName = AppSet)]
    [Parameter(Mandatory = true, ParameterSetName = UserSet)]
    [NameFrom("Name")]
    [ValidateNotNullOrEmpty]
    public string[] PermissionSet { get; set; } = [];

    /// <summary>The profiles that lose the access.</summary>
    [Parameter(ParameterSetName = AppSet)]
    [ValidateNotNullOrEmpty]
    public string[] Profile { get; set; } = [];

    /// <summary>The users that lose the permission sets, by username or id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UserSet)]
    [ValidateNotNullOrEmpty]
    public string[] User { get; set; } = [];

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        Apps.AddRange(App);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        if (PermissionSet.Length == 0 && Profile.Length == 0)
        {
            throw AccessCommandErrors.NothingToRevoke();
        }

        return ChangeAsync(
            new AccessChangeRequest
            {
                IsGrant = false,
                Apps = [.. Apps],
                AppKind = AppKind,
                PermissionSets = [.. PermissionSet],
                Users = [.. User],
                Profiles = [.. Profile],
            },
            cancellation
        );
    }
}
