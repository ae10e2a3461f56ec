using System.IO.Enumeration;
using EcaTools.Core.ConsumerKeys.Text;

namespace EcaTools.Core.ConsumerKeys.Search;

/// <summary>
/// The files of folders, in the ordinal order of their paths. It looks everywhere but into .git, which belongs to Git's
/// history, and follows no link, so that it ends and never leaves the folder. What is empty is passed over, and with it
/// devices and pipes, whose opening could last for ever.
/// </summary>
/// <param name="exclude">Names, or paths from the folder that is searched, that are left out; with wildcards.</param>
/// <param name="failed">Told each folder that could not be read.</param>
internal sealed class SearchedTree(IReadOnlyCollection<string> exclude, Action<EcaException> failed)
{
    private static readonly EnumerationOptions AllEntries = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    /// <summary>How many links were not followed.</summary>
    public int Links { get; private set; }

    /// <summary>The files at a path.</summary>
    /// <param name="path">The full path of a folder, or of a file, which is given back as it is.</param>
    /// <param name="cancellation">Stops it.</param>
    public IEnumerable<(string Path, long Length)> Files(string path, CancellationToken cancellation) =>
        Directory.Exists(path) ? Walk(path, path, cancellation) : [(path, -1)];

    private IEnumerable<(string Path, long Length)> Walk(string root, string folder, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        List<(string Name, bool IsFolder, long Length)> entries = [];
        try
        {
            foreach (
                (string Name, bool IsFolder, bool IsLink, long Length) entry in new FileSystemEnumerable<(
                    string,
                    bool,
                    bool,
                    long
                )>(
                    folder,
                    static (ref FileSystemEntry entry) =>
                        (
                            entry.FileName.ToString(),
                            entry.IsDirectory,
                            (entry.Attributes & FileAttributes.ReparsePoint) != FileAttributes.None,
                            entry.Length
                        ),
                    AllEntries
                )
            )
            {
                if (entry.IsLink)
                {
                    Links++;
                }
                else if (entry.IsFolder ? entry.Name != ".git" : entry.Length > 0)
                {
                    entries.Add((entry.Name, entry.IsFolder, entry.Length));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failed(ConsumerKeysErrors.FolderNotSearched(folder, exception));
        }

        entries.Sort(static (x, y) => string.CompareOrdinal(x.Name, y.Name));
        foreach ((string name, bool isFolder, long length) in entries)
        {
            string path = Path.Join(folder, name);
            if (exclude.Count > 0 && IsExcluded(root, path, name))
            {
                continue;
            }

            if (!isFolder)
            {
                yield return (path, length);
                continue;
            }

            foreach ((string Path, long Length) file in Walk(root, path, cancellation))
            {
                yield return file;
            }
        }
    }

    private bool IsExcluded(string root, string path, string name)
    {
        string relative = Path.GetRelativePath(root, path).Replace('\\', '/');
        return exclude.Any(pattern =>
            FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: !OperatingSystem.IsLinux())
            || FileSystemName.MatchesSimpleExpression(
                pattern.Replace('\\', '/').TrimEnd('/'),
                relative,
                ignoreCase: !OperatingSystem.IsLinux()
            )
        );
    }
}
