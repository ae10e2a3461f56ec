using System.Collections.Immutable;

namespace EcaTools.PracticeOrg.World;

/// <summary>A world to begin with, as its world.json says it. The metadata stands next to it in package
/// format.</summary>
internal sealed record OrgSeed(
    OrgSeed.OrganizationSeed Organization,
    ImmutableArray<OrgSeed.ProfileSeed> Profiles,
    ImmutableArray<OrgSeed.PermissionSetSeed> PermissionSets,
    ImmutableArray<OrgSeed.UserSeed> Users,
    ImmutableArray<OrgSeed.TrafficSeed> Traffic,
    ImmutableArray<OrgSeed.TokenSeed> Tokens,
    ImmutableArray<OrgSeed.AppDetailSeed> AppDetails
)
{
    /// <summary>The org's own row.</summary>
    internal sealed record OrganizationSeed(string Name, string OrganizationType, bool IsSandbox, string InstanceName);

    /// <summary>A profile; an administrator's has every permission that this org knows, any other may use the
    /// API.</summary>
    internal sealed record ProfileSeed(string Name, bool IsAdministrator = false);

    /// <summary>A permission set and the permissions in it.</summary>
    internal sealed record PermissionSetSeed(string Name, string Label, ImmutableArray<string> Permissions);

    /// <summary>A user; the first one is the administrator whose token the org prints.</summary>
    internal sealed record UserSeed(
        string Username,
        string FirstName,
        string LastName,
        string Profile,
        string? Title,
        ImmutableArray<string> PermissionSets,
        bool IsActive = true
    );

    /// <summary>A caller: logins and API calls that repeat, so many a day, for so many days back. <c>App</c> is the
    /// app's full name, <c>Application</c> its label.</summary>
    internal sealed record TrafficSeed(
        string Application,
        string User,
        string LoginType,
        string? LoginSubType,
        int PerDay,
        int Days,
        string SourceIp,
        string Status = "Success",
        string? App = null,
        int CallsPerDay = 0,
        string? Client = null,
        string ApiFamily = "REST",
        string Method = "GET",
        string? Resource = null,
        string? Entity = null
    );

    /// <summary>Refresh tokens of one app: which users hold one, and when each was last used.</summary>
    internal sealed record TokenSeed(string App, ImmutableArray<string> Users, int LastUsedDaysAgo, int UseCount);

    /// <summary>Fields of the ConnectedApplication sObject that are in no metadata.</summary>
    internal sealed record AppDetailSeed(
        string App,
        int? PinLength,
        int? MobileSessionTimeout,
        int? NamedUserUvidTimeout,
        bool FullContentPushNotifications = false
    );
}
