namespace EcaTools.Core.Conversion;

/// <summary>
/// Keeps other processes and runspaces from writing to a folder while its files, its notes and its package.xml are written. The operating system
/// holds the lock for the process, and releases it when the process ends, however it ends.
/// </summary>
internal sealed class ProjectLock : IDisposable
{
    /// <summary>The folder beside the output folder that holds the notes about it.</summary>
    private const string FolderName = ".ecatools";

    private const int Attempts = 600;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // EWOULDBLOCK of Linux and of macOS, and ERROR_SHARING_VIOLATION of Windows: what .NET says where another handle has the lock.
    private static readonly int[] Taken = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream file;

    private ProjectLock(FileStream file) => this.file = file;

    /// <summary>Waits for the lock of a folder: 30 seconds at most, since nobody holds it longer than it takes to write one app.</summary>
    /// <param name="outputPath">The folder, as a full path.</param>
    /// <exception cref="EcaException">FolderInUse, FileNotWritable.</exception>
    public static ProjectLock Take(string outputPath)
    {
        // The file stays: a lock on a file that another process deletes holds nothing. Its name is one that .gitignore has (IgnoreFiles).
        string notes = FileOf(outputPath, "");
        string path = Path.Combine(Path.GetDirectoryName(notes)!, $".eca-lock-{Path.GetFileName(notes)}.tmp");
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return new ProjectLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
            }
            catch (IOException taken) when (Taken.Contains(taken.HResult))
            {
                if (attempt == Attempts)
                {
                    throw ConversionErrors.FolderInUse(outputPath, path);
                }

                Thread.Sleep(Pause);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw ConversionErrors.FileNotWritable(path, exception);
            }
        }
    }

    /// <summary>A file of notes about a folder.</summary>
    /// <param name="outputPath">The folder, as a full path.</param>
    /// <param name="ending">How the file's name ends.</param>
    public static string FileOf(string outputPath, string ending)
    {
        string folder = Path.TrimEndingDirectorySeparator(outputPath);
        return Path.Combine(Path.GetDirectoryName(folder) ?? folder, FolderName, Path.GetFileName(folder) + ending);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
