using System.Text.Json;
using EcaTools.Core.Files;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>The journal of one app's certificate: it tells a run that follows a crash what to put back, and that it goes on and does not begin.</summary>
internal sealed class CertificateJournal
{
    private const int Largest = 1024 * 1024;

    private readonly string folder;

    /// <param name="folder">The journal's folder.</param>
    /// <param name="org">The org.</param>
    /// <param name="app">The app's full name: letters, digits and underscores.</param>
    public CertificateJournal(string folder, EcaOrg org, string app)
    {
        this.folder = folder;
        Path = System.IO.Path.Combine(folder, $"{SalesforceId.Short(org.OrgId)}-{app.ToUpperInvariant()}.certificate");
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is remembered; null where nothing is.</summary>
    /// <exception cref="EcaException"><c>RotationJournalNotReadable</c>.</exception>
    public CertificateEntry? Read()
    {
        try
        {
            return !File.Exists(Path) ? null
                : new FileInfo(Path).Length <= Largest && JsonSerializer.Deserialize<CertificateEntry>(File.ReadAllBytes(Path), RotationJournal.Json) is { App: not null, Thumbprint: not null } entry ? entry
                : throw JournalErrors.RotationJournalNotReadable(Path, "it is none");
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
            AtomicFile.Write(Path, JsonSerializer.SerializeToUtf8Bytes(entry, RotationJournal.Json), AtomicFileOptions.Secret);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw JournalErrors.RotationJournalNotWritten(Path, exception);
        }
    }

    /// <summary>Keeps every other process of this machine away from the app until it is disposed of, or the process ends.</summary>
    /// <exception cref="EcaException"><c>RotationRunning</c>, <c>RotationJournalNotWritten</c>.</exception>
    public IDisposable Lock(string app) => JournalLock.Take(Path + ".lock", app, TimeProvider.System);
}
