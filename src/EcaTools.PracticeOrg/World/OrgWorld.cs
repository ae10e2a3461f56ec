using System.Collections.Immutable;
using EcaTools.PracticeOrg.Metadata;

namespace EcaTools.PracticeOrg.World;

/// <summary>Everything that the org holds: its rows, its metadata and its sessions.</summary>
internal sealed class OrgWorld
{
    /// <summary>Logins made over the wire are kept up to this number, so that a long run doesn't grow.</summary>
    private const int MaximumLiveLogins = 10_000;

    private readonly Dictionary<string, ImmutableList<Row>> _rows;
    private readonly Dictionary<string, Row> _users;
    private readonly object _gate = new();
    private volatile MetadataState _metadata;
    private int _liveLogins;

    public OrgWorld(TimeProvider time, string seed)
    {
        Time = time;
        OrgId = Ids.Next(SObjectPrefixes.Organization);
        WorldBuilder builder = new(this, seed);
        _rows = builder.Rows;
        _users = _rows["User"].ToDictionary(r => r.Text("Username")!, StringComparer.OrdinalIgnoreCase);
        Administrator = _rows["User"][0];
        AppDetails = builder.AppDetails;
        Sessions = new SessionTable(this);
        _metadata = MetadataState.Empty;
        _metadata = builder.LoadMetadata();
        foreach (RefreshToken token in builder.Tokens())
        {
            Sessions.Add(token, text: null);
        }
    }

    public TimeProvider Time { get; }

    public DateTimeOffset Now => Time.GetUtcNow();

    public IdSource Ids { get; } = new();

    public string OrgId { get; }

    /// <summary>The user whose token the org prints.</summary>
    public Row Administrator { get; }

    public string AdministratorId => Administrator.Text("Id")!;

    public SessionTable Sessions { get; }

    public PasswordBook Passwords { get; } = new();

    /// <summary>What is said of apps beside their metadata: blocked ones, and keys that belong to other orgs.</summary>
    public AppStates Apps { get; } = new();

    /// <summary>The org-wide switches.</summary>
    public OrgSettings Settings => new(this);

    /// <summary>Where the org listens, without a slash at the end.</summary>
    public string BaseUrl { get; set; } = "http://localhost";

    public IReadOnlyDictionary<string, OrgSeed.AppDetailSeed> AppDetails { get; }

    /// <summary>The org's switch against the username-password flow: the setting if it was deployed, else what the org began with.</summary>
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

    /// <summary>The metadata as it is now. A snapshot: hold on to it, and it does not move.</summary>
    public MetadataState Metadata
    {
        get
        {
            if (_metadata.NextExpiry <= Now)
            {
                Change(AdministratorId, transaction =>
                {
                    transaction.EndStagedPairs();
                    return (0, Keep: true);
                });
            }

            return _metadata;
        }
    }

    /// <summary>Runs a group of changes alone, and keeps their outcome if the function says so.</summary>
    public T Change<T>(string userId, Func<MetadataTransaction, (T Result, bool Keep)> change)
    {
        lock (_gate)
        {
            MetadataTransaction transaction = new(this, _metadata, userId);
            (T result, bool keep) = change(transaction);
            if (keep)
            {
                // A pair that is gone, or whose secret was replaced, takes the sessions that it opened with it.
                IEnumerable<string> gone = _metadata.Pairs.Except(transaction.State.Pairs).Select(p => p.Key);
                Sessions.EndThoseOf(gone.Concat(transaction.Ended).ToHashSet(StringComparer.Ordinal));
                MetadataState before = _metadata;
                Apps.Forget(before, transaction.State);
                _metadata = transaction.State;
                FollowPermissionSets(before, transaction.DeletedIds);
            }

            return result;
        }
    }

    public Row? FindUser(string username) => _users.GetValueOrDefault(username);

    /// <summary>The rows of an sObject, stored or derived from metadata.</summary>
    public IReadOnlyList<Row> Rows(string sObject)
    {
        if (Projections.Find(sObject) is { } projection)
        {
            return [.. projection(this, Metadata)];
        }

        lock (_gate)
        {
            return _rows.GetValueOrDefault(sObject, []);
        }
    }

    public void Insert(string sObject, Row row) => Store(sObject, rows => rows.Add(row));

    /// <summary>Removes the stored rows for which the function says so.</summary>
    public void Remove(string sObject, Predicate<Row> match) => Store(sObject, rows => rows.RemoveAll(match));

    /// <summary>A permission set that was deployed is a row, and one that was deleted takes its assignments with it.</summary>
    private void FollowPermissionSets(MetadataState before, IReadOnlySet<string> deletedIds)
    {
        foreach (StoredRecord set in _metadata.OfType("PermissionSet").Where(s => before.Find("PermissionSet", s.FullName) != s))
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
            _rows[sObject] = change(_rows.GetValueOrDefault(sObject, []));
        }
    }

    public void AddLogin(string application, string userId, string loginType, string? loginSubType, string status, string sourceIp)
    {
        Row row = LoginRows.Create(this, Now, application, userId, loginType, loginSubType, status, sourceIp);
        lock (_gate)
        {
            ImmutableList<Row> rows = _rows["LoginHistory"].Add(row);
            if (++_liveLogins > MaximumLiveLogins)
            {
                rows = rows.RemoveAt(rows.Count - MaximumLiveLogins - 1);
                _liveLogins--;
            }

            _rows["LoginHistory"] = rows;
        }
    }

    private bool? OidcSetting(string element) => Metadata.Find("OauthOidcSettings", "OauthOidc")?.Flag(element);
}
