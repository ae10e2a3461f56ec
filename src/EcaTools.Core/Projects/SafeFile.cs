using EcaTools.Core.Files;

namespace EcaTools.Core.Projects;

/// <summary>Reads and writes the files of a project, so that nobody ever sees half of one.</summary>
internal static class SafeFile
{
    /// <summary>The file's bytes; null where there is no such file.</summary>
    /// <exception cref="EcaException">FileNotWritten: what can't be read can't be compared, so it can't be written
    /// safely either.</exception>
    public static byte[]? ReadOrNull(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ProjectErrors.FileNotWritable(path, exception);
        }
    }

    /// <summary>Writes all of the files or none, as <see cref="AtomicFile.WriteAll"/> does.</summary>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public static void WriteAll(IReadOnlyList<(string Path, byte[] Content)> files)
    {
        if (
            AtomicFile.WriteAll([
                .. files.Select(file => new FileContent(file.Path, file.Content, AtomicFileOptions.Ordinary)),
            ]) is
            { } failed
        )
        {
            throw ProjectErrors.FileNotWritable(failed.Path, failed.Cause);
        }
    }

    /// <summary>Writes one file that may be large, piece by piece.</summary>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            AtomicFile.Write(path, write, AtomicFileOptions.Ordinary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ProjectErrors.FileNotWritable(path, exception);
        }
    }
}
