using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Access;

/// <summary>Joins the grants of an app with its policies and users, and finds what is noticeable.</summary>
/// <param name="org">The org.</param>
/// <param name="users">The users of the grants.</param>
/// <param name="privileges">What they may do beyond what an integration needs.</param>
/// <param name="noGrants">Why the grants were not read; null if they were.</param>
internal sealed class AccessJudge(EcaOrg org, AccessUsers users, AccessPrivileges privileges, UnreadPart? noGrants)
{
    private const int NamesShown = 5;

    /// <summary>The users that are of interest; null for all.</summary>
    public List<EcaAccessUser>? Wanted { get; init; }

    /// <summary>The access to an app: one record for each grant, or one for the app if it has none. With users of
    /// interest, those of them who have it.</summary>
    public IEnumerable<EcaAccess> Of(AccessApp app, IEnumerable<SetupEntityAccessRow> rows)
    {
        bool isFirst = true;
        foreach (EcaAccess access in Ways(app, rows))
        {
            // What is of the app and not of one way in is noted once.
            yield return isFirst && app.RunAs is { } user && privileges.IsAdministrator(user)
                ? access with
                {
                    Findings = access.Findings.Add(Administrator(app, user)),
                }
                : access;
            isFirst = false;
        }
    }

    private static EcaAccessFinding Administrator(AccessApp app, string user) =>
        new(
            AccessFindingKind.AdministratorBehindApp,
            $"The client credentials flow of {app.Name} runs as {user}, who has the permission Modify All Data: whoever has the consumer secret can change all data of the org.",
            "Make an integration user with the permission sets that the system needs, and name it in the OAuth policies (clientCredentialsFlowUser)."
        );

    private IEnumerable<EcaAccess> Ways(AccessApp app, IEnumerable<SetupEntityAccessRow> rows)
    {
        EcaAccess blank = new()
        {
            App = app.Name,
            Label = app.Label,
            AppKind = app.Kind,
            AppId = app.Id,
            Through = AccessThrough.Unknown,
            OrgAlias = org.Alias,
            NotRead =
            [
                .. new[] { app.NotRead, noGrants }.OfType<UnreadPart>(),
                .. users.NotRead,
                .. privileges.NotRead,
            ],
        };
        if (app.IsPreAuthorized == false)
        {
            yield return SelfAuthorized(app, blank);
        }

        bool isAny = app.IsPreAuthorized == false;
        if (noGrants is null)
        {
            foreach (EcaAccess access in Granted(app, blank, [.. rows]))
            {
                isAny = true;
                if (Wanted is null || !access.Users.IsEmpty)
                {
                    yield return access;
                }
            }
        }

        if (isAny && app.IsPreAuthorized is not null)
        {
            yield break;
        }

        if (noGrants is not null || app.Id is null || app.IsPreAuthorized is null)
        {
            // Nothing that was read tells who may use it, which is not the same as nobody.
            yield return blank;
        }
        else if (Wanted is null)
        {
            yield return blank with
            {
                Through = AccessThrough.Nobody,
                IsUsersKnown = true,
                Findings =
                [
                    new EcaAccessFinding(
                        AccessFindingKind.NobodyHasAccess,
                        $"Only users that an administrator approved may use {app.Name}, and no permission set or profile gives access to it.",
                        $"Give a permission set access: Grant-EcaAccess -App {app.Name} -PermissionSet <name>."
                    ),
                ],
            };
        }
    }

    private EcaAccess SelfAuthorized(AccessApp app, EcaAccess blank) =>
        blank with
        {
            Through = AccessThrough.SelfAuthorization,
            Users = Wanted is null ? [] : [.. Wanted.Where(user => user.IsActive)],
            IsUsersKnown = Wanted is not null,
            Findings =
            [
                .. app.Kind is AccessAppKind.ExternalClientApp
                    ?
                    [
                        new EcaAccessFinding(
                            AccessFindingKind.OpenToAllUsers,
                            $"Every user of {org.Alias} may authorize {app.Name}, with all of its scopes.",
                            "Grant a permission set access first, then set permittedUsersPolicyType to AdminApprovedPreAuthorized in the OAuth policies."
                        ),
                    ]
                    : Array.Empty<EcaAccessFinding>(),
                .. Wanted is null ? [] : OfUsers([.. Wanted]),
            ],
        };

    private IEnumerable<EcaAccess> Granted(AccessApp app, EcaAccess blank, SetupEntityAccessRow[] rows)
    {
        foreach (
            SetupEntityAccessRow row in rows.OrderBy(row => row.Grant.Kind)
                .ThenBy(row => row.Grant.Name, StringComparer.Ordinal)
        )
        {
            ImmutableArray<EcaAccessUser> granted = users.Of(row);
            yield return blank with
            {
                Through = Through(row.Grant),
                Grant = row.Grant.Name,
                PermissionSetId = row.ParentId,
                SetupEntityAccessId = row.Id,
                NamespacePrefix = row.NamespacePrefix,
                Users = granted,
                IsUsersKnown = users.IsKnown,
                Findings = [.. OfGrant(app, row), .. OfUsers(granted)],
            };
        }

        foreach (AppGrant named in app.Named ?? [])
        {
            if (Wanted is null && !Array.Exists(rows, row => IsSame(row, named)))
            {
                yield return blank with
                {
                    Through = Through(named),
                    Grant = named.Name,
                    Findings =
                    [
                        new EcaAccessFinding(
                            AccessFindingKind.OnlyInPolicies,
                            $"The policies of {app.Name} name the {Word(named)} {named.Name}, and SetupEntityAccess has no such grant. Whether it gives access is UNCONFIRMED.",
                            $"Grant it: Grant-EcaAccess -App {app.Name} -PermissionSet {named.Name}; or take it out of the policies and publish them again."
                        ),
                    ],
                };
            }
        }
    }

