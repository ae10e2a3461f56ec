namespace EcaTools.Core.ConsumerKeys.Search;

/// <summary>Suggests who to ask about a file: its owners by CODEOWNERS, else the author of the last commit to
/// it.</summary>
internal sealed class OwnerFinder
{
    private const int MostPaths = 200;

    private readonly Dictionary<string, string?> _roots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CodeOwners?> _codeOwners = new(StringComparer.Ordinal);

    /// <summary>The owners of files, for those that have one.</summary>
    /// <param name="files">Full paths.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Dictionary<string, string>> FindAsync(IEnumerable<string> files, CancellationToken cancellation)
    {
        Dictionary<string, string> owners = new(StringComparer.Ordinal);
        foreach (
            IGrouping<string, string> repository in files
                .Where(file => RootOf(Path.GetDirectoryName(file)) is not null)
                .GroupBy(file => RootOf(Path.GetDirectoryName(file))!, StringComparer.Ordinal)
        )
        {
            Dictionary<string, string> asked = new(StringComparer.Ordinal);
            foreach (string file in repository)
            {
                string path = Path.GetRelativePath(repository.Key, file).Replace('\\', '/');
                if (OwnersOf(repository.Key)?.OwnerOf(path) is { } owner)
                {
                    owners[file] = owner;
                }
                else
                {
                    asked[path] = file;
                }
            }

            foreach (string[] paths in asked.Keys.Chunk(MostPaths))
            {
                foreach (
                    (string path, string author) in await Task.Run(
                            () => LastAuthors(repository.Key, paths),
                            cancellation
                        )
                        .ConfigureAwait(false)
                )
                {
                    owners[asked[path]] = author;
                }
            }
        }

        return owners;
    }

    /// <summary>Who last changed each of the files. Git is read only until all have been met. Where it can't be read,
    /// there is no suggestion.</summary>
    private static List<(string Path, string Author)> LastAuthors(string root, string[] paths)
    {
        List<(string, string)> found = [];
        HashSet<string> left = new(paths, StringComparer.Ordinal);
        try
        {
            using GitProcess git = GitProcess.Start(
                root,
                [
                    "log",
                    "-z",
                    "--name-only",
                    "--no-renames",
                    "--no-ext-diff",
                    "--no-textconv",
                    "--format=%x01%an <%ae>",
                    "--",
                    .. paths,
                ]
            );
            git.Input.Close();
            string author = "";
            foreach (string field in git.Fields())
            {
                string text = field.TrimStart('\n');
                if (text.StartsWith('\x01'))
                {
                    author = text[1..].TrimEnd('\n');
                }
                else if (left.Remove(text))
                {
                    found.Add((text, author));
                    if (left.Count == 0)
                    {
                        break;
                    }
                }
            }
        }
        catch (EcaException missing) when (missing.ErrorId == nameof(ProgramErrors.ProgramNotFound))
        {
            return found;
        }

        return found;
    }

    private CodeOwners? OwnersOf(string root)
    {
        if (!_codeOwners.TryGetValue(root, out CodeOwners? owners))
        {
            _codeOwners[root] = owners = CodeOwners.Find(root);
        }

        return owners;
    }

    private string? RootOf(string? folder)
    {
        if (folder is null)
        {
            return null;
        }

        if (!_roots.TryGetValue(folder, out string? root))
        {
            _roots[folder] = root = Path.Exists(Path.Join(folder, ".git"))
                ? folder
                : RootOf(Path.GetDirectoryName(folder));
        }

        return root;
    }
}
