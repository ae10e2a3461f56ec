using System.Collections.Immutable;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Metadata;

namespace EcaTools.PracticeOrg.World;

/// <summary>Makes a world of a seed. Rows are dated back from now, so that the demo is never old.</summary>
internal sealed class WorldBuilder
{
    private static readonly string[] s_permissions =
    [
        "PermissionsCustomizeApplication", "PermissionsModifyMetadata", "PermissionsManageUsers",
        "PermissionsExternalClientAppAdmin", "PermissionsExternalClientAppDeveloper", "PermissionsExternalClientAppViewer",
        "PermissionsViewClientSecret",
    ];

    private readonly OrgWorld _world;
    private readonly string _folder;
    private readonly OrgSeed _seed;
    private readonly DateTimeOffset _created;
    private readonly Dictionary<string, string> _profileIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _permissionSetIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _userIds = new(StringComparer.OrdinalIgnoreCase);

    public WorldBuilder(OrgWorld world, string seed)
    {
        _world = world;
        _folder = seed;
        _seed = EmbeddedData.Json<OrgSeed>($"{seed}/world.json");
        _created = world.Now.AddYears(-3);
        AppDetails = _seed.AppDetails.ToImmutableDictionary(d => d.App, StringComparer.Ordinal);
        Add("Organization", OrganizationRow());
        foreach (OrgSeed.ProfileSeed profile in _seed.Profiles)
        {
            AddProfile(profile);
        }

        foreach (OrgSeed.PermissionSetSeed set in _seed.PermissionSets)
        {
            _permissionSetIds[set.Name] = AddPermissionSet(set.Name, set.Label, profileId: null, [.. set.Permissions.Select(p => "Permissions" + p)]);
        }

        foreach (OrgSeed.UserSeed user in _seed.Users)
        {
            AddUser(user);
        }

        Rows["LoginHistory"] = [.. Logins()];
    }

    public Dictionary<string, ImmutableList<Row>> Rows { get; } = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, OrgSeed.AppDetailSeed> AppDetails { get; }

    /// <summary>The worlds that this org can begin with.</summary>
    public static bool Exists(string seed) => EmbeddedData.Names(seed).Length > 0;

    /// <summary>Reads the seed's metadata files, in the order of the type table.</summary>
    public MetadataState LoadMetadata()
    {
        MetadataTransaction transaction = new(_world, MetadataState.Empty, _userIds.Values.First());
        foreach (MetadataType type in MetadataTypeTable.Default.All)
        {
            string prefix = $"{_folder}/{type.Directory}/";
            foreach (string name in EmbeddedData.Names($"{_folder}/{type.Directory}").Where(n => n.EndsWith("." + type.Suffix, StringComparison.Ordinal)))
            {
                transaction.Seed(type, name[prefix.Length..^(type.Suffix.Length + 1)], Read(name));
            }
        }

        transaction.GeneratePolicies();
        return transaction.State;
    }

    /// <summary>Refresh tokens of the seed's apps.</summary>
    public IEnumerable<RefreshToken> Tokens()
    {
        foreach (OrgSeed.TokenSeed token in _seed.Tokens)
        {
            StoredRecord app = _world.Metadata.Find("ConnectedApp", token.App) ?? _world.Metadata.Find("ExternalClientApplication", token.App)
                ?? throw new InvalidOperationException($"The seed gives tokens to {token.App}, which it does not have.");
            string? key = app.ConsumerKey ?? _world.Metadata.SatelliteOf(app.FullName, "ExtlClntAppGlobalOauthSettings")?.ConsumerKey;
            foreach (string user in token.Users)
            {
                yield return new RefreshToken(_world.Ids.Next(SObjectPrefixes.Token), _userIds[user], app.Id, key, app.Text("label")!, "api refresh_token", IsJwt: false, _created.AddYears(1))
                {
                    LastUsedAt = _world.Now.AddDays(-token.LastUsedDaysAgo),
                    UseCount = token.UseCount,
                };
            }
        }
    }

