using System.IO.Enumeration;

namespace EcaTools.Core.Linting;

/// <summary>Walks through folders and remembers the projects that it met.</summary>
internal sealed class LintWalk
{
    private static readonly EnumerationOptions AllEntries = new() { AttributesToSkip = default, IgnoreInaccessible = false };

    private readonly Dictionary<string, LintProject> byFolder = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LintProject> projects = new(StringComparer.Ordinal);
    private readonly List<(string Folder, string Reason)> unread = [];

    /// <summary>The projects that files were found in.</summary>
    public IEnumerable<LintProject> Projects => projects.Values;

    /// <summary>All files below a folder, folder by folder in ordinal order. Hidden folders, links and node_modules are left out.</summary>
    public IEnumerable<string> Files(string root, CancellationToken cancellation)
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
                    folder, static (ref FileSystemEntry entry) => (entry.ToSpecifiedFullPath(), entry.IsDirectory), AllEntries)
                {
                    ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory
                        || (!entry.FileName.StartsWith(".", StringComparison.Ordinal) && entry.FileName is not "node_modules" && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint)),
                };
                foreach ((string path, bool isFolder) in entries)
                {
                    (isFolder ? inner : files).Add(path);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                unread.Add((folder, exception.Message));
            }

            files.Sort(StringComparer.Ordinal);
            foreach (string file in files)
            {
                yield return file;
            }

            inner.Sort(StringComparer.Ordinal);
            inner.Reverse();
            inner.ForEach(folders.Push);
        }
    }

    /// <summary>The folders that could not be read since this was last asked, as findings.</summary>
    public IReadOnlyList<LintFinding> TakeUnread(LintRule rule)
    {
        LintFinding[] findings = [.. unread.Select(folder => rule.At(folder.Folder, 0, null, $"The folder could not be read: {folder.Reason}"))];
        unread.Clear();
        return findings;
    }

    /// <summary>The project of a file: the nearest folder above it with an sfdx-project.json, else the folder that was named.</summary>
    public LintProject ProjectOf(string path, string otherwise)
    {
        string folder = Path.GetDirectoryName(path)!;
        if (!byFolder.TryGetValue(folder, out LintProject? project))
        {
            string at = otherwise;
            for (DirectoryInfo? parent = new(folder); parent is not null; parent = parent.Parent)
            {
                if (File.Exists(Path.Combine(parent.FullName, LintProject.FileName)))
                {
                    at = parent.FullName;
                    break;
                }
            }

            if (!projects.TryGetValue(at, out project))
            {
                projects[at] = project = new LintProject(at);
            }

            byFolder[folder] = project;
        }

        return project;
    }

    /// <summary>The project of a file that was met before.</summary>
    public LintProject ProjectOf(LintedFile file) => byFolder[Path.GetDirectoryName(file.Path)!];
}
