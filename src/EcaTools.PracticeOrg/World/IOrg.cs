using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.World;

/// <summary>The org as its rules, its rows and its traffic see it: what it holds, and nothing that changes it.</summary>
internal interface IOrg
{
    public DateTimeOffset Now { get; }

    public IdSource Ids { get; }

    public string OrgId { get; }

    public string AdministratorId { get; }

    public SessionTable Sessions { get; }

    public IReadOnlyDictionary<string, OrgSeed.AppDetailSeed> AppDetails { get; }

    /// <summary>The metadata as it is now. A snapshot: hold on to it, and it does not move.</summary>
    public MetadataState Metadata { get; }

    /// <summary>Grows with every stored row that is added, changed or removed.</summary>
    public long Version { get; }

    /// <summary>Whether deleting a BlacklistedConsumer unblocks the app (UNCONFIRMED).</summary>
    public bool UnblocksByDelete { get; }

    public Row? FindUser(string username);

    /// <summary>The rows of an sObject, stored or derived from metadata.</summary>
    public IReadOnlyList<Row> Rows(string sObject);

    /// <summary>The rows that the org stores itself, without those that a projection adds.</summary>
    public IReadOnlyList<Row> Stored(string sObject);

    /// <summary>The row with this 18-character id, or null.</summary>
    public Row? Find(string sObject, string id);
}
