using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Credentials;
using EcaTools.Core.Journals;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Rotation.Keys;

/// <summary>The journal of one app's key rotations. Each record is kept before the step that it announces is
/// made.</summary>
internal sealed class AppJournal : IAsyncDisposable
{
    private const int Version = 2;

    private const string NameInStore = "EcaTools-rotation-";

    private readonly JournalDocument _document;
    private readonly RotationJournal _journal;
    private readonly EcaOrg _org;
    private readonly IAsyncDisposable? _held;
    private Content _content;

    private AppJournal(
        RotationJournal journal,
        EcaOrg org,
        JournalDocument document,
        Content content,
        IAsyncDisposable? held
    ) => (_journal, _org, _document, _content, _held) = (journal, org, document, content, held);

    /// <summary>What is remembered of a consumer; null if nothing is.</summary>
    public RotationEntry? this[string consumerId] =>
        _content.Consumers.GetValueOrDefault(SalesforceId.Short(consumerId));

    /// <summary>Opens the journal of one app. To write in it, the lock is taken, which one process at a time can
    /// hold.</summary>
    /// <exception cref="EcaException">
    /// <c>RotationJournalNotReadable</c>, and those of <see cref="JournalDocument"/>.
    /// </exception>
    public static async Task<AppJournal> OpenAsync(
        RotationJournal journal,
        EcaOrg org,
        EcaAppIdentity app,
        bool isPreview,
        CancellationToken cancellation = default
    )
    {
        JournalDocument document = DocumentOf(journal, org, app);
        IAsyncDisposable? held = isPreview
            ? null
            : await document.LockAsync(app.Name, cancellation).ConfigureAwait(false);
        try
        {
            byte[]? bytes = await document.ReadAsync(cancellation).ConfigureAwait(false);
            Content content = bytes is not null
                ? Read(bytes, document.Name, KeyOf(org.OrgId, app.Id!))
                : new Content(
                    Version,
                    org.OrgId,
                    app.Id!,
                    app.Name,
                    RandomNumberGenerator.GetBytes(32),
                    ImmutableSortedDictionary<string, RotationEntry>.Empty
                );

            if (held is not null && journal.Index is { } index)
            {
                await index.AddAsync(StoreNameOf(org, app), cancellation).ConfigureAwait(false);
            }

            // An app may have been renamed since.
            return new AppJournal(journal, org, document, content with { App = app.Name }, held);
        }
        catch
        {
            if (held is not null)
            {
                await held.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>The apps of an org that the journal knows, by name. A file that can't be read doesn't hide the
    /// others.</summary>
    /// <param name="journal">The journal. A folder has a list; of a store, the journal of each app is read.</param>
    /// <param name="org">The org.</param>
    /// <param name="inOrg">The apps of the org.</param>
    /// <param name="broken">Called with the error of each journal that can't be read.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<IReadOnlyList<EcaAppIdentity>> AppsOfAsync(
        RotationJournal journal,
        EcaOrg org,
        IEnumerable<EcaAppIdentity> inOrg,
        Action<EcaException> broken,
        CancellationToken cancellation
    )
    {
        List<EcaAppIdentity> apps = [];
        foreach (
            (string key, JournalDocument document) in journal.Folder is { } folder
                ? FilesOf(folder, org, $"{SalesforceId.Short(org.OrgId)}-*.json")
                : inOrg.Select(app => (KeyOf(org.OrgId, app.Id!), DocumentOf(journal, org, app)))
        )
        {
            try
            {
                if (await document.ReadAsync(cancellation).ConfigureAwait(false) is { } bytes)
                {
                    Content content = Read(bytes, document.Name, key);
                    apps.Add(new EcaAppIdentity(content.App) { Id = content.AppId, OrgAlias = org.Alias });
                }
            }
            catch (EcaException exception)
            {
                broken(exception);
            }
        }

        return [.. apps.OrderBy(app => app.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The consumer of another app, or another one of this app, that a delivery target has this key of; null
    /// if no journal of the folder or the store knows one. A journal that can't be read is left to the rotation of its
    /// own app.</summary>
    /// <exception cref="EcaException">An error of the store.</exception>
    public async Task<string?> OwnerOfAsync(
        string target,
        string consumerKey,
        EcaConsumer asking,
        CancellationToken cancellation
    )
    {
        List<Content> journals = [_content];
        foreach ((string key, JournalDocument document) in await OthersAsync(cancellation).ConfigureAwait(false))
        {
            try
            {
                if (await document.ReadAsync(cancellation).ConfigureAwait(false) is { } bytes)
                {
                    journals.Add(Read(bytes, document.Name, key));
                }
            }
            catch (EcaException error) when (error.ErrorId == nameof(JournalErrors.RotationJournalNotReadable))
            {
                continue;
            }
        }

        // An app of this name with another id was deleted, and this one took its place.
        return journals
            .Where(journal =>
                journal.AppId == _content.AppId || (journal.OrgId, journal.App) != (_content.OrgId, _content.App)
            )
            .SelectMany(journal =>
                journal
                    .Consumers.Where(consumer =>
                        consumer.Key != SalesforceId.Short(asking.ConsumerId)
                        && consumer.Value.Places.Any(place =>
                            place.Name == target
                            && place.Keys.Contains(Fingerprint(journal.Salt, consumerKey), StringComparer.Ordinal)
                        )
                    )
                    .Select(consumer => $"{journal.App}/{consumer.Value.Name}")
            )
            .FirstOrDefault();
    }

    /// <summary>A fingerprint of a consumer key. It is keyed, so that no list of keys tells which one it is.</summary>
    public string Fingerprint(string consumerKey) => Fingerprint(_content.Salt, consumerKey);

    private static string Fingerprint(byte[] salt, string consumerKey) =>
        Convert.ToHexString(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(consumerKey)), 0, 8);

    /// <summary>Remembers an entry; it is kept when this returns.</summary>
    /// <exception cref="EcaException">Those of <see cref="JournalDocument.WriteAsync"/>.</exception>
    public async Task WriteAsync(string consumerId, RotationEntry entry)
    {
        if (_held is null)
        {
            throw new InvalidOperationException("A preview writes nothing.");
        }

        _content = _content with { Consumers = _content.Consumers.SetItem(SalesforceId.Short(consumerId), entry) };
        _journal.Reached?.Invoke($"before {entry.Step}");
        await _document
            .WriteAsync(
                JsonSerializer.SerializeToUtf8Bytes(_content, RotationJournal.Json),
                () => _journal.Reached?.Invoke($"amid {entry.Step}")
            )
            .ConfigureAwait(false);
        _journal.Reached?.Invoke($"after {entry.Step}");
    }

    /// <summary>Makes sure that the lock is still held.</summary>
    /// <exception cref="EcaException">Those of <see cref="JournalDocument.RenewAsync"/>.</exception>
    public Task RenewAsync() => _held is null ? Task.CompletedTask : _document.RenewAsync();

    /// <summary>Releases the lock.</summary>
    public ValueTask DisposeAsync() => _held?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string KeyOf(string orgId, string appId) =>
        $"{SalesforceId.Short(orgId)}-{SalesforceId.Short(appId)}";

    private static string StoreNameOf(EcaOrg org, EcaAppIdentity app) =>
        $"{NameInStore}{SalesforceId.Long(org.OrgId)}-{SalesforceId.Long(app.Id!)}";

    private static JournalDocument DocumentOf(RotationJournal journal, EcaOrg org, EcaAppIdentity app) =>
        journal.DocumentOf(org, KeyOf(org.OrgId, app.Id!) + ".json", StoreNameOf(org, app));

    /// <summary>All journals but this one, of all orgs.</summary>
    private async Task<IEnumerable<(string Key, JournalDocument Document)>> OthersAsync(CancellationToken cancellation)
    {
        if (_journal.Index is not { } index)
        {
            return FilesOf(_journal.Folder!, _org, "*.json").Where(file => file.Document.Name != _document.Name);
        }

        return from name in await index.ReadAsync(cancellation).ConfigureAwait(false)
            where name.StartsWith(NameInStore, StringComparison.Ordinal)
            let ids = name[NameInStore.Length..].Split('-')
            where ids.Length == 2
            let document = _journal.DocumentOf(_org, "", name)
            where document.Name != _document.Name
            select (KeyOf(ids[0], ids[1]), document);
    }

    private static IEnumerable<(string Key, JournalDocument Document)> FilesOf(
        string folder,
        EcaOrg org,
        string pattern
    )
    {
        TimeProvider time = org.GetClient().Wire.Options.TimeProvider;
        return Directory.Exists(folder)
            ? Directory
                .GetFiles(folder, pattern)
                .Select(path =>
                    (Path.GetFileNameWithoutExtension(path), (JournalDocument)new FolderDocument(path, time))
                )
            : [];
    }

    /// <summary>What a journal holds. Its name says which org and app it must be about.</summary>
    /// <exception cref="EcaException"><c>RotationJournalNotReadable</c>.</exception>
    private static Content Read(byte[] bytes, string name, string key)
    {
        try
        {
            Content? read = JsonSerializer.Deserialize<Content>(bytes, RotationJournal.Json);
            if (
                read
                is not {
                    Version: Version,
                    OrgId: not null,
                    AppId: not null,
                    App.Length: > 0,
                    Salt.Length: 32,
                    Consumers: not null
                }
            )
            {
                throw JournalErrors.RotationJournalNotReadable(
                    name,
                    "it is not one, or is of another version of EcaTools"
                );
            }

            return KeyOf(read.OrgId, read.AppId) == key
                ? read
                : throw JournalErrors.RotationJournalNotReadable(
                    name,
                    $"it is about app {read.AppId} of org {read.OrgId}"
                );
        }
        catch (JsonException exception)
        {
            throw JournalErrors.RotationJournalNotReadable(name, exception.Message, exception);
        }
    }

    /// <summary>What is kept.</summary>
    private sealed record Content(
        int Version,
        string OrgId,
        string AppId,
        string App,
        byte[] Salt,
        ImmutableSortedDictionary<string, RotationEntry> Consumers
    );
}
