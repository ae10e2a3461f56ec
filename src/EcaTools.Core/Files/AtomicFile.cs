namespace EcaTools.Core.Files;

/// <summary>
/// Writes files so that whoever looks sees the old content or the new one, in full, with the same owner and rights.
/// </summary>
internal static class AtomicFile
{
    private const int BufferSize = 64 * 1024;

    /// <summary>The file that a path leads to: where it is a link, the one at the link's end.</summary>
    public static string TargetOf(string path)
    {
        FileInfo file = new(path);
        return file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>Writes a file.</summary>
    /// <returns>False if <see cref="AtomicFileOptions.MayReplace"/> did not let it; nothing is changed then.</returns>
    /// <exception cref="IOException">It could not be written; what was there is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public static bool Write(string path, ReadOnlySpan<byte> content, AtomicFileOptions options)
    {
        using StagedFile file = new(path, options);
        file.Content.Write(content);
        file.Complete();
        return file.Place();
    }

    /// <summary>Writes a file that may be large, piece by piece.</summary>
    /// <exception cref="IOException">It could not be written; what was there is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public static void Write(string path, Action<Stream> write, AtomicFileOptions options)
    {
        using StagedFile file = new(path, options);
        BufferedStream buffered = new(file.Content, BufferSize);
        write(buffered);
        buffered.Flush();
        file.Complete();
        file.Place();
    }

    /// <summary>Makes sure that a file could be written, and leaves everything as it is.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public static void Try(string path, AtomicFileOptions options)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("There is a folder in its place.");
        }

        new StagedFile(path, options).Dispose();
    }

    /// <summary>
    /// Writes all of the files or none: each goes to a temporary file next to it first, and only when all are written
    /// are they moved into place. If a move fails midway, files that had to be new are taken away again; of others each
    /// is complete, and the same run again writes the rest.
    /// </summary>
    /// <returns>The first file that could not be written, and why; null if all were.</returns>
    public static (string Path, Exception Cause)? WriteAll(IReadOnlyList<FileContent> files)
    {
        StagedFile?[] staged = new StagedFile?[files.Count];
        (string Path, Exception Cause)? failure = null;
        try
        {
            // Names in folders of their own are made side by side: making them is most of what a conversion takes.
            failure = Each(
                files,
                i =>
                {
                    staged[i] = new StagedFile(files[i].Path, files[i].Options);
                    staged[i]!.Content.Write(files[i].Bytes);
                    staged[i]!.Complete();
                }
            );
            failure ??= Each(files, i => staged[i]!.Place());
            if (failure is not null)
            {
                Array.ForEach(staged, file => file?.Withdraw());
            }
        }
        finally
        {
            Array.ForEach(staged, file => file?.Dispose());
        }

        return failure;
    }

    /// <summary>Does the same for each file; what went wrong with the first that failed, or null.</summary>
    private static (string Path, Exception Cause)? Each(IReadOnlyList<FileContent> files, Action<int> body)
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
}
