using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>
/// Looks up, before anything is changed, whether the user that proves the new key can log in at all: a mistyped
/// username would only be found out while callers have no login.
/// </summary>
/// <param name="org">The org.</param>
internal sealed class CertificateUser(EcaOrg org)
{
    /// <summary>Checks the user.</summary>
    /// <returns>What could not be checked, in words; null if nothing.</returns>
    /// <exception cref="EcaException"><c>UserNotFound</c>, <c>UserNotAllowed</c>, or an error of
    /// the org.</exception>
    public async Task<string?> CheckAsync(string app, string username, CancellationToken cancellation)
    {
        JsonElement user =
            await FirstAsync(
                    $"SELECT Id, IsActive, Profile.Name FROM User WHERE Username = {Soql.Text(username)}",
                    cancellation
                )
                .ConfigureAwait(false)
            ?? throw CertificateRotationErrors.CertificateUserNotFound(username, org.Alias);
        if (!user.Flag("IsActive"))
        {
            throw CertificateRotationErrors.CertificateUserNotAllowed(username, app, "the user is inactive");
        }

        bool? isAllowed;
        try
        {
            isAllowed = await IsAllowedAsync(app, user, cancellation).ConfigureAwait(false);
        }
        catch (EcaException unread)
        {
            return $"Whether {username} may use {app} could not be checked: {unread.Message}";
        }

        return isAllowed switch
        {
            true => null,
            null => $"Whether {username} may use {app} could not be checked: a profile or a permission set "
                + $"group may give access.",
            false => throw CertificateRotationErrors.CertificateUserNotAllowed(
                username,
                app,
                "the app is pre-authorized, and none of its permission sets or profiles is the user's"
            ),
        };
    }

    /// <summary>Whether a user may use an app; null if it can't be determined.</summary>
    private async Task<bool?> IsAllowedAsync(string app, JsonElement user, CancellationToken cancellation)
    {
        ImmutableDictionary<string, NamedRecord> found = await new OrgAppReader(org)
            .ReadSatellitesAsync(
                app,
                app,
                ImmutableDictionary<string, string>.Empty,
                [EcaType.OauthPolicies],
                everywhere: true,
                cancellation
            )
            .ConfigureAwait(false);
        MetadataRecord? policies = found.GetValueOrDefault(EcaType.OauthPolicies)?.Record;
        if (policies?["permittedUsersPolicyType"] != "AdminApprovedPreAuthorized")
        {
            return true;
        }

        HashSet<string> sets = Names(policies["commaSeparatedPermissionSet"]);
        HashSet<string> profiles = Names(policies["commaSeparatedProfile"]);
        await AddGrantsAsync(app, sets, profiles, cancellation).ConfigureAwait(false);
        string profile = user.TryGetProperty("Profile", out JsonElement own) ? own.Text("Name") ?? "" : "";
        if (profiles.Contains(profile))
        {
            return true;
        }

        // The metadata's name of a standard profile is not its Name, and the sets of a group are not among the user's
        // own.
        bool isUncertain = profiles.Count > 0;
        string assigned =
            $"SELECT PermissionSet.Name, PermissionSetGroupId FROM PermissionSetAssignment WHERE "
            + $"AssigneeId = '{user.Text("Id")}'";
        await foreach (
            JsonElement row in org.GetClient().QueryAsync(assigned, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            if (row.TryGetProperty("PermissionSet", out JsonElement set) && sets.Contains(set.Text("Name") ?? ""))
            {
                return true;
            }

            isUncertain |= row.Text("PermissionSetGroupId") is not null;
        }

        return isUncertain ? null : false;
    }

    /// <summary>
    /// Adds what was granted in the org. A grant may be in the policies only or in SetupEntityAccess only (field
    /// report), so either counts.
    /// </summary>
    private async Task AddGrantsAsync(
        string app,
        HashSet<string> sets,
        HashSet<string> profiles,
        CancellationToken cancellation
    )
    {
        string query = $"SELECT Id FROM ExternalClientApplication WHERE DeveloperName = {Soql.Text(app)}";
        if ((await FirstAsync(query, cancellation).ConfigureAwait(false))?.Text("Id") is not { } id)
        {
            return;
        }

        string grants =
            $"SELECT Parent.Name, Parent.IsOwnedByProfile, Parent.Profile.Name FROM SetupEntityAccess "
            + $"WHERE SetupEntityId = '{id}'";
        await foreach (
            JsonElement row in org.GetClient().QueryAsync(grants, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            if (!row.TryGetProperty("Parent", out JsonElement parent))
            {
                continue;
            }

            bool isProfile = parent.Flag("IsOwnedByProfile") && parent.TryGetProperty("Profile", out _);
            if (isProfile)
            {
                profiles.Add(parent.GetProperty("Profile").Text("Name") ?? "");
            }
            else
            {
                sets.Add(parent.Text("Name") ?? "");
            }
        }
    }

    private async Task<JsonElement?> FirstAsync(string soql, CancellationToken cancellation)
    {
        await foreach (
            JsonElement row in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            return row;
        }

        return null;
    }

    private static HashSet<string> Names(string? list) =>
        new(
            (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            StringComparer.OrdinalIgnoreCase
        );
}
