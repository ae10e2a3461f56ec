using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.ExternalClientApps;

/// <summary>The External Client Apps of an org with the records that belong to them, read by one retrieve of any
/// size.</summary>
internal sealed class OrgAppSnapshot
{
    private readonly Dictionary<string, NamedRecord> _apps = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string Type, string Owner), NamedRecord> _byOwner = new(KeyComparer.Instance);
    private readonly Dictionary<(string Type, string Name), NamedRecord> _byName = new(KeyComparer.Instance);

    private OrgAppSnapshot() { }

    /// <summary>Reads the org. Null if it gave no such retrieve, so that its records must be read otherwise.</summary>
    /// <param name="org">The org.</param>
    /// <param name="names">The apps that matter: one that the retrieve does not bring is asked for by its name.</param>
    /// <param name="types">The types of their records.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The errors of the wire.</exception>
    public static async Task<OrgAppSnapshot?> ReadAsync(
        EcaOrg org,
        IReadOnlyCollection<string> names,
        IReadOnlyCollection<string> types,
        CancellationToken cancellation
    )
    {
        OrgRecordReader records = new(org);
        ImmutableSortedDictionary<string, ImmutableArray<string>> members = types
            .Append(EcaType.App)
            .Distinct(StringComparer.Ordinal)
            .ToImmutableSortedDictionary(type => type, _ => ImmutableArray.Create("*"), StringComparer.Ordinal);
        string id = await records
            .Metadata.RetrieveAsync(new RetrieveRequest(members), cancellation)
            .ConfigureAwait(false);
        RetrieveResult result = await records
            .Metadata.WaitForRetrieveAsync(id, cancellation: cancellation)
            .ConfigureAwait(false);
        if (!result.Success)
        {
            return null;
        }

        OrgAppSnapshot snapshot = new();
        MetadataReader reader = new();
        foreach (string type in members.Keys)
        {
            using RetrievedRecords retrieved = new(type, result);
            foreach (string name in retrieved.Names)
            {
                if (retrieved.Read(reader, org.Alias, name).Document is { } document)
                {
                    snapshot.Add(new NamedRecord(document.FullName ?? name, document.Record));
                }
            }
        }

        IEnumerable<string> missing = names.Where(name => !snapshot._apps.ContainsKey(name));
        await foreach (OrgRecord read in records.ReadAsync(EcaType.App, missing, cancellation).ConfigureAwait(false))
        {
            if (read.Document is { } document)
            {
                snapshot.Add(new NamedRecord(document.FullName ?? read.FullName, document.Record));
            }
        }

        return snapshot;
    }

    /// <summary>The app of that name; null if the org has none.</summary>
    public NamedRecord? FindApp(string name) => _apps.GetValueOrDefault(name);

    /// <summary>The record of a type that belongs to an app; null if there is none.</summary>
    public NamedRecord? FindOf(string type, string app) => _byOwner.GetValueOrDefault((type, app));

    /// <summary>The record of that name; null if there is none.</summary>
    public NamedRecord? Find(string type, string name) => _byName.GetValueOrDefault((type, name));

    private void Add(NamedRecord record)
    {
        _byName[(record.Type, record.FullName)] = record;
        if (record.Type == EcaType.App)
        {
            _apps[record.FullName] = record;
        }
        else if (record.Record[EcaType.Owner] is { Length: > 0 } owner)
        {
            _byOwner.TryAdd((record.Type, owner), record);
        }
    }

    private sealed class KeyComparer : IEqualityComparer<(string Type, string Name)>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals((string Type, string Name) x, (string Type, string Name) y) =>
            x.Type == y.Type && x.Name.Equals(y.Name, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((string Type, string Name) key) =>
            HashCode.Combine(key.Type, StringComparer.OrdinalIgnoreCase.GetHashCode(key.Name));
    }
}
