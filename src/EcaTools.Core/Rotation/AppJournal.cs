using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Credentials;
using EcaTools.Core.Files;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation;

/// <summary>The journal of one app. Each record is on the disk, whole, before the step that it announces is made.</summary>
internal sealed class AppJournal : IDisposable
{
    private const int Version = 1;
    private const int Largest = 4 * 1024 * 1024;

    private readonly string path;
    private readonly Action<string>? reached;
    private readonly FileStream? held;
    private Content content;

    public AppJournal(string path, EcaOrg org, EcaAppIdentity app, bool isPreview, Action<string>? reached)
    {
        (this.path, this.reached) = (path, reached);
        held = isPreview ? null : Lock(path + ".lock", app.Name);
        try
        {
            content = File.Exists(path)
                ? Read(path)
                : new Content(Version, org.OrgId, app.Id!, app.Name, RandomNumberGenerator.GetBytes(32), ImmutableSortedDictionary<string, RotationEntry>.Empty);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>What is remembered of a consumer; null where nothing is.</summary>
    public RotationEntry? this[string consumerId] => content.Consumers.GetValueOrDefault(SalesforceId.Short(consumerId));

    /// <summary>A fingerprint of a consumer key. It is keyed, so that no list of keys tells which one it is.</summary>
    public string Fingerprint(string consumerKey) => Convert.ToHexString(HMACSHA256.HashData(content.Salt, Encoding.UTF8.GetBytes(consumerKey)), 0, 8);

    /// <summary>Remembers.</summary>
    /// <exception cref="EcaException"><c>RotationJournalNotWritten</c>.</exception>
    public void Write(string consumerId, RotationEntry entry)
    {
        if (held is null)
        {
            throw new InvalidOperationException("A preview writes nothing.");
        }

        content = content with { Consumers = content.Consumers.SetItem(SalesforceId.Short(consumerId), entry) };
        try
        {
            reached?.Invoke($"before {entry.Step}");
            bool BeforeMove()
            {
                reached?.Invoke($"amid {entry.Step}");
                return true;
            }

            AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(content, RotationJournal.Json), AtomicFileOptions.Secret with { MayReplace = BeforeMove });
            reached?.Invoke($"after {entry.Step}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RotationErrors.RotationJournalNotWritten(path, exception);
        }
    }

    /// <summary>Lets the next process in.</summary>
    public void Dispose() => held?.Dispose();

    /// <summary>What a file holds.</summary>
    /// <exception cref="EcaException"><c>RotationJournalNotReadable</c>.</exception>
    internal static Content Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > Largest)
            {
                throw RotationErrors.RotationJournalNotReadable(path, "it is larger than any journal");
            }

            Content? read = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), RotationJournal.Json);
            return read is { Version: Version, AppId: not null, App: not null, Salt.Length: 32, Consumers: not null }
                ? read
                : throw RotationErrors.RotationJournalNotReadable(path, "it is none, or of another version of EcaTools");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw RotationErrors.RotationJournalNotReadable(path, exception.Message, exception);
        }
    }

    /// <summary>The operating system holds the lock for the process, and lets go of it when that ends, however it ends.</summary>
    internal static FileStream Lock(string path, string app)
    {
        try
        {
            MakeFolder(Path.GetDirectoryName(path)!);
            FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return new FileStream(path, options);
        }
        catch (IOException taken) when (taken.GetType() == typeof(IOException) && File.Exists(path))
        {
            throw RotationErrors.RotationRunning(app, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RotationErrors.RotationJournalNotWritten(path, exception);
        }
    }

    /// <summary>Makes a folder that only its owner may enter, where there is none.</summary>
    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The file.</summary>
    internal sealed record Content(int Version, string OrgId, string AppId, string App, byte[] Salt, ImmutableSortedDictionary<string, RotationEntry> Consumers);
}
