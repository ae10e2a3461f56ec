using Microsoft.Win32.SafeHandles;

namespace EcaTools.Core.Files;

/// <summary>
/// Keeps all other processes of the machine that ask for it out of a folder's files, while one reads a file, changes it
/// and writes it. On Linux and macOS the folder itself is locked, and nothing is left in it; a network file system
/// without such locks has none. Windows locks no folders, so a file stands for it.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private const string WindowsName = ".eca-lock.tmp";

    // Whoever holds the lock writes one small file, but many may want it, on a slow disk, and it is not given in turn.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly IDisposable _held;

    private FolderLock(IDisposable held) => _held = held;

    /// <summary>Waits for the lock.</summary>
    /// <param name="folder">The folder's full path.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="IOException">
    /// The folder is not there, or others held the lock for three minutes.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be opened.</exception>
    public static FolderLock Take(string folder, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            IDisposable? held = OperatingSystem.IsWindows() ? TakeFile(folder) : TakeFolder(folder);
            if (held is not null)
            {
                return new FolderLock(held);
            }

            if (TimeProvider.System.GetElapsedTime(start) > LongestWait)
            {
                throw new IOException(
                    $"Other processes have held the lock on '{folder}' for {LongestWait.TotalMinutes} minutes."
                );
            }

            cancellation.WaitHandle.WaitOne(Pause);
        }
    }

    /// <summary>Takes the lock if it is free.</summary>
    /// <param name="folder">The folder's full path.</param>
    /// <returns>Null if another process holds it.</returns>
    /// <exception cref="IOException">The folder is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be opened.</exception>
    public static FolderLock? TryTake(string folder) =>
        (OperatingSystem.IsWindows() ? TakeFile(folder) : (IDisposable?)TakeFolder(folder)) is { } held
            ? new FolderLock(held)
            : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_held is SafeFileHandle { IsClosed: false } folder)
        {
            Unix.Unlock(folder);
        }

        _held.Dispose();
    }

    private static SafeFileHandle? TakeFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        }

        SafeFileHandle handle =
            Unix.OpenFolder(folder) ?? throw new UnauthorizedAccessException($"The folder '{folder}' can't be opened.");
        if (Unix.TryLock(handle))
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    private static FileStream? TakeFile(string folder)
    {
        string path = Path.Combine(folder, WindowsName);
        try
        {
            FileStreamOptions options = new()
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.DeleteOnClose,
            };
            return new FileStream(path, options);
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException && Directory.Exists(folder))
        {
            // Held, or being deleted by the process that held it.
            return null;
        }
    }
}
