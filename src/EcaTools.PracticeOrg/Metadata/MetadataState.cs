using System.Collections.Immutable;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Metadata;

/// <summary>All metadata of the org at one moment. A deploy works on its own copy, so a rollback is to forget it.</summary>
internal sealed class MetadataState
{
    private readonly ImmutableDictionary<string, ImmutableSortedDictionary<string, StoredRecord>> _byType;
    private readonly Lazy<IReadOnlyDictionary<string, (StoredRecord Record, ConsumerSecret Secret)>> _byConsumerKey;
    private readonly Lazy<DateTimeOffset> _nextExpiry;
    private readonly Lazy<ILookup<string, StoredRecord>> _byParent;

    private MetadataState(ImmutableDictionary<string, ImmutableSortedDictionary<string, StoredRecord>> byType)
    {
        _byType = byType;
        _byConsumerKey = new(() => All.SelectMany(r => r.Pairs.Select(p => (Record: r, p.Key, p.Secret))).ToDictionary(p => p.Key, p => (p.Record, p.Secret), StringComparer.Ordinal));
        _nextExpiry = new(() => StagedPairs.Where(s => s.State != StagedState.Expired).Select(s => s.ExpirationDate).DefaultIfEmpty(DateTimeOffset.MaxValue).Min());
        _byParent = new(() => All.Where(r => r.Parent is not null).ToLookup(r => r.Parent!, StringComparer.Ordinal));
    }

    public static MetadataState Empty { get; } = new(ImmutableDictionary.Create<string, ImmutableSortedDictionary<string, StoredRecord>>(StringComparer.Ordinal));

    public IEnumerable<StoredRecord> All => _byType.Values.SelectMany(t => t.Values);

    /// <summary>The records of a type, by name.</summary>
    public IEnumerable<StoredRecord> OfType(string type) => _byType.TryGetValue(type, out var records) ? records.Values : [];

    public StoredRecord? Find(string type, string fullName) =>
        _byType.TryGetValue(type, out var records) ? records.GetValueOrDefault(fullName) : null;

    /// <summary>The record that holds a key which authenticates: a primary, a staged or a previous one.</summary>
    public StoredRecord? FindByConsumerKey(string key) => _byConsumerKey.Value.GetValueOrDefault(key).Record;

    /// <summary>The secret that belongs to a key which authenticates. Each pair has its own: a new key with the old secret is refused.</summary>
    public ConsumerSecret? SecretOf(string key) => _byConsumerKey.Value.GetValueOrDefault(key).Secret;

    /// <summary>Every key that is taken, whether it authenticates or not.</summary>
    public bool IsTaken(string key) => FindByConsumerKey(key) is not null || StagedPairs.Any(s => s.Key == key)
        || OfType("ConnectedApp").Any(a => a.MigratedTo is not null && a.ConsumerKey == key);

    /// <summary>Every pair that authenticates.</summary>
    public IEnumerable<(string Key, ConsumerSecret Secret)> Pairs => _byConsumerKey.Value.Select(p => (p.Key, p.Value.Secret));

    /// <summary>When the next staged or previous pair ends.</summary>
    public DateTimeOffset NextExpiry => _nextExpiry.Value;

    private IEnumerable<StagedCredential> StagedPairs => OfType("ExtlClntAppGlobalOauthSettings")
        .SelectMany(r => r.MoreConsumers.Select(c => c.Staged).Prepend(r.Staged)).OfType<StagedCredential>();

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

    public MetadataState Without(StoredRecord record) => Find(record.Type.Name, record.FullName) is null
        ? this
        : new(_byType.SetItem(record.Type.Name, _byType[record.Type.Name].Remove(record.FullName)));
}
