using System.Text;
using System.Text.RegularExpressions;

namespace EcaTools.Core.ConsumerKeys.Search;

/// <summary>The CODEOWNERS file of a repository, as GitHub, GitLab, Bitbucket and Azure DevOps extensions read it: the
/// last line that fits a path names its owners.</summary>
internal sealed class CodeOwners
{
    // GitHub ignores a larger one.
    private const long MostBytes = 3 * 1024 * 1024;

    private static readonly string[] Places =
    [
        ".github/CODEOWNERS",
        "CODEOWNERS",
        "docs/CODEOWNERS",
        ".gitlab/CODEOWNERS",
        ".bitbucket/CODEOWNERS",
    ];

    private readonly List<(Regex Pattern, string Owners)> _rules = [];

    private CodeOwners(IEnumerable<string> lines)
    {
        foreach (string line in lines.Select(line => line.Trim()))
        {
            // '[Section]' is GitLab's.
            if (line.Length > 0 && line[0] is not ('#' or '[' or '^'))
            {
                string[] words = Regex.Split(line, @"(?<!\\)\s+", RegexOptions.None, TimeSpan.FromSeconds(1));
                string owners = string.Join(' ', words.Skip(1).TakeWhile(word => !word.StartsWith('#')));
                _rules.Add(
                    (
                        new Regex(
                            Translate(words[0].Replace("\\", "", StringComparison.Ordinal)),
                            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
                        ),
                        owners
                    )
                );
            }
        }
    }

    /// <summary>The owners of a repository's files; null where it names none.</summary>
    /// <param name="root">The repository's folder.</param>
    public static CodeOwners? Find(string root)
    {
        try
        {
            FileInfo? file = Places
                .Select(place => new FileInfo(Path.Join(root, place)))
                .FirstOrDefault(file => file.Exists && file.LinkTarget is null && file.Length <= MostBytes);
            return file is null ? null : new CodeOwners(File.ReadLines(file.FullName));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Owners are a suggestion. Without the file it comes from Git.
            return null;
        }
    }

    /// <summary>The owners of a file, as they are written; null where none is named.</summary>
    /// <param name="path">The path from the repository's folder, with slashes.</param>
    public string? OwnerOf(string path) =>
        _rules.FindLast(rule => rule.Pattern.IsMatch(path)) is { Owners.Length: > 0 } found ? found.Owners : null;

    private static string Translate(string pattern)
    {
        string inner = pattern.Trim('/');
        StringBuilder regex = new(
            pattern.StartsWith('/') || inner.Contains('/', StringComparison.Ordinal) ? "^" : "^(?:.*/)?"
        );
        for (int i = 0; i < inner.Length; i++)
        {
            if (string.CompareOrdinal(inner, i, "**/", 0, 3) == 0)
            {
                regex.Append("(?:.*/)?");
                i += 2;
            }
            else if (string.CompareOrdinal(inner, i, "**", 0, 2) == 0)
            {
                regex.Append(".*");
                i++;
            }
            else
            {
                regex.Append(
                    inner[i] switch
                    {
                        '*' => "[^/]*",
                        '?' => "[^/]",
                        char letter => Regex.Escape(letter.ToString()),
                    }
                );
            }
        }

        // A name stands for a file or for all that is in a folder; 'docs/*' for the files of that folder alone.
        string ofFile = inner.EndsWith("/*", StringComparison.Ordinal) ? "$" : "(?:/.*)?$";
        return regex.Append(pattern.EndsWith('/') ? "/.*$" : ofFile).ToString();
    }
}
