using EcaTools.Core.Files;

namespace EcaTools.Core.Journals;

/// <summary>A journal in a file, with a lock file next to it.</summary>
/// <param name="path">The file.</param>
/// <param name="time">The clock that dates the lock's owner.</param>
internal sealed class FolderDocument(string path, TimeProvider time) : JournalDocument
{
    private const int Largest = 4 * 1024 * 1024;

    /// <inheritdoc/>
    public override string Name => path;

    /// <summary>What a file holds; null if it is not there.</summary>
    /// <exception cref="EcaException"><c>RotationJournalNotReadable</c>.</exception>
    public static byte[]? Read(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists)
            {
                return null;
            }

            return file.Length <= Largest
                ? File.ReadAllBytes(path)
                : throw JournalErrors.RotationJournalNotReadable(path, "it is larger than any journal");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw JournalErrors.RotationJournalNotReadable(path, exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public override Task<byte[]?> ReadAsync(CancellationToken cancellation) => Task.FromResult(Read(path));

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] content, Action? amid)
    {
        bool BeforeMove()
        {
            amid?.Invoke();
            return true;
        }

        try
        {
            AtomicFile.Write(path, content, AtomicFileOptions.Secret with { MayReplace = BeforeMove });
            return Task.CompletedTask;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw JournalErrors.RotationJournalNotWritten(path, exception);
        }
    }

    /// <inheritdoc/>
    public override Task<IAsyncDisposable> LockAsync(string app, CancellationToken cancellation) =>
        Task.FromResult<IAsyncDisposable>(JournalLock.Take(path + ".lock", app, time));
}
