using System.Diagnostics;
using System.Globalization;
using EcaTools.Core.Conversion;

namespace EcaTools.Core.Delivery;

/// <summary>Writes files that hold secrets: whole or not at all, and readable by nobody else at any moment.</summary>
internal static class PrivateFile
{
    /// <summary>Writes the content to a temporary file beside the path, to the disk, and moves it into place.</summary>
    /// <param name="path">The full path. Where it is a link, the file that it leads to is replaced and the link stays.</param>
    /// <param name="content">The content.</param>
    /// <param name="mayReplace">Asked at the last moment, when all but the move is done; null where it need not be asked.</param>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="IOException">It could not be written; what was there is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public static bool Write(string path, ReadOnlySpan<byte> content, Func<bool>? mayReplace = null)
    {
        FileInfo file = new(path);
        path = file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        string temporary = SafeFile.TemporaryBeside(path);
        RemoveLeftovers(Path.GetDirectoryName(path)!);
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (FileStream stream = new(temporary, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(path))
            {
                File.SetUnixFileMode(temporary, ModeFor(File.GetUnixFileMode(path)));
            }

            if (mayReplace?.Invoke() == false)
            {
                File.Delete(temporary);
                return false;
            }

            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>
    /// The rights of a file that replaces another: a file that was opened to its group on purpose stays so, and one that everybody could
    /// read, as a file is that nobody took care of, becomes the owner's alone.
    /// </summary>
    private static UnixFileMode ModeFor(UnixFileMode old)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        return (old & Others) != UnixFileMode.None ? Owner : Owner | (old & Group);
    }

    /// <summary>A process that was killed while it wrote leaves a temporary file, which may hold a secret.</summary>
    private static void RemoveLeftovers(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, SafeFile.TemporaryPattern))
        {
            string[] parts = Path.GetFileNameWithoutExtension(path).Split('-');
            if (parts.Length == 3 && int.TryParse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int process) && !IsRunning(process))
            {
                File.Delete(path);
            }
        }
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using Process found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
