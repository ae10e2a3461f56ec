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
        // Names in folders of their own are made side by side: making them is most of what a conversion takes.
        string[] temporary = [.. files.Select(file => TemporaryBeside(file.Path))];
        (string Path, Exception Cause)? failure = Each(files, i =>
        {
            using SafeFileHandle file = Create(temporary[i]);
            RandomAccess.Write(file, files[i].Content, fileOffset: 0);
        });
        failure ??= Each(files, i => File.Move(temporary[i], files[i].Path, overwrite: true));
        if (failure is { } failed)
        {
            // A file that was moved, or never made, is not there any more.
            Array.ForEach(Array.FindAll(temporary, File.Exists), File.Delete);
            throw ConversionErrors.FileNotWritable(failed.Path, failed.Cause);
        }
    }

    /// <summary>Does the same for each file; what went wrong with the first that failed, or null.</summary>
    private static (string Path, Exception Cause)? Each(IReadOnlyList<(string Path, byte[] Content)> files, Action<int> body)
    {
        Exception?[] failures = new Exception?[files.Count];
        if (files.Count > 1)
        {
            Parallel.For(0, files.Count, Attempt);
        }
        else if (files.Count == 1)
        {
            Attempt(0);
        }

        int failed = Array.FindIndex(failures, failure => failure is not null);
        return failed < 0 ? null : (files[failed].Path, failures[failed]!);

        void Attempt(int i)
        {
            try
            {
                body(i);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                failures[i] = exception;
            }
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
