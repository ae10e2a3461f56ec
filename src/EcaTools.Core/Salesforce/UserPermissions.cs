using System.Text.Json;

namespace EcaTools.Core.Salesforce;

/// <summary>Whether the user who is logged in has a user permission, by profile or permission set.</summary>
/// <param name="org">The org.</param>
internal sealed class UserPermissions(EcaOrg org)
{
    /// <summary>Looks it up, in one or two queries.</summary>
    /// <param name="permission">The API name without the prefix <c>Permissions</c>, such as
    /// <c>CustomizeApplication</c>.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>MalformedQuery</c>: the org does not know the permission or does not show it
    /// to the user; or another error of the wire.</exception>
    public async Task<bool> HasAsync(string permission, CancellationToken cancellation) =>
        await AnyAsync(
                $"SELECT Id FROM User WHERE Id = '{org.UserId}' AND Profile.Permissions{permission} = true LIMIT 1",
                cancellation
            )
            .ConfigureAwait(false)
        || await AnyAsync(
                $"SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '{org.UserId}' AND "
                    + $"PermissionSet.Permissions{permission} = true LIMIT 1",
                cancellation
            )
            .ConfigureAwait(false);

    private async Task<bool> AnyAsync(string soql, CancellationToken cancellation)
    {
        await foreach (
            JsonElement unused in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            return true;
        }

        return false;
    }
}
