namespace EcaTools.Core.Credentials;

/// <summary>Writes whole files that are for their owner alone, so that nobody ever sees half of one, or another's rights on it.</summary>
internal static class PrivateFile
{
    /// <summary>Replaces a file at once by one with the rights 0600; its bytes are on the disk before it takes the old one's place.</summary>
    /// <param name="path">The full path; its folder must be there.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="beforeMove">Told when the new file is whole and the old one still in its place.</param>
    /// <exception cref="IOException">It could not be written; the old file is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, Action? beforeMove = null)
    {
        // Always the same name, so that what a killed run left behind goes with the next.
        string temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.eca-new");
        try
        {
            File.Delete(temporary);
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (FileStream file = new(temporary, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            beforeMove?.Invoke();
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Makes a folder that only its owner may enter, where there is none.</summary>
    public static void MakeFolder(string path)
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
