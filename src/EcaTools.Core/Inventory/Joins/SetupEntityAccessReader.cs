using System.Runtime.CompilerServices;
using System.Text.Json;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Inventory.Joins;

/// <summary>Reads SetupEntityAccess: which permission sets give access to which app. A profile has a permission set of
/// its own (Object Reference: PermissionSet).</summary>
/// <param name="org">The org.</param>
internal sealed class SetupEntityAccessReader(EcaOrg org)
{
    /// <summary>The type of the rows of Connected Apps (Object Reference: SetupEntityAccess).</summary>
    public const string ConnectedApps = "ConnectedApplication";

    /// <summary>The type of the rows of External Client Apps, from API version 60.0 on (Object Reference:
    /// SetupEntityAccess).</summary>
    public const string ExternalClientApps = "ExternalClientApplication";

    /// <summary>Reads the rows.</summary>
    /// <param name="entityTypes">Of what they are.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The org refuses, or an error of the wire.</exception>
    public async IAsyncEnumerable<SetupEntityAccessRow> ReadAsync(
        IEnumerable<string> entityTypes,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        string soql =
            "SELECT Id, SetupEntityId, ParentId, Parent.Name, Parent.NamespacePrefix, Parent.IsOwnedByProfile, Parent.ProfileId, Parent.Profile.Name FROM SetupEntityAccess WHERE SetupEntityType IN "
            + $"({string.Join(',', entityTypes.Select(Soql.Text))})";
        await foreach (
            JsonElement row in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            if (row.Text("SetupEntityId") is not { } app || !row.TryGetProperty("Parent", out JsonElement parent))
            {
                continue;
            }

            bool isOfProfile = parent.Flag("IsOwnedByProfile");
            string? profile =
                isOfProfile && parent.TryGetProperty("Profile", out JsonElement owner) ? owner.Text("Name") : null;
            yield return new SetupEntityAccessRow(
                row.Text("Id") ?? "",
                app,
                row.Text("ParentId") ?? "",
                profile is null
                    ? new AppGrant(AppGrantKind.PermissionSet, parent.Text("Name") ?? "")
                    : new AppGrant(AppGrantKind.Profile, profile)
            )
            {
                ProfileId = isOfProfile ? parent.Text("ProfileId") : null,
                NamespacePrefix = parent.Text("NamespacePrefix"),
            };
        }
    }
}
