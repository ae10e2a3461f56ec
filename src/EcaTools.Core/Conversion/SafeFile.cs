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

    /// <summary>
    /// Writes all of the files or none: each goes to a temporary file beside it first, and only when all are on disk are they moved into
    /// place. Should a move fail half-way, each file is whole all the same, and the same run again completes the rest. A temporary file's
    /// name starts with a dot, which the Salesforce CLI ignores.
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
                string folder = Path.GetDirectoryName(target)!;
                Directory.CreateDirectory(folder);
                string beside = Path.Combine(folder, $".{Environment.ProcessId:x}-{Interlocked.Increment(ref count):x}.tmp");
                temporary.Add(beside);
                using FileStream file = new(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
                file.Write(content);
            }

            for (int i = 0; i < files.Count; i++)
            {
                path = files[i].Path;
                File.Move(temporary[i], path, overwrite: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // File.Delete does not mind a file that is not there: one that was moved, or never made.
            temporary.ForEach(File.Delete);
            throw ConversionErrors.FileNotWritable(path, exception);
        }
    }
}
