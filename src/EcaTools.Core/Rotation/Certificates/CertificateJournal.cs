using System.Text.Json;
using EcaTools.Core.Files;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>The journal of one app's certificate: it tells a run after a crash what to restore, which key callers have,
/// and that it resumes.</summary>
internal sealed class CertificateJournal
{
    private const int Largest = 1024 * 1024;

    private readonly TimeProvider _time;

    /// <param name="folder">The journal's folder.</param>
    /// <param name="org">The org.</param>
    /// <param name="app">The app's full name: letters, digits and underscores.</param>
    public CertificateJournal(string folder, EcaOrg org, string app)
    {
        _time = org.GetClient().Wire.Options.TimeProvider;
        Path = System.IO.Path.Combine(folder, $"{SalesforceId.Short(org.OrgId)}-{app.ToUpperInvariant()}.certificate");
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is remembered; null if nothing is.</summary>
    /// <exception cref="EcaException"><c>RotationJournalNotReadable</c>.</exception>
    public CertificateEntry? Read()
    {
        try
        {
            if (!File.Exists(Path))
            {
                return null;
            }

            CertificateEntry? entry =
                new FileInfo(Path).Length <= Largest
                    ? JsonSerializer.Deserialize<CertificateEntry>(File.ReadAllBytes(Path), RotationJournal.Json)
                    : null;
            return entry is { App: not null, Thumbprint: not null }
                ? entry
                : throw JournalErrors.RotationJournalNotReadable(Path, "it is not one");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw JournalErrors.RotationJournalNotReadable(Path, exception.Message, exception);
        }
    }

    /// <summary>Remembers; it is on the disk when this returns.</summary>
    /// <exception cref="EcaException"><c>RotationJournalNotWritten</c>.</exception>
    public void Write(CertificateEntry entry)
    {
        try
        {
            AtomicFile.Write(
                Path,
                JsonSerializer.SerializeToUtf8Bytes(entry, RotationJournal.Json),
                AtomicFileOptions.Secret
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw JournalErrors.RotationJournalNotWritten(Path, exception);
        }
    }

    /// <summary>Keeps every other process of this machine away from the app until it is disposed of, or the process
    /// ends.</summary>
    /// <exception cref="EcaException"><c>RotationRunning</c>, <c>RotationOwned</c>,
    /// <c>RotationJournalNotWritten</c>.</exception>
    public IDisposable Lock(string app) => JournalLock.Take(Path + ".lock", app, _time);
}