    private IEnumerable<EcaAccessFinding> OfGrant(AccessApp app, SetupEntityAccessRow row)
    {
        string grant = $"{Word(row.Grant)} {row.Grant.Name}";
        if (app.Named is { } named && !named.Any(name => IsSame(row, name)))
        {
            yield return new EcaAccessFinding(
                AccessFindingKind.OnlyInSetupEntityAccess,
                $"The {grant} has access to {app.Name} by SetupEntityAccess alone; the policies of the app do not name it. Whether the next deployment of the policies takes it away is UNCONFIRMED.",
                "Retrieve the OAuth policies and keep the grant in them, or take it away with Revoke-EcaAccess."
            );
        }

        if (app.IsPreAuthorized == false)
        {
            yield return new EcaAccessFinding(
                AccessFindingKind.GrantWithoutEffect,
                $"All users may authorize {app.Name}, so the {grant} decides nothing about OAuth. It does decide who may log in by SAML, if the app has SAML.",
                "Close the app (admin-approved users are pre-authorized) for the grant to have effect."
            );
        }

        if (row.ProfileId is not null)
        {
            yield return new EcaAccessFinding(
                AccessFindingKind.GrantedByProfile,
                $"The {grant} gives all of its users access to {app.Name}, those who will get the profile later, too.",
                $"Move the access to a permission set: Grant-EcaAccess -App {app.Name} -PermissionSet <name> -FromProfile '{row.Grant.Name}'."
            );
        }

        if (privileges.HighRiskOf(row) is { } permissions)
        {
            yield return new EcaAccessFinding(
                AccessFindingKind.HighRiskPermissions,
                $"The {grant} gives access to {app.Name} and holds permissions of high risk: {permissions}.",
                "Move these permissions to a permission set of their own, and assign it to the users who need them."
            );
        }

        if (users.IsKnown && Wanted is null && users.Of(row).IsEmpty)
        {
            yield return new EcaAccessFinding(
                AccessFindingKind.NoUsers,
                $"No user has the {grant}.",
                $"Assign it to the users of {app.Name}, or take the grant away with Revoke-EcaAccess."
            );
        }
    }

    private static IEnumerable<EcaAccessFinding> OfUsers(ImmutableArray<EcaAccessUser> users)
    {
        EcaAccessUser[] inactive = [.. users.Where(user => !user.IsActive)];
        EcaAccessUser[] frozen = [.. users.Where(user => user is { IsActive: true, IsFrozen: true })];
        EcaAccessUser[] withoutApi = [.. users.Where(user => user is { IsActive: true, IsApiEnabled: false })];
        if (inactive.Length > 0)
        {
            yield return new EcaAccessFinding(
                AccessFindingKind.InactiveUsers,
                $"Inactive users, who cannot log in: {Names(inactive)}.",
                "Take the permission set from them, or activate them (Setup > Users)."
            );
        }

        if (frozen.Length > 0)
        {
            yield return new EcaAccessFinding(
                AccessFindingKind.FrozenUsers,
                $"Frozen users, who cannot log in: {Names(frozen)}.",
                "Unfreeze them (Setup > Users), or take the permission set from them."
            );
        }

        if (withoutApi.Length > 0)
        {
            yield return new EcaAccessFinding(
                AccessFindingKind.ApiNotEnabled,
                $"Users without the permission API Enabled, who get a token and whose API calls are all refused: {Names(withoutApi)}.",
                "Assign a permission set with API Enabled to them; New-EcaPermissionSet -ApiEnabled writes one."
            );
        }
    }

    private static string Names(EcaAccessUser[] users) =>
        string.Join(", ", users.Take(NamesShown))
        + (
            users.Length > NamesShown
                ? string.Create(CultureInfo.InvariantCulture, $" and {users.Length - NamesShown:N0} more")
                : ""
        );

    private static bool IsSame(SetupEntityAccessRow row, AppGrant named)
    {
        string name =
            row.NamespacePrefix is { } prefix
            && named.Name.StartsWith($"{prefix}__", StringComparison.OrdinalIgnoreCase)
                ? named.Name[(prefix.Length + 2)..]
                : named.Name;
        return row.Grant.Kind == named.Kind && row.Grant.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    private static AccessThrough Through(AppGrant grant) =>
        grant.Kind is AppGrantKind.Profile ? AccessThrough.Profile : AccessThrough.PermissionSet;

    private static string Word(AppGrant grant) => grant.Kind is AppGrantKind.Profile ? "profile" : "permission set";
}
