using System.Text.Json;
using EcaTools.Core.Journals;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>The journal of one app's certificate: it tells a run after a crash what to restore, which key callers have,
/// and that it resumes.</summary>
internal sealed class CertificateJournal
{
    private readonly JournalDocument _document;

    /// <param name="journal">Where rotations are remembered.</param>
    /// <param name="org">The org.</param>
    /// <param name="app">The app's full name: letters, digits and underscores.</param>
    public CertificateJournal(RotationJournal journal, EcaOrg org, string app)
    {
        string name = app.ToUpperInvariant();
        _document = journal.DocumentOf(
            org,
            $"{SalesforceId.Short(org.OrgId)}-{name}.certificate",
            $"EcaTools-certificate-{SalesforceId.Long(org.OrgId)}-{name.Replace('_', '-')}"
        );
    }

    /// <summary>What errors call it.</summary>
    public string Name => _document.Name;

    /// <summary>What is remembered; null if nothing is.</summary>
    /// <exception cref="EcaException"><c>RotationJournalNotReadable</c>, or an error of the store.</exception>
    public async Task<CertificateEntry?> ReadAsync(CancellationToken cancellation)
    {
        if (await _document.ReadAsync(cancellation).ConfigureAwait(false) is not { } bytes)
        {
            return null;
        }

        try
        {
            return
                JsonSerializer.Deserialize<CertificateEntry>(bytes, RotationJournal.Json)
                    is { App: not null, Thumbprint: not null } entry
                ? entry
                : throw JournalErrors.RotationJournalNotReadable(Name, "it is not one");
        }
        catch (JsonException exception)
        {
            throw JournalErrors.RotationJournalNotReadable(Name, exception.Message, exception);
        }
    }

    /// <summary>Remembers; it is kept when this returns.</summary>
    /// <exception cref="EcaException">Those of <see cref="JournalDocument.WriteAsync"/>.</exception>
    public Task WriteAsync(CertificateEntry entry) =>
        _document.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(entry, RotationJournal.Json), amid: null);

    /// <summary>Keeps other runs away from the app until it is disposed of, or the process ends.</summary>
    /// <exception cref="EcaException">Those of <see cref="JournalDocument.LockAsync"/>.</exception>
    public Task<IAsyncDisposable> LockAsync(string app, CancellationToken cancellation) =>
        _document.LockAsync(app, cancellation);
}
