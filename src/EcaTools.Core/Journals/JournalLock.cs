using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace EcaTools.Core.Journals;

/// <summary>
/// Keeps every other process of this machine away from one app's journal until it is disposed of. The operating system
/// holds the lock and releases it when the process ends. If the runtime or the file system has no locks
/// (DOTNET_SYSTEM_IO_DISABLEFILELOCKING, some network shares), a file that names its owner takes their place.
/// </summary>
internal sealed class JournalLock : IDisposable, IAsyncDisposable
{
    // Windows: ERROR_SHARING_VIOLATION. Elsewhere .NET reports the errno of flock: EWOULDBLOCK, 11 on Linux and 35 on
    // macOS and BSD.
    private const int SharingViolation = unchecked((int)0x80070020);
    private static readonly int WouldBlock = OperatingSystem.IsLinux() ? 11 : 35;

    private readonly FileStream? _held;
    private readonly string? _ownerFile;

    private JournalLock(FileStream? held, string? ownerFile) => (_held, _ownerFile) = (held, ownerFile);

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The lock's file; its folder is made for its owner alone if it does not exist.</param>
    /// <param name="app">The app, for the error.</param>
    /// <param name="time">The clock that dates the owner's file.</param>
    /// <exception cref="EcaException"><c>RotationRunning</c>, <c>RotationJournalNotWritten</c>.</exception>
    public static JournalLock Take(string path, string app, TimeProvider time)
    {
        try
        {
            MakeFolder(Path.GetDirectoryName(path)!);
            FileStream stream = Open(path, FileMode.OpenOrCreate);
            if (IsHeld(path))
            {
                return new JournalLock(stream, null);
            }

            stream.Dispose();
            string owner = path + ".owner";
            Own(owner, app, time);
            return new JournalLock(null, owner);
        }
        catch (IOException taken) when (IsTaken(taken))
        {
            throw JournalErrors.RotationRunning(app, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw JournalErrors.RotationJournalNotWritten(path, exception);
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        _held?.Dispose();
        if (_ownerFile is not null)
        {
            File.Delete(_ownerFile);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether the lock keeps others out: opening the file once more must fail.</summary>
    private static bool IsHeld(string path)
    {
        try
        {
            Open(path, FileMode.Open).Dispose();
            return false;
        }
        catch (IOException taken) when (IsTaken(taken))
        {
            return true;
        }
    }

    /// <summary>Creates the owner's file, which only one process can do. A file of a process that has ended is
    /// replaced.</summary>
    private static void Own(string path, string app, TimeProvider time)
    {
        string owner = string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.MachineName} {Environment.ProcessId} {time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}"
        );
        for (bool isRetry = false; ; isRetry = true)
        {
            try
            {
                using FileStream created = Open(path, FileMode.CreateNew);
                created.Write(Encoding.UTF8.GetBytes(owner));
                return;
            }
            catch (IOException exists) when (File.Exists(path))
            {
                string other = File.ReadAllText(path);
                if (isRetry || !HasEnded(other.Split(' ')) || !TryRemove(path, other))
                {
                    throw JournalErrors.RotationOwned(app, path, other, exists);
                }
            }
        }
    }

    /// <summary>Removes the file of an owner that has ended, unless another process has put its own in place by
    /// now.</summary>
    private static bool TryRemove(string path, string expected)
    {
        string aside = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}");
        File.Move(path, aside, overwrite: true);
        bool isIt = File.ReadAllText(aside) == expected;
        if (isIt)
        {
            File.Delete(aside);
        }
        else
        {
            File.Move(aside, path);
        }

        return isIt;
    }

    private static bool HasEnded(string[] owner)
    {
        if (
            owner.Length != 3
            || owner[0] != Environment.MachineName
            || !int.TryParse(owner[1], CultureInfo.InvariantCulture, out int id)
        )
        {
            return false;
        }

        try
        {
            using Process process = Process.GetProcessById(id);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static bool IsTaken(IOException exception) =>
        exception.HResult == (OperatingSystem.IsWindows() ? SharingViolation : WouldBlock);

    private static FileStream Open(string path, FileMode mode)
    {
        FileStreamOptions options = new()
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

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
}
