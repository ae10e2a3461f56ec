using System.Diagnostics;
using System.Globalization;

namespace EcaTools.Core.Files;

/// <summary>The names of temporary files, and the removal of those that killed processes left.</summary>
internal static class TemporaryFiles
{
    /// <summary>
    /// What the names look like, as a .gitignore has it. The Salesforce CLI ignores what begins with a dot.
    /// </summary>
    public const string Pattern = ".eca-*.tmp";

    private static int s_count;

    /// <summary>A name next to a file that no other file has.</summary>
    public static string NameNextTo(string path)
    {
        string name = $".eca-{Environment.ProcessId:x}-{Interlocked.Increment(ref s_count):x}.tmp";
        return Path.Combine(Path.GetDirectoryName(path)!, name);
    }

    /// <summary>
    /// Removes the temporary files of processes that have ended: each may hold a secret. A file that is being written
    /// is locked, so that one of another container, whose process is not seen here, stays; what belongs to another user
    /// is theirs to remove.
    /// </summary>
    public static void RemoveLeftovers(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, Pattern))
        {
            string[] parts = Path.GetFileNameWithoutExtension(path).Split('-');
            if (
                parts.Length != 3
                || !int.TryParse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int process)
                || IsRunning(process)
            )
            {
                continue;
            }

            try
            {
                using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }

                File.Delete(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // In use, another user's, or removed by somebody else: none of that is in the way of the file that is
                // written now.
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