    private static XElement Read(string name)
    {
        using Stream stream = EmbeddedData.Find(name)!;
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return MetadataXml.Parse(copy.ToArray());
    }

    private Row OrganizationRow() => Dated(
        ("Id", _world.OrgId),
        ("Name", _seed.Organization.Name),
        ("OrganizationType", _seed.Organization.OrganizationType),
        ("IsSandbox", _seed.Organization.IsSandbox),
        ("IsReadOnly", false),
        ("InstanceName", _seed.Organization.InstanceName),
        ("LanguageLocaleKey", "en_US"),
        ("TimeZoneSidKey", "GMT"));

    private void AddProfile(OrgSeed.ProfileSeed profile)
    {
        string id = _world.Ids.Next(SObjectPrefixes.Profile);
        _profileIds[profile.Name] = id;
        string[] permissions = profile.IsAdministrator ? s_permissions : [];
        Add("Profile", Dated([("Id", id), ("Name", profile.Name), ("UserType", "Standard"), .. Flags(permissions)]));

        // Each profile owns a permission set, and SetupEntityAccess hangs on that one (Object Reference: PermissionSet).
        AddPermissionSet("X" + SalesforceId.To15(id), SalesforceId.To15(id), id, permissions);
    }

    private string AddPermissionSet(string name, string label, string? profileId, string[] permissions)
    {
        string id = _world.Ids.Next(SObjectPrefixes.PermissionSet);
        Add("PermissionSet", Dated([
            ("Id", id), ("Name", name), ("Label", label), ("Type", profileId is null ? "Regular" : "Profile"),
            ("IsOwnedByProfile", profileId is not null), ("IsCustom", true), ("ProfileId", profileId), .. Flags(permissions)]));
        return id;
    }

    private void AddUser(OrgSeed.UserSeed user)
    {
        string id = _world.Ids.Next(SObjectPrefixes.User);
        _userIds[user.Username] = id;
        string name = $"{user.FirstName} {user.LastName}".Trim();
        Add("User", Dated(
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
            ("LastLoginDate", _world.Now.AddHours(-2))));
        foreach (string set in user.PermissionSets)
        {
            Add("PermissionSetAssignment", new Row(
                ("Id", _world.Ids.Next(SObjectPrefixes.PermissionSetAssignment)),
                ("AssigneeId", id),
                ("PermissionSetId", _permissionSetIds[set]),
                ("IsActive", true),
                ("SystemModstamp", _created)));
        }
    }

    private IEnumerable<Row> Logins()
    {
        List<(DateTimeOffset Time, OrgSeed.TrafficSeed Traffic)> logins = [];
        foreach (OrgSeed.TrafficSeed traffic in _seed.Traffic)
        {
            for (int i = 0; i < traffic.PerDay * traffic.Days; i++)
            {
                logins.Add((_world.Now.AddMinutes(-(i + 0.5) * 1440 / traffic.PerDay), traffic));
            }
        }

        return logins.OrderBy(l => l.Time).Select(l => LoginRows.Create(
            _world, l.Time, l.Traffic.Application, _userIds[l.Traffic.User], l.Traffic.LoginType, l.Traffic.LoginSubType, l.Traffic.Status, l.Traffic.SourceIp));
    }

    private static IEnumerable<(string Name, object? Value)> Flags(string[] permissions) =>
        s_permissions.Select(p => (p, (object?)permissions.Contains(p)));

    private Row Dated(params (string Name, object? Value)[] values) => new([
        .. values, ("CreatedDate", _created), ("LastModifiedDate", _created), ("SystemModstamp", _created),
        ("CreatedById", _userIds.Values.FirstOrDefault()), ("LastModifiedById", _userIds.Values.FirstOrDefault())]);

    private void Add(string sObject, Row row) => Rows[sObject] = Rows.GetValueOrDefault(sObject, []).Add(row);
}
