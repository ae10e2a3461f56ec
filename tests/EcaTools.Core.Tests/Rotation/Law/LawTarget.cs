using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;

namespace EcaTools.Core.Tests.Rotation.Law;

/// <summary>A delivery target in memory, with all that it ever held.</summary>
internal sealed class LawTarget(string name, LawTargetKind kind, LawAccidents accidents) : ICredentialTarget
{
    private readonly List<EcaCredential> _held = [];

    public string Name => name;

    public bool CanReadBack => kind.CanReadBack;

    public bool IsAtomic => kind.IsAtomic;

    /// <summary>What callers get; null if nothing.</summary>
    public EcaCredential? Value { get; private set; }

    /// <summary>What it held before, and holds no longer.</summary>
    public IReadOnlyList<EcaCredential> Older => [.. _held.Where(pair => pair.ConsumerKey != Value?.ConsumerKey)];

    public void Put(EcaCredential pair)
    {
        Value = pair;
        _held.RemoveAll(older => older.ConsumerKey == pair.ConsumerKey);
        _held.Add(pair);
    }

    public Task DeliverAsync(EcaCredential credential, CancellationToken cancellation) =>
        accidents.PassTargetAsync(
            () =>
            {
                Put(credential);
                return Task.FromResult(true);
            },
            () => Value = IsAtomic || Value is null ? Value : Value with { ConsumerKey = credential.ConsumerKey }
        );

    public Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation) =>
        accidents.PassTargetAsync(() =>
            Task.FromResult(Value is null ? null : new DeliveredCredential(Value.ConsumerKey, Value.Secret))
        );
}
