using System.IO.Enumeration;

namespace EcaTools.Core.Projects;

/// <summary>
/// Walks through the folders of a project, for whatever reads files there, so that all readers see the same files. It
/// leaves out folders whose names begin with a dot, node_modules, and links to folders: what they hold belongs to tools
/// or to other projects, and a link may lead in a circle.
/// </summary>
internal static class ProjectWalk
{
    private static readonly EnumerationOptions AllEntries = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    /// <summary>Whether a file is wanted, by its name.</summary>
    public delegate bool IsWanted(ReadOnlySpan<char> fileName);

    /// <summary>The files below a folder, folder by folder in ordinal order.</summary>
    /// <param name="root">The folder. It may be a link itself.</param>
    /// <param name="wanted">Which files are wanted; null for all.</param>
    /// <param name="unread">Told of each folder that can't be read, and why.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IEnumerable<string> Files(
        string root,
        IsWanted? wanted,
        Action<string, Exception> unread,
        CancellationToken cancellation
    )
    {
        Stack<string> folders = new([root]);
        while (folders.TryPop(out string? folder))
        {
            cancellation.ThrowIfCancellationRequested();
            List<string> inner = [];
            List<string> files = [];
            try
            {
                FileSystemEnumerable<(string Path, bool IsFolder)> entries = new(
                    folder,
                    static (ref FileSystemEntry entry) => (entry.ToSpecifiedFullPath(), entry.IsDirectory),
                    AllEntries
                )
                {
                    ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                        entry.IsDirectory ? IsWalked(ref entry) : wanted?.Invoke(entry.FileName) != false,
                };
                foreach ((string path, bool isFolder) in entries)
                {
                    (isFolder ? inner : files).Add(path);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                unread(folder, exception);
            }

            files.Sort(StringComparer.Ordinal);
            foreach (string file in files)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return file;
            }

            inner.Sort(StringComparer.Ordinal);
            inner.Reverse();
            inner.ForEach(folders.Push);
        }
    }

    private static bool IsWalked(ref FileSystemEntry entry) =>
        !entry.FileName.StartsWith(".", StringComparison.Ordinal)
        && entry.FileName is not "node_modules"
        && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
}
