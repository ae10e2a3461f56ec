using System.Collections.Immutable;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Metadata;

/// <summary>All metadata of the org at one moment. A deploy works on its own copy, so a rollback is to forget
/// it.</summary>
internal sealed class MetadataState
{
    private readonly ImmutableDictionary<string, ImmutableSortedDictionary<string, StoredRecord>> _byType;
    private readonly ImmutableDictionary<string, (StoredRecord Record, ConsumerSecret Secret)> _byConsumerKey;
    private readonly ImmutableDictionary<string, ImmutableList<StoredRecord>> _byParent;
    private readonly Lazy<DateTimeOffset> _nextExpiry;

    private MetadataState(
        ImmutableDictionary<string, ImmutableSortedDictionary<string, StoredRecord>> byType,
        ImmutableDictionary<string, (StoredRecord Record, ConsumerSecret Secret)> byConsumerKey,
        ImmutableDictionary<string, ImmutableList<StoredRecord>> byParent
    )
    {
        _byType = byType;
        _byConsumerKey = byConsumerKey;
        _byParent = byParent;
        _nextExpiry = new(() =>
            StagedPairs
                .Where(s => s.State != StagedState.Expired)
                .Select(s => s.ExpirationDate)
                .DefaultIfEmpty(DateTimeOffset.MaxValue)
                .Min()
        );
    }

    public static MetadataState Empty { get; } =
        new(
            ImmutableDictionary.Create<string, ImmutableSortedDictionary<string, StoredRecord>>(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, (StoredRecord Record, ConsumerSecret Secret)>(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, ImmutableList<StoredRecord>>(StringComparer.Ordinal)
        );

    public IEnumerable<StoredRecord> All => _byType.Values.SelectMany(t => t.Values);

    /// <summary>The records of a type, by name.</summary>
    public IEnumerable<StoredRecord> OfType(string type) =>
        _byType.TryGetValue(type, out var records) ? records.Values : [];

    public StoredRecord? Find(string type, string fullName) =>
        _byType.TryGetValue(type, out var records) ? records.GetValueOrDefault(fullName) : null;

    /// <summary>The record that holds a key which authenticates: a primary, a staged or a previous one.</summary>
    public StoredRecord? FindByConsumerKey(string key) => _byConsumerKey.GetValueOrDefault(key).Record;

    /// <summary>The secret that belongs to a key which authenticates. Each pair has its own: a new key with the old
    /// secret is refused.</summary>
    public ConsumerSecret? SecretOf(string key) => _byConsumerKey.GetValueOrDefault(key).Secret;

    /// <summary>Every key that is taken, whether it authenticates or not.</summary>
    public bool IsTaken(string key) =>
        FindByConsumerKey(key) is not null
        || StagedPairs.Any(s => s.Key == key)
        || OfType("ConnectedApp").Any(a => a.MigratedTo is not null && a.ConsumerKey == key);

    /// <summary>Every pair that authenticates.</summary>
    public IEnumerable<(string Key, ConsumerSecret Secret)> Pairs =>
        _byConsumerKey.Select(p => (p.Key, p.Value.Secret));

    /// <summary>When the next staged or previous pair ends.</summary>
    public DateTimeOffset NextExpiry => _nextExpiry.Value;

    private IEnumerable<StagedCredential> StagedPairs =>
        OfType("ExtlClntAppGlobalOauthSettings")
            .SelectMany(r => r.MoreConsumers.Select(c => c.Staged).Prepend(r.Staged))
            .OfType<StagedCredential>();

    /// <summary>What belongs to an external client app.</summary>
    public IEnumerable<StoredRecord> SatellitesOf(string externalClientApp) =>
        _byParent.GetValueOrDefault(externalClientApp, []);

    public StoredRecord? SatelliteOf(string externalClientApp, string type) =>
        SatellitesOf(externalClientApp).FirstOrDefault(r => r.Type.Name == type);

    public MetadataState With(StoredRecord record)
    {
        MetadataState without = Find(record.Type.Name, record.FullName) is { } before ? Without(before) : this;
        ImmutableSortedDictionary<string, StoredRecord> records = without._byType.TryGetValue(
            record.Type.Name,
            out var found
        )
            ? found
            : ImmutableSortedDictionary.Create<string, StoredRecord>(StringComparer.Ordinal);
        return new MetadataState(
            without._byType.SetItem(record.Type.Name, records.SetItem(record.FullName, record)),
            without._byConsumerKey.SetItems(record.Pairs.Select(p => KeyValuePair.Create(p.Key, (record, p.Secret)))),
            record.Parent is { } parent
                ? without._byParent.SetItem(parent, without._byParent.GetValueOrDefault(parent, []).Add(record))
                : without._byParent
        );
    }

    /// <summary>The state without a record. A key that has passed to another record, as Setup's migration hands it on,
    /// stays.</summary>
    public MetadataState Without(StoredRecord record) =>
        Find(record.Type.Name, record.FullName) is not { } held
            ? this
            : new(
                _byType.SetItem(record.Type.Name, _byType[record.Type.Name].Remove(record.FullName)),
                _byConsumerKey.RemoveRange(
                    held.Pairs.Select(p => p.Key).Where(k => _byConsumerKey.GetValueOrDefault(k).Record == held)
                ),
                held.Parent is { } parent && _byParent.TryGetValue(parent, out ImmutableList<StoredRecord>? siblings)
                    ? _byParent.SetItem(
                        parent,
                        siblings.RemoveAll(r => r.Type.Name == record.Type.Name && r.FullName == record.FullName)
                    )
                    : _byParent
            );

    /// <summary>What is different from an earlier state: the record as it was, and as it is.</summary>
    public IEnumerable<(StoredRecord? Before, StoredRecord? After)> ChangesSince(MetadataState earlier)
    {
        foreach (string type in _byType.Keys.Union(earlier._byType.Keys, StringComparer.Ordinal))
        {
            ImmutableSortedDictionary<string, StoredRecord>? before = earlier._byType.GetValueOrDefault(type);
            ImmutableSortedDictionary<string, StoredRecord>? after = _byType.GetValueOrDefault(type);
            if (before == after)
            {
                continue;
            }

            foreach (StoredRecord record in after?.Values ?? [])
            {
                StoredRecord? old = before?.GetValueOrDefault(record.FullName);
                if (
                    old is null
                    || (
                        !ReferenceEquals(old, record)
                        && (old.Secret != record.Secret || !XNode.DeepEquals(old.Content, record.Content))
                    )
                )
                {
                    yield return (old, record);
                }
            }

            foreach (StoredRecord record in before?.Values ?? [])
            {
                if (after?.ContainsKey(record.FullName) != true)
                {
                    yield return (record, null);
                }
            }
        }
    }
}
