using Microsoft.Win32.SafeHandles;

namespace EcaTools.Core.Conversion;

/// <summary>Reads and writes whole files so that nobody ever sees half of one.</summary>
internal static class SafeFile
{
    private static int count;

    /// <summary>The file's bytes; null where there is no such file.</summary>
    /// <exception cref="EcaException">FileNotWritable: what can't be read can't be compared, so it can't be written safely either.</exception>
    public static byte[]? ReadOrNull(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ConversionErrors.FileNotWritable(path, exception);
        }
    }

    /// <summary>What the names of temporary files look like, as a .gitignore says it. The Salesforce CLI ignores what begins with a dot.</summary>
    public const string TemporaryPattern = ".eca-*.tmp";

    /// <summary>A name beside a file that no other file has.</summary>
    public static string TemporaryBeside(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".eca-{Environment.ProcessId:x}-{Interlocked.Increment(ref count):x}.tmp");

    /// <summary>
    /// Writes all of the files or none: each goes to a temporary file beside it first, and only when all are on disk are they moved into
    /// place. Should a move fail half-way, each file is whole all the same, and the same run again completes the rest.
    /// </summary>
    /// <exception cref="EcaException">FileNotWritable.</exception>
    public static void WriteAll(IReadOnlyList<(string Path, byte[] Content)> files)
    {
        List<string> temporary = new(files.Count);
        string path = "";
        try
        {
            foreach ((string target, byte[] content) in files)
            {
                path = target;
                string beside = TemporaryBeside(target);
                temporary.Add(beside);
                using SafeFileHandle file = Create(beside);
                RandomAccess.Write(file, content, fileOffset: 0);
            }

            for (int i = 0; i < files.Count; i++)
            {
                path = files[i].Path;
                File.Move(temporary[i], path, overwrite: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // File.Delete does not mind a file that is not there: one that was moved, or never made. It does mind a missing folder.
            temporary.FindAll(File.Exists).ForEach(File.Delete);
            throw ConversionErrors.FileNotWritable(path, exception);
        }
    }

    /// <summary>Writes one file that may be large, piece by piece.</summary>
    /// <exception cref="EcaException">FileNotWritable.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string beside = TemporaryBeside(path);
        try
        {
            using (SafeFileHandle handle = Create(beside))
            using (FileStream file = new(handle, FileAccess.Write, bufferSize: 64 * 1024))
            {
                write(file);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw ConversionErrors.FileNotWritable(path, exception);
        }
    }

    /// <summary>Makes the file, and its folder where that is missing. The folder is there but for the first file, so it isn't asked for first.</summary>
    private static SafeFileHandle Create(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        }
        catch (DirectoryNotFoundException)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        }
    }
}
