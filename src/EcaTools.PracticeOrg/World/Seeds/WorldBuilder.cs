using System.Collections.Immutable;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Values;
using EcaTools.PracticeOrg.World.Rows;

namespace EcaTools.PracticeOrg.World.Seeds;

/// <summary>Makes a world of a seed. Rows are dated back from now, so that the demo is never old.</summary>
internal sealed class WorldBuilder
{
    private readonly IOrg _world;
    private readonly OrgSeed _seed;
    private readonly DateTimeOffset _created;
    private readonly Dictionary<string, string> _profileIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _permissionSetIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _userIds = new(StringComparer.OrdinalIgnoreCase);

    public WorldBuilder(IOrg world, OrgSeed seed)
    {
        _world = world;
        _seed = seed;
        _created = world.Now.AddYears(-3);
        AppDetails = _seed.AppDetails.ToImmutableDictionary(d => d.App, StringComparer.Ordinal);
        Add("Organization", OrganizationRow());
        foreach (Row license in Licenses.UserLicenses(world))
        {
            Add("UserLicense", license);
        }

        foreach (Row license in Licenses.PermissionSetLicenses(world))
        {
            Add("PermissionSetLicense", license);
        }

        foreach (OrgSeed.ProfileSeed profile in _seed.Profiles)
        {
            AddProfile(profile);
        }

        foreach (OrgSeed.PermissionSetSeed set in _seed.PermissionSets)
        {
            _permissionSetIds[set.Name] = AddPermissionSet(
                set.Name,
                set.Label,
                profileId: null,
                [.. set.Permissions.Select(p => "Permissions" + p)]
            );
        }

        foreach (OrgSeed.UserSeed user in _seed.Users)
        {
            AddUser(user);
        }

        Add(
            "SetupAuditTrail",
            AuditRows.Create(
                world,
                _userIds.Values.First(),
                "insertOrganization",
                "Company Information",
                $"Created organization {seed.Organization.Name}"
            )
        );
        foreach (string server in McpServerRows.Standard)
        {
            Add("McpServerAccess", McpServerRows.Create(world, server));
        }
    }

    public Dictionary<string, List<Row>> Rows { get; } = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, OrgSeed.AppDetailSeed> AppDetails { get; }

    /// <summary>Refresh tokens of the seed's apps.</summary>
    public IEnumerable<RefreshToken> Tokens()
    {
        foreach (OrgSeed.TokenSeed token in _seed.Tokens)
        {
            StoredRecord app =
                _world.Metadata.Find("ConnectedApp", token.App)
                ?? _world.Metadata.Find("ExternalClientApplication", token.App)
                ?? throw new InvalidOperationException(
                    $"The seed gives tokens to {token.App}, which it does not have."
                );
            string? key =
                app.ConsumerKey
                ?? _world.Metadata.SatelliteOf(app.FullName, "ExtlClntAppGlobalOauthSettings")?.ConsumerKey;
            foreach (string user in token.Users)
            {
                yield return new RefreshToken(
                    _world.Ids.Next(SObjectPrefixes.Token),
                    _userIds[user],
                    app.Id,
                    key,
                    app.Text("label")!,
                    "api refresh_token",
                    IsJwt: false,
                    _created.AddYears(1)
                )
                {
                    LastUsedAt = _world.Now.AddDays(-token.LastUsedDaysAgo),
                    UseCount = token.UseCount,
                };
            }
        }
    }

    private Row OrganizationRow() =>
        Dated(
            ("Id", _world.OrgId),
            ("Name", _seed.Organization.Name),
            ("OrganizationType", _seed.Organization.OrganizationType),
            ("IsSandbox", _seed.Organization.IsSandbox),
            ("IsReadOnly", false),
            ("InstanceName", _seed.Organization.InstanceName),
            ("LanguageLocaleKey", "en_US"),
            ("TimeZoneSidKey", "GMT")
        );

