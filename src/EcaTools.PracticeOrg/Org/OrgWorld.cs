using System.Collections.Concurrent;
using System.Collections.Immutable;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Metadata.Changes;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Soql.Syntax;
using EcaTools.PracticeOrg.Traffic;
using EcaTools.PracticeOrg.Values;
using EcaTools.PracticeOrg.World;
using EcaTools.PracticeOrg.World.Rows;
using EcaTools.PracticeOrg.World.Seeds;

namespace EcaTools.PracticeOrg.Org;

/// <summary>Everything that the org holds: its rows, its metadata and its sessions.</summary>
internal sealed class OrgWorld : IOrg
{
    private readonly Dictionary<string, ImmutableList<Row>> _rows;
    private readonly Dictionary<string, Row> _users;
    private readonly object _gate = new();
    private readonly ConcurrentDictionary<string, CachedRows> _cache = new(StringComparer.Ordinal);
    private volatile MetadataState _metadata;
    private long _version;

    public OrgWorld(TimeProvider time, string seed)
        : this(
            time,
            SeedSource.Open(seed) ?? throw new ArgumentException($"There is no seed named '{seed}'.", nameof(seed))
        ) { }

    public OrgWorld(TimeProvider time, SeedSource seed)
    {
        Time = time;
        OrgId = Ids.Next(SObjectPrefixes.Organization);
        WorldBuilder builder = new(this, seed.Org);
        _rows = builder.Rows.ToDictionary(r => r.Key, r => r.Value.ToImmutableList(), StringComparer.Ordinal);
        _users = _rows["User"].ToDictionary(r => r.Text("Username")!, StringComparer.OrdinalIgnoreCase);
        Administrator = _rows["User"][0];
        AppDetails = builder.AppDetails;
        Sessions = new SessionTable(time);
        Permissions = new UserPermissions(this);
        _metadata = MetadataState.Empty;
        _metadata = seed.LoadMetadata(this);
        foreach (RefreshToken token in builder.Tokens())
        {
            Sessions.Add(token, text: null);
        }

        TrafficWindow window = new(Now);
        Traffic = new TrafficLog(window, [.. seed.Callers(this, window)], time);
        LiveTraffic = new LiveTraffic(this);
        EventLogFiles = new EventLogFileRows(this, Traffic, LiveTraffic);
    }

    public TimeProvider Time { get; }

    public DateTimeOffset Now => Time.GetUtcNow();

    public IdSource Ids { get; } = new();

    public string OrgId { get; }

    /// <summary>The user whose token the org prints.</summary>
    public Row Administrator { get; }

    public string AdministratorId => Administrator.Text("Id")!;

    public SessionTable Sessions { get; }

    /// <summary>What each user may do.</summary>
    public UserPermissions Permissions { get; }

    /// <summary>The logins and API calls of the days before the org began, and those that were planned
    /// since.</summary>
    public TrafficLog Traffic { get; }

    /// <summary>The logins and API calls that came over the wire.</summary>
    public LiveTraffic LiveTraffic { get; }

    public EventLogFileRows EventLogFiles { get; }
    public UserPasswords Passwords { get; } = new();

    /// <summary>What is known of apps outside their metadata: blocked ones, and keys that belong to other orgs.</summary>
    public AppStates Apps { get; } = new();

    /// <summary>The org-wide switches.</summary>
    public OrgSettings Settings => new(this);

    /// <summary>Where the org listens, without a slash at the end.</summary>
    public string BaseUrl { get; set; } = "http://localhost";

    public IReadOnlyDictionary<string, OrgSeed.AppDetailSeed> AppDetails { get; }

    /// <summary>The org's switch against the username-password flow: the setting if it was deployed, else what the org
    /// began with.</summary>
    public bool BlocksUsernamePasswordFlow
    {
        get => OidcSetting("blockOAuthUnPwFlow") ?? field;
        init;
    }

    /// <summary>The org's switch against the user-agent flow, likewise.</summary>
    public bool BlocksUserAgentFlow
    {
        get => OidcSetting("blockOAuthUsrAgtFlow") ?? field;
        init;
    }

    /// <summary>What clients of the MCP servers find when they look for the authorization server.</summary>
    public McpDiscovery McpDiscovery { get; init; }

