using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Credentials;
using EcaTools.Core.Files;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Rotation.Keys;

/// <summary>The journal of one app's key rotations. Each record is on the disk before the step that it announces is
/// made.</summary>
internal sealed class AppJournal : IDisposable
{
    private const int Version = 2;
    private const int Largest = 4 * 1024 * 1024;

    private readonly string _path;
    private readonly Action<string>? _reached;
    private readonly JournalLock? _held;
    private Content _content;

    private AppJournal(string path, Content content, JournalLock? held, Action<string>? reached) =>
        (_path, _content, _held, _reached) = (path, content, held, reached);

    /// <summary>What is remembered of a consumer; null if nothing is.</summary>
    public RotationEntry? this[string consumerId] =>
        _content.Consumers.GetValueOrDefault(SalesforceId.Short(consumerId));

    /// <summary>Opens the journal of one app. To write in it, the lock is taken, which one process at a time can
    /// hold.</summary>
    /// <exception cref="EcaException">
    /// <c>RotationRunning</c>, <c>RotationOwned</c>, <c>RotationJournalNotReadable</c>,
    /// <c>RotationJournalNotWritten</c>.
    /// </exception>
    public static AppJournal Open(RotationJournal journal, EcaOrg org, EcaAppIdentity app, bool isPreview)
    {
        (string orgId, string appId) = (SalesforceId.Short(org.OrgId), SalesforceId.Short(app.Id!));
        string path = Path.Combine(journal.Folder, $"{orgId}-{appId}.json");
        TimeProvider time = org.GetClient().Wire.Options.TimeProvider;
        JournalLock? held = isPreview ? null : JournalLock.Take(path + ".lock", app.Name, time);
        try
        {
            Content content = File.Exists(path)
                ? Read(path)
                : new Content(
                    Version,
                    org.OrgId,
                    app.Id!,
                    app.Name,
                    RandomNumberGenerator.GetBytes(32),
                    ImmutableSortedDictionary<string, RotationEntry>.Empty
                );

            // An app may have been renamed since.
            return new AppJournal(path, content with { App = app.Name }, held, journal.Reached);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>The apps of an org that the journal knows, by name. A file that can't be read doesn't hide the
    /// others.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="org">The org.</param>
    /// <param name="broken">Called with the error of each file that can't be read.</param>
    public static IReadOnlyList<EcaAppIdentity> AppsOf(RotationJournal journal, EcaOrg org, Action<EcaException> broken)
    {
        if (!Directory.Exists(journal.Folder))
        {
            return [];
        }

        List<EcaAppIdentity> apps = [];
        foreach (string path in Directory.GetFiles(journal.Folder, $"{SalesforceId.Short(org.OrgId)}-*.json"))
        {
            try
            {
                Content content = Read(path);
                apps.Add(new EcaAppIdentity(content.App) { Id = content.AppId, OrgAlias = org.Alias });
            }
            catch (EcaException exception)
            {
                broken(exception);
            }
        }

        return [.. apps.OrderBy(app => app.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The consumer of another app, or another one of this app, that a delivery target has this key of; null
    /// if no journal of the folder knows one. A journal that can't be read is left to the rotation of its own
    /// app.</summary>
    public string? OwnerOf(string target, string consumerKey, EcaConsumer asking)
    {
        List<Content> journals = [_content];
        string folder = Path.GetDirectoryName(_path)!;
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
        foreach (string path in files.Where(path => path != _path))
        {
            try
            {
                journals.Add(Read(path));
            }
            catch (EcaException)
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

    /// <summary>Remembers an entry; it is on the disk when this returns.</summary>
    /// <exception cref="EcaException"><c>RotationJournalNotWritten</c>.</exception>
    public void Write(string consumerId, RotationEntry entry)
    {
        if (_held is null)
        {
            throw new InvalidOperationException("A preview writes nothing.");
        }

        _content = _content with { Consumers = _content.Consumers.SetItem(SalesforceId.Short(consumerId), entry) };
        try
        {
            _reached?.Invoke($"before {entry.Step}");
            bool BeforeMove()
            {
                _reached?.Invoke($"amid {entry.Step}");
                return true;
            }

            AtomicFile.Write(
                _path,
                JsonSerializer.SerializeToUtf8Bytes(_content, RotationJournal.Json),
                AtomicFileOptions.Secret with
                {
                    MayReplace = BeforeMove,
                }
            );
            _reached?.Invoke($"after {entry.Step}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw JournalErrors.RotationJournalNotWritten(_path, exception);
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose() => _held?.Dispose();

    /// <summary>What a file holds. Its name says which org and app it must be about.</summary>
    /// <exception cref="EcaException"><c>RotationJournalNotReadable</c>.</exception>
    private static Content Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > Largest)
            {
                throw JournalErrors.RotationJournalNotReadable(path, "it is larger than any journal");
            }

            Content? read = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), RotationJournal.Json);
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
                    path,
                    "it is not one, or is of another version of EcaTools"
                );
            }

            string belongs = $"{SalesforceId.Short(read.OrgId)}-{SalesforceId.Short(read.AppId)}";
            return belongs == Path.GetFileNameWithoutExtension(path)
                ? read
                : throw JournalErrors.RotationJournalNotReadable(
                    path,
                    $"it is about app {read.AppId} of org {read.OrgId}"
                );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw JournalErrors.RotationJournalNotReadable(path, exception.Message, exception);
        }
    }

    /// <summary>The file.</summary>
    private sealed record Content(
        int Version,
        string OrgId,
        string AppId,
        string App,
        byte[] Salt,
        ImmutableSortedDictionary<string, RotationEntry> Consumers
    );
}
