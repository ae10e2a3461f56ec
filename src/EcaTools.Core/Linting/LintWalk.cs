using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Linting.Scoring;
using EcaTools.Core.Projects;

namespace EcaTools.Core.Linting;

/// <summary>Walks through folders and remembers the projects that it met.</summary>
internal sealed class LintWalk
{
    private readonly Dictionary<string, LintProject> _byFolder = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LintProject> _projects = new(StringComparer.Ordinal);
    private readonly List<(string Folder, string Reason)> _unread = [];

    /// <summary>The projects that files were found in.</summary>
    public IEnumerable<LintProject> Projects => _projects.Values;

    /// <summary>All files below a folder, folder by folder in ordinal order (<see cref="ProjectWalk"/>).</summary>
    public IEnumerable<string> Files(string root, CancellationToken cancellation) =>
        ProjectWalk.Files(
            root,
            wanted: null,
            (folder, exception) => _unread.Add((folder, exception.Message)),
            cancellation
        );

    /// <summary>The folders that could not be read since this was last asked, as findings.</summary>
    public IReadOnlyList<LintFinding> TakeUnread(LintRule rule)
    {
        LintFinding[] findings =
        [
            .. _unread.Select(folder =>
                rule.At(folder.Folder, 0, null, $"The folder could not be read: {folder.Reason}")
            ),
        ];
        _unread.Clear();
        return findings;
    }

    /// <summary>The project of a file: the nearest folder above it with an sfdx-project.json, else the folder that was
    /// named.</summary>
    public LintProject ProjectOf(string path, string otherwise)
    {
        string folder = Path.GetDirectoryName(path)!;
        if (!_byFolder.TryGetValue(folder, out LintProject? project))
        {
            string at = SalesforceProjectFile.FolderOf(folder) ?? otherwise;
            if (!_projects.TryGetValue(at, out project))
            {
                _projects[at] = project = new LintProject(at);
            }

            _byFolder[folder] = project;
        }

        return project;
    }

    /// <summary>The project of a file that was met before.</summary>
    public LintProject ProjectOf(LintedFile file) => _byFolder[Path.GetDirectoryName(file.Path)!];
}