    /// <summary>Whether a blocked consumer is unblocked when its record is deleted (UNCONFIRMED).</summary>
    public bool UnblocksByDelete { get; init; } = true;

    /// <summary>The metadata as it is now. A snapshot: hold on to it, and it does not move.</summary>
    public MetadataState Metadata
    {
        get
        {
            if (_metadata.NextExpiry <= Now)
            {
                Change(
                    AdministratorId,
                    transaction =>
                    {
                        transaction.EndStagedPairs();
                        return (0, Keep: true);
                    }
                );
            }

            return _metadata;
        }
    }

    /// <summary>Grows with every stored row that is added, changed or removed.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Runs a group of changes alone, and keeps their outcome if the function says so.</summary>
    public T Change<T>(string userId, Func<MetadataTransaction, (T Result, bool Keep)> change)
    {
        lock (_gate)
        {
            MetadataTransaction transaction = new(this, _metadata, userId);
            (T result, bool keep) = change(transaction);
            if (keep)
            {
                Keep(userId, transaction);
            }

            return result;
        }
    }

    public Row? FindUser(string username) => _users.GetValueOrDefault(username);

    /// <summary>The rows of an sObject, stored or derived from metadata.</summary>
    public IReadOnlyList<Row> Rows(string sObject) => Made(sObject) is { } rows ? [.. rows] : Cached(sObject).Rows;

    /// <summary>The rows of an sObject, one by one: those that are made up as they are read are never all there at
    /// once. Of a condition, at least those that it holds for.</summary>
    public IEnumerable<Row> Stream(string sObject, SoqlCondition? where = null) =>
        Made(sObject, where) ?? Cached(sObject).Rows;

    /// <summary>The row with this 18-character id, or null.</summary>
    public Row? Find(string sObject, string id) =>
        sObject switch
        {
            "LoginHistory" => Traffic.FindLogin(id) ?? LiveTraffic.Logins().FirstOrDefault(r => r.Text("Id") == id),
            "EventLogFile" => EventLogFiles.Find(id),
            "LoginEvent" or "ApiEvent" or "OauthToken" => null,
            "InstalledMobileApp" => Rows(sObject).FirstOrDefault(r => r.Text("Id") == id),
            _ => Cached(sObject).Find(id),
        };

    public void Insert(string sObject, Row row) => Store(sObject, rows => rows.Add(row));

    public void Replace(string sObject, Row before, Row after) => Store(sObject, rows => rows.Replace(before, after));

    /// <summary>Removes the stored rows for which the function says so.</summary>
    public void Remove(string sObject, Predicate<Row> match) => Store(sObject, rows => rows.RemoveAll(match));

    /// <summary>Runs something while nobody else writes.</summary>
    public T Locked<T>(Func<T> write)
    {
        lock (_gate)
        {
            return write();
        }
    }

    /// <summary>Runs several writes alone, and takes all of them back if the function says so.</summary>
    public T WriteTogether<T>(Func<(T Result, bool Keep)> write)
    {
        lock (_gate)
        {
            Dictionary<string, ImmutableList<Row>> rows = new(_rows, StringComparer.Ordinal);
            MetadataState metadata = _metadata;
            (T result, bool keep) = write();
            if (!keep)
            {
                foreach (string sObject in _rows.Keys)
                {
                    _rows[sObject] = rows.GetValueOrDefault(sObject, []);
                }

                _metadata = metadata;
                Interlocked.Increment(ref _version);
            }

            return result;
        }
    }

    public void AddLogin(
        string application,
        string userId,
        string loginType,
        string? loginSubType,
        string status,
        string sourceIp
    ) =>
        LiveTraffic.AddLogin(
            LoginRows.Create(this, Now, application, userId, loginType, loginSubType, status, sourceIp)
        );

