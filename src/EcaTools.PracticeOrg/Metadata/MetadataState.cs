using System.Collections.Immutable;

namespace EcaTools.PracticeOrg.Metadata;

/// <summary>All metadata of the org at one moment. A deploy works on its own copy, so a rollback is to forget it.</summary>
internal sealed class MetadataState
{
    private readonly ImmutableDictionary<string, ImmutableSortedDictionary<string, StoredRecord>> _byType;
    private readonly Lazy<IReadOnlyDictionary<string, StoredRecord>> _byConsumerKey;
    private readonly Lazy<ILookup<string, StoredRecord>> _byParent;

    private MetadataState(ImmutableDictionary<string, ImmutableSortedDictionary<string, StoredRecord>> byType)
    {
        _byType = byType;
        _byConsumerKey = new(() => All.Where(r => r.ConsumerKey is { Length: > 0 }).ToDictionary(r => r.ConsumerKey!, StringComparer.Ordinal));
        _byParent = new(() => All.Where(r => r.Parent is not null).ToLookup(r => r.Parent!, StringComparer.Ordinal));
    }

    public static MetadataState Empty { get; } = new(ImmutableDictionary.Create<string, ImmutableSortedDictionary<string, StoredRecord>>(StringComparer.Ordinal));

    public IEnumerable<StoredRecord> All => _byType.Values.SelectMany(t => t.Values);

    /// <summary>The records of a type, by name.</summary>
    public IEnumerable<StoredRecord> OfType(string type) => _byType.TryGetValue(type, out var records) ? records.Values : [];

    public StoredRecord? Find(string type, string fullName) =>
        _byType.TryGetValue(type, out var records) ? records.GetValueOrDefault(fullName) : null;

    public StoredRecord? FindByConsumerKey(string key) => _byConsumerKey.Value.GetValueOrDefault(key);

    /// <summary>What belongs to an external client app.</summary>
    public IEnumerable<StoredRecord> SatellitesOf(string externalClientApp) => _byParent.Value[externalClientApp];

    public StoredRecord? SatelliteOf(string externalClientApp, string type) =>
        SatellitesOf(externalClientApp).FirstOrDefault(r => r.Type.Name == type);

    public MetadataState With(StoredRecord record)
    {
        ImmutableSortedDictionary<string, StoredRecord> records = _byType.TryGetValue(record.Type.Name, out var found)
            ? found
            : ImmutableSortedDictionary.Create<string, StoredRecord>(StringComparer.Ordinal);
        return new MetadataState(_byType.SetItem(record.Type.Name, records.SetItem(record.FullName, record)));
    }

    public MetadataState Without(StoredRecord record) =>
        new(_byType.SetItem(record.Type.Name, _byType[record.Type.Name].Remove(record.FullName)));
}
