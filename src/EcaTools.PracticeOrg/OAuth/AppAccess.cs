using System.Collections.Immutable;
using System.Net;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>The policies that stand between an app and a token: is the app on, may this user, from here?</summary>
internal sealed class AppAccess(OrgWorld world, ImmutableArray<IpRange> trustedNetwork)
{
    /// <summary>The app with this consumer key.</summary>
    /// <exception cref="OAuthException">There is none, or it is an ECA that this org has not.</exception>
    public OAuthClient Client(string? consumerKey)
    {
        if (consumerKey is not null && OAuthClient.Find(world.Metadata, consumerKey) is { } client)
        {
            return client;
        }

        throw consumerKey is not null && world.Apps.IsElsewhere(consumerKey)
            ? new OAuthException("OAUTH_EC_APP_NOT_FOUND", "External client app is not installed in this org")
            : new OAuthException("invalid_client_id", "client identifier invalid");
    }

    /// <summary>Refuses what is blocked or switched off. What a switched-off ECA answers is UNCONFIRMED; field reports
    /// give this code for app restrictions.</summary>
    public void CheckOpen(LoginAttempt attempt)
    {
        string? why;
        if (IsBlocked(attempt.Client))
        {
            why = "Failed: App Blocked";
        }
        else if (attempt.Client.IsEnabled)
        {
            why = null;
        }
        else
        {
            why = "Failed: App Disabled";
        }

        if (why is not null)
        {
            throw attempt.Refuse(
                "OAUTH_APPROVAL_ERROR_GENERIC",
                "An unexpected error has occured during authentication. Please try again.",
                why
            );
        }
    }

    /// <summary>Checks a secret that was sent, and refuses a missing one where it is needed.</summary>
    public static void CheckSecret(LoginAttempt attempt, string? secret, bool isRequired)
    {
        if (secret is { Length: > 0 } ? !attempt.Client.Secret.Is(secret) : isRequired)
        {
            throw attempt.Refuse("invalid_client", "invalid client credentials", "Failed: Invalid Consumer Secret");
        }
    }

    /// <summary>Refuses a user who left, who may not use the app, or who comes from elsewhere.</summary>
    public void CheckUser(LoginAttempt attempt, bool isRefresh = false)
    {
        CheckActive(attempt);
        if (attempt.Client.IsPreAuthorized && !IsGranted(attempt.UserId, attempt.Client.Record.Id))
        {
            throw attempt.Refuse(
                "invalid_app_access",
                "user is not admin approved to access this app",
                "Failed: Not Approved for Access"
            );
        }

        CheckAddress(attempt, isRefresh);
    }

    public static void CheckActive(LoginAttempt attempt)
    {
        if (attempt.User!["IsActive"] is not true)
        {
            throw attempt.Refuse("invalid_grant", "user is inactive", "User is Inactive");
        }

        if (attempt.IsFrozen)
        {
            // LoginHistory's words are a field report; that the endpoint answers as for an inactive user is UNCONFIRMED.
            throw attempt.Refuse("invalid_grant", "user is inactive", "User is frozen");
        }
    }

    /// <summary>
    /// The org's network, unless the app relaxes it. Bypass_2factor accepts users who comes from the app's own ranges; the
    /// second factor that would accept others can't be shown here.
    /// </summary>
    public void CheckAddress(LoginAttempt attempt, bool isRefresh = false)
    {
        bool isRelaxed = attempt.Client.IpRelaxation switch
        {
            "BYPASS" => true,
            "BYPASS_2FACTOR" => attempt.Client.TrustedRanges.Any(r => r.Contains(attempt.Address)),
            "ENFORCE_RELAXREFRESH" => isRefresh,
            _ => false,
        };
        if (!isRelaxed && !IsInside(attempt.Address))
        {
            throw attempt.Refuse("invalid_grant", "ip restricted", "Restricted IP");
        }
    }

    /// <summary>
    /// Assertions need no user at a screen, so they need an approval from before: the administrator's, or the user's
    /// own (K) that is still there as a refresh token.
    /// </summary>
    public void CheckAssertion(LoginAttempt attempt)
    {
        if (!attempt.Client.MayRefresh)
        {
            throw attempt.Refuse(
                "invalid_request",
                "refresh_token scope is required and the connected app should be installed and preauthorized.",
                "Failed: Not Approved"
            );
        }

        if (!attempt.Client.IsPreAuthorized && !IsApproved(attempt.UserId, attempt.Client, attempt.Client.Scope))
        {
            throw attempt.Refuse("invalid_grant", "user hasn't approved this consumer", "Failed: Not Approved");
        }

        CheckUser(attempt);
    }

    /// <summary>Whether the user allowed these scopes and the approval is still there.</summary>
    public bool IsApproved(string userId, OAuthClient client, string scope)
    {
        string[] wanted = [.. scope.Split(' ')];
        return world
            .Sessions.RefreshTokens()
            .Any(r =>
                r.UserId == userId
                && r.AppRecordId == client.Record.Id
                && !wanted.Except(r.Scope.Split(' '), StringComparer.Ordinal).Any()
            );
    }

    /// <summary>Whether the user's profile or a permission set of theirs gives access to the app.</summary>
    public bool IsGranted(string userId, string appRecordId)
    {
        string? profile = world.Rows("User").First(u => u.Text("Id") == userId).Text("ProfileId");
        HashSet<string> parents =
        [
            .. world
                .Rows("PermissionSetAssignment")
                .Where(a => a.Text("AssigneeId") == userId)
                .Select(a => a.Text("PermissionSetId")!),
        ];
        parents.UnionWith(
            world
                .Rows("PermissionSet")
                .Where(s => profile is not null && s.Text("ProfileId") == profile)
                .Select(s => s.Text("Id")!)
        );
        return world
            .Rows("SetupEntityAccess")
            .Any(g => g.Text("SetupEntityId") == appRecordId && parents.Contains(g.Text("ParentId")!));
    }

    private bool IsBlocked(OAuthClient client) =>
        world.Apps.IsBlocked(client.Record.Id)
        || world.Metadata.OfType("BlacklistedConsumer").Any(blocked => blocked.ConsumerKey == client.ConsumerKey);

    private bool IsInside(IPAddress address) =>
        trustedNetwork.IsEmpty || IPAddress.IsLoopback(address) || trustedNetwork.Any(r => r.Contains(address));
}
