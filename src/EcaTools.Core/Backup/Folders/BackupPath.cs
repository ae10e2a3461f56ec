namespace EcaTools.Core.Backup.Folders;

/// <summary>The paths in a backup's manifest. A manifest is untrusted: no path in it may lead out of the
/// folder.</summary>
internal static class BackupPath
{
    private const int MaximumLength = 200;

    /// <summary>Whether a full name can be the name of a file.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaximumLength
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    /// <summary>The full path of a file that a manifest names; null where that is not a file inside the
    /// folder.</summary>
    public static string? Resolve(string folder, string path)
    {
        string[] parts = path.Split('/');
        bool isPlain = parts.Length is > 1 and <= 3 && parts.All(IsPart);
        if (!isPlain)
        {
            return null;
        }

        string full = folder;
        foreach (string part in parts)
        {
            full = System.IO.Path.Combine(full, part);

            // A link may lead anywhere.
            if (new FileInfo(full).LinkTarget is not null || new DirectoryInfo(full).LinkTarget is not null)
            {
                return null;
            }
        }

        return full;
    }

    private static bool IsPart(string part) =>
        part.Length is > 0 and <= MaximumLength
        && !part.StartsWith('.')
        && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');
}