    private void Keep(string userId, MetadataTransaction transaction)
    {
        MetadataState before = _metadata;
        MetadataState after = transaction.State;
        List<(StoredRecord? Before, StoredRecord? After)> changes = [.. after.ChangesSince(before)];

        // A pair that is gone, or whose secret was replaced, takes the sessions that it opened with it.
        IEnumerable<string> ended = before.Pairs.Except(after.Pairs).Select(p => p.Key);
        Sessions.EndThoseOf(ended.Concat(transaction.Ended).ToHashSet(StringComparer.Ordinal));
        Apps.Forget(before, after);
        foreach (StoredRecord blocked in changes.Select(c => c.After).OfType<StoredRecord>())
        {
            if (blocked.Type.Name == "BlacklistedConsumer")
            {
                // Blocking ends the app's sessions; its refresh tokens stay (Metadata API Developer Guide).
                Sessions.EndWhere(_ => false, s => s.ConsumerKey == blocked.ConsumerKey);
            }
        }

        HashSet<string> gone = changes
            .Where(c => c.After is null)
            .Select(c => c.Before!.Id)
            .ToHashSet(StringComparer.Ordinal);
        _metadata = after;
        FollowPermissionSets(before, transaction.DeletedIds);
        if (gone.Count > 0)
        {
            Remove("SetupEntityAccess", r => gone.Contains(r.Text("SetupEntityId")!));
        }

        foreach ((StoredRecord? old, StoredRecord? current) in changes)
        {
            Insert("SetupAuditTrail", AuditRows.OfMetadata(this, userId, old, current));
        }
    }

    /// <summary>The rows that no table holds; null for an object that has a table.</summary>
    private IEnumerable<Row>? Made(string sObject, SoqlCondition? where = null) =>
        sObject switch
        {
            "LoginHistory" => LoginBounds.Of(where, Traffic.Window).Logins(Traffic).Concat(LiveTraffic.Logins()),

            // Tokens come and go without a change of rows or metadata.
            "OauthToken" or "InstalledMobileApp" => Projections.Find(sObject)!(this, Metadata),
            "LoginEvent" => Traffic
                .Logins()
                .Concat(LiveTraffic.Logins())
                .Select(r => new LoginEventRow(r, id => Find("User", id))),
            "ApiEvent" => Traffic.Calls().Concat(LiveTraffic.Calls()),
            "EventLogFile" => EventLogFiles.All(),
            _ => null,
        };

    private RowSet Cached(string sObject)
    {
        MetadataState metadata = Metadata;
        long version = Version;
        if (
            _cache.TryGetValue(sObject, out CachedRows? cached)
            && cached.Version == version
            && cached.Metadata == metadata
        )
        {
            return cached.Rows;
        }

        IReadOnlyList<Row> rows;
        if (Projections.Find(sObject) is { } projection)
        {
            rows = [.. projection(this, metadata)];
        }
        else
        {
            rows = Stored(sObject);
            if (cached is not null && cached.Rows.Rows == rows)
            {
                _cache[sObject] = new CachedRows(cached.Rows, metadata, version);
                return cached.Rows;
            }
        }

        RowSet set = new(rows);
        _cache[sObject] = new CachedRows(set, metadata, version);
        return set;
    }

    /// <summary>The rows that the org stores itself, without those that a projection adds.</summary>
    public IReadOnlyList<Row> Stored(string sObject)
    {
        lock (_gate)
        {
            return _rows.GetValueOrDefault(sObject, []);
        }
    }

    /// <summary>A permission set that was deployed is a row, and one that was deleted takes its assignments with
    /// it.</summary>
    private void FollowPermissionSets(MetadataState before, IReadOnlySet<string> deletedIds)
    {
        foreach (
            StoredRecord set in _metadata
                .OfType("PermissionSet")
                .Where(s => before.Find("PermissionSet", s.FullName) != s)
        )
        {
            Remove("PermissionSet", r => r.Text("Id") == set.Id);
            Insert("PermissionSet", OrgRecords.ToRow(set));
        }

        if (deletedIds.Count > 0)
        {
            Remove("PermissionSet", r => deletedIds.Contains(r.Text("Id")!));
            Remove("PermissionSetAssignment", r => deletedIds.Contains(r.Text("PermissionSetId")!));
        }
    }

    private void Store(string sObject, Func<ImmutableList<Row>, ImmutableList<Row>> change)
    {
        lock (_gate)
        {
            ImmutableList<Row> before = _rows.GetValueOrDefault(sObject, []);
            ImmutableList<Row> after = change(before);
            if (before != after)
            {
                _rows[sObject] = after;
                Interlocked.Increment(ref _version);
            }
        }
    }

    private bool? OidcSetting(string element) => Metadata.Find("OauthOidcSettings", "OauthOidc")?.Flag(element);

    private sealed record CachedRows(RowSet Rows, MetadataState Metadata, long Version);
}
