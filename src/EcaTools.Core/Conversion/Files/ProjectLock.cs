using EcaTools.Core.Files;
using EcaTools.Core.Projects;

namespace EcaTools.Core.Conversion.Files;

/// <summary>
/// The folder <c>.ecatools</c> next to an output folder: it holds the notes about the output folder, and is locked while
/// files, notes and package.xml are written, so that other processes and runspaces wait.
/// </summary>
internal static class ProjectLock
{
    private const string FolderName = ".ecatools";

    /// <summary>Waits for the lock of an output folder.</summary>
    /// <param name="outputPath">The folder, as a full path.</param>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public static FolderLock Take(string outputPath)
    {
        string folder = Path.GetDirectoryName(FileOf(outputPath, ""))!;
        try
        {
            Directory.CreateDirectory(folder);
            return FolderLock.Take(folder, CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ProjectErrors.FileNotWritable(folder, exception);
        }
    }

    /// <summary>A file of notes about an output folder.</summary>
    /// <param name="outputPath">The folder, as a full path.</param>
    /// <param name="ending">How the file's name ends.</param>
    public static string FileOf(string outputPath, string ending)
    {
        string folder = Path.TrimEndingDirectorySeparator(outputPath);
        return Path.Combine(Path.GetDirectoryName(folder) ?? folder, FolderName, Path.GetFileName(folder) + ending);
    }
}
