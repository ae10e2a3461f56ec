using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace EcaTools.Core.Journals;

/// <summary>
/// A journal in a store. A run claims it before it works with it, because no operating system releases a lock between
/// machines: the claim ends a few minutes after the run's last record. Each record replaces the one that the run wrote
/// or read before it and no other one, and is read back, so that a run that lost its claim stops before its next step.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="name">The journal's name in it.</param>
/// <param name="clock">The org's clock, which is the same for all machines.</param>
internal sealed class StoreDocument(IJournalStore store, string name, Func<DateTimeOffset> clock) : JournalDocument
{
    /// <summary>How long a claim lasts from the run's last record.</summary>
    public static readonly TimeSpan ClaimLength = TimeSpan.FromMinutes(5);

    private const int Largest = 1024 * 1024;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 32,
    };

    private readonly string _owner = Guid.NewGuid().ToString("N");
    private string? _text;
    private JsonNode? _content;
    private bool _isHeld;

    /// <inheritdoc/>
    public override string Name => $"{store.Name}/{name}";

    /// <inheritdoc/>
    public override async Task<byte[]?> ReadAsync(CancellationToken cancellation)
    {
        if (!_isHeld)
        {
            await LoadAsync(cancellation).ConfigureAwait(false);
        }

        return _content is null ? null : JsonSerializer.SerializeToUtf8Bytes(_content);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] content, Action? amid)
    {
        _content = JsonNode.Parse(content);
        return ReplaceAsync(OwnClaim(), amid, CancellationToken.None);
    }

    /// <inheritdoc/>
    public override Task RenewAsync() => ReplaceAsync(OwnClaim(), amid: null, CancellationToken.None);

    /// <inheritdoc/>
    public override async Task<IAsyncDisposable> LockAsync(string app, CancellationToken cancellation)
    {
        JournalClaim? claim = await LoadAsync(cancellation).ConfigureAwait(false);
        DateTimeOffset now = clock();

        // No run claims it for longer: a later time is an error, which must not close the journal forever.
        if (claim is not null && claim.Until > now && claim.Until <= now + (2 * ClaimLength))
        {
            throw JournalErrors.JournalClaimed(app, Name, claim);
        }

        await ReplaceAsync(OwnClaim(), amid: null, cancellation).ConfigureAwait(false);
        _isHeld = true;
        return new Held(this);
    }

    private JournalClaim OwnClaim() => new(_owner, Environment.MachineName, clock() + ClaimLength);

    private async Task<JournalClaim?> LoadAsync(CancellationToken cancellation)
    {
        (_text, _content) = (await store.ReadAsync(name, cancellation).ConfigureAwait(false), null);
        if (_text is null)
        {
            return null;
        }

        if (_text.Length > Largest)
        {
            throw JournalErrors.RotationJournalNotReadable(Name, "it is larger than any journal");
        }

        try
        {
            Envelope envelope =
                JsonSerializer.Deserialize<Envelope>(_text, s_json)
                ?? throw JournalErrors.RotationJournalNotReadable(Name, "it holds null");
            _content = envelope.Content;
            return envelope.Claim is { Owner: not null, Machine: not null } ? envelope.Claim : null;
        }
        catch (JsonException malformed)
        {
            // The message would quote what the store holds, which may be a secret of another program.
            throw JournalErrors.RotationJournalNotReadable(Name, "it is not JSON of a journal", malformed);
        }
    }

    private async Task ReplaceAsync(JournalClaim? claim, Action? amid, CancellationToken cancellation)
    {
        string text = JsonSerializer.Serialize(new Envelope(Guid.NewGuid().ToString("N"), claim, _content), s_json);
        if (!await store.TryReplaceAsync(name, _text, text, cancellation).ConfigureAwait(false))
        {
            throw JournalErrors.JournalChangedByOther(Name);
        }

        amid?.Invoke();
        string? found = await store.ReadAsync(name, cancellation).ConfigureAwait(false);
        if (found != text)
        {
            throw JournalErrors.JournalStoreUnreliable(Name, found is null ? "nothing" : "another one");
        }

        _text = text;
    }

    /// <summary>Ends the claim, so that the next run need not wait.</summary>
    private async ValueTask ReleaseAsync()
    {
        _isHeld = false;
        try
        {
            // A record whose response was lost may be there, and is kept.
            if ((await LoadAsync(CancellationToken.None).ConfigureAwait(false))?.Owner == _owner)
            {
                await ReplaceAsync(claim: null, amid: null, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (EcaException)
        {
            // The claim ends by itself in a few minutes; how the run ended must not be hidden by this.
        }
    }

    /// <summary>What the store holds. The revision makes each text differ from all others.</summary>
    private sealed record Envelope(string? Revision, JournalClaim? Claim, JsonNode? Content);

    private sealed class Held(StoreDocument document) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => document.ReleaseAsync();
    }
}