    private void AddProfile(OrgSeed.ProfileSeed profile)
    {
        string id = _world.Ids.Next(SObjectPrefixes.Profile);
        _profileIds[profile.Name] = id;
        IEnumerable<string> permissions = profile.IsAdministrator ? UserPermissions.Fields : ["PermissionsApiEnabled"];
        Add(
            "Profile",
            Dated([
                ("Id", id),
                ("Name", profile.Name),
                ("UserType", "Standard"),
                ("UserLicenseId", Licenses.UserLicenseId(_world, Licenses.Standard)),
                .. Flags(permissions),
            ])
        );

        // Each profile owns a permission set, and SetupEntityAccess hangs on that one (Object Reference:
        // PermissionSet).
        AddPermissionSet("X" + SalesforceId.To15(id), SalesforceId.To15(id), id, permissions);
    }

    private string AddPermissionSet(string name, string label, string? profileId, IEnumerable<string> permissions)
    {
        string id = _world.Ids.Next(SObjectPrefixes.PermissionSet);
        Add(
            "PermissionSet",
            Dated([
                ("Id", id),
                ("Name", name),
                ("Label", label),
                ("Type", profileId is null ? "Regular" : "Profile"),
                ("IsOwnedByProfile", profileId is not null),
                ("IsCustom", true),
                ("ProfileId", profileId),
                .. Flags(permissions),
            ])
        );
        return id;
    }

    private void AddUser(OrgSeed.UserSeed user)
    {
        string id = _world.Ids.Next(SObjectPrefixes.User);
        _userIds[user.Username] = id;
        string name = $"{user.FirstName} {user.LastName}".Trim();
        Add(
            "User",
            Dated(
                ("Id", id),
                ("Username", user.Username),
                ("Name", name),
                ("FirstName", user.FirstName),
                ("LastName", user.LastName),
                ("Email", user.Username[..user.Username.IndexOf('@', StringComparison.Ordinal)] + "@example.com"),
                ("Alias", user.Username[..Math.Min(8, user.Username.IndexOf('@', StringComparison.Ordinal))]),
                ("CommunityNickname", user.Username[..user.Username.IndexOf('@', StringComparison.Ordinal)]),
                ("Title", user.Title),
                ("UserType", "Standard"),
                ("IsActive", user.IsActive),
                ("LanguageLocaleKey", "en_US"),
                ("LocaleSidKey", "en_US"),
                ("TimeZoneSidKey", "GMT"),
                ("EmailEncodingKey", "UTF-8"),
                ("ProfileId", _profileIds[user.Profile]),
                ("LastLoginDate", _world.Now.AddHours(-2))
            )
        );
        Add(
            "UserLogin",
            new Row(
                ("Id", _world.Ids.Next(SObjectPrefixes.UserLogin)),
                ("UserId", id),
                ("IsFrozen", false),
                ("IsPasswordLocked", false),
                ("LastModifiedDate", _created)
            )
        );
        foreach (string set in user.PermissionSets)
        {
            Add(
                "PermissionSetAssignment",
                new Row(
                    ("Id", _world.Ids.Next(SObjectPrefixes.PermissionSetAssignment)),
                    ("AssigneeId", id),
                    ("PermissionSetId", _permissionSetIds[set]),
                    ("IsActive", true),
                    ("SystemModstamp", _created)
                )
            );
        }
    }

    private static IEnumerable<(string Name, object? Value)> Flags(IEnumerable<string> permissions) =>
        UserPermissions.Fields.Select(p => (p, (object?)permissions.Contains(p, StringComparer.Ordinal)));

    private Row Dated(params (string Name, object? Value)[] values) =>
        new([
            .. values,
            ("CreatedDate", _created),
            ("LastModifiedDate", _created),
            ("SystemModstamp", _created),
            ("CreatedById", _userIds.Values.FirstOrDefault()),
            ("LastModifiedById", _userIds.Values.FirstOrDefault()),
        ]);

    private void Add(string sObject, Row row)
    {
        if (!Rows.TryGetValue(sObject, out List<Row>? rows))
        {
            Rows[sObject] = rows = [];
        }

        rows.Add(row);
    }
}
