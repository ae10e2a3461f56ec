using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace EcaTools.Core.Projects;

/// <summary>
/// The entries of a .forceignore, as the Salesforce CLI understands them: those of a .gitignore, whatever their case
/// (Salesforce DX Developer Guide; npm ignore, which @salesforce/source-deploy-retrieve reads the file with).
/// </summary>
internal sealed class ForceIgnoreFile
{
    /// <summary>The file's name.</summary>
    public const string FileName = ".forceignore";

    /// <summary>A file without entries.</summary>
    public static readonly ForceIgnoreFile Empty = new("");

    private readonly ImmutableArray<Entry> _entries;
    private readonly Dictionary<string, int> _folders = new(StringComparer.Ordinal);

    /// <summary>Reads the entries.</summary>
    public ForceIgnoreFile(string text)
    {
        string[] lines = text.Split('\n');
        _entries =
        [
            .. lines
                .Select((line, i) => Read(line.TrimEnd('\r', ' ', '\t').TrimStart('\uFEFF'), i + 1))
                .OfType<Entry>(),
        ];
    }

    /// <summary>The line of the entry that ignores a file, itself or a folder that it is in; 0 where none
    /// does.</summary>
    /// <param name="path">The path from the folder of the .forceignore, with slashes.</param>
    public int LineFor(string path)
    {
        int slash = path.LastIndexOf('/');
        int line = slash < 0 ? 0 : LineForFolder(path[..slash]);
        return line > 0 ? line : Decide(path, isFolder: false);
    }

    /// <summary>The lines of the entries that name one of the words, whatever its case, and match none of the files nor
    /// a folder of theirs.</summary>
    public IEnumerable<int> UselessLines(IReadOnlyCollection<string> paths, params string[] words)
    {
        HashSet<string> all = [.. paths.SelectMany(FoldersOf)];
        return _entries
            .Where(entry =>
                !entry.LetsIn && words.Any(word => entry.Text.Contains(word, StringComparison.OrdinalIgnoreCase))
            )
            .Where(entry =>
                !all.Any(entry.Pattern.IsMatch) && (entry.IsForFolders || !paths.Any(entry.Pattern.IsMatch))
            )
            .Select(entry => entry.Line);
    }

    private static IEnumerable<string> FoldersOf(string path)
    {
        for (int slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }

    /// <summary>What is in an ignored folder can't be accepted again by a later entry.</summary>
    private int LineForFolder(string folder)
    {
        if (!_folders.TryGetValue(folder, out int line))
        {
            int slash = folder.LastIndexOf('/');
            line = slash < 0 ? 0 : LineForFolder(folder[..slash]);
            _folders[folder] = line = line > 0 ? line : Decide(folder, isFolder: true);
        }

        return line;
    }

    /// <summary>The last entry that matches decides.</summary>
    private int Decide(string path, bool isFolder)
    {
        for (int i = _entries.Length - 1; i >= 0; i--)
        {
            if ((isFolder || !_entries[i].IsForFolders) && _entries[i].Pattern.IsMatch(path))
            {
                return _entries[i].LetsIn ? 0 : _entries[i].Line;
            }
        }

        return 0;
    }

    private static Entry? Read(string text, int line)
    {
        if (text.Length == 0 || text[0] == '#')
        {
            return null;
        }

        bool letsIn = text[0] == '!';
        string pattern = letsIn ? text[1..] : text;
        bool isForFolders = pattern.EndsWith('/');
        pattern = pattern.TrimEnd('/');

        // An entry with a slash before its end is for the folder of the .forceignore alone.
        bool isAnchored = pattern.Contains('/', StringComparison.Ordinal);
        pattern = pattern.StartsWith('/') ? pattern[1..] : pattern;
        return pattern.Length == 0
            ? null
            : new Entry(
                line,
                text,
                new Regex(
                    $"^{(isAnchored ? "" : "(?:.*/)?")}{Translate(pattern)}$",
                    RegexOptions.NonBacktracking
                        | RegexOptions.IgnoreCase
                        | RegexOptions.CultureInvariant
                        | RegexOptions.ExplicitCapture
                ),
                letsIn,
                isForFolders
            );
    }

    private static string Translate(string glob)
    {
        StringBuilder pattern = new();
        for (int i = 0; i < glob.Length; i++)
        {
            ReadOnlySpan<char> rest = glob.AsSpan(i);
            bool startsSegment = i == 0 || glob[i - 1] == '/';
            if (startsSegment && rest.StartsWith("**/", StringComparison.Ordinal))
            {
                pattern.Append("(?:.*/)?");
                i += 2;
            }
            else if (startsSegment && rest is "**")
            {
                pattern.Append(".+");
                i++;
            }
            else if (glob[i] == '*')
            {
                pattern.Append("[^/]*");
            }
            else if (glob[i] == '?')
            {
                pattern.Append("[^/]");
            }
            else if (glob[i] == '[' && glob.IndexOf(']', i + 1) is > 0 and int end && IsClass(glob[(i + 1)..end]))
            {
                string members = glob[(i + 1)..end];
                pattern.Append('[').Append(members[0] == '!' ? "^" + members[1..] : members).Append(']');
                i = end;
            }
            else
            {
                i += glob[i] == '\\' && i + 1 < glob.Length ? 1 : 0;
                pattern.Append(Regex.Escape(glob[i].ToString()));
            }
        }

        return pattern.ToString();
    }

    /// <summary>Whether what stands between brackets is plain members and ranges in order; else the bracket stands for
    /// itself.</summary>
    private static bool IsClass(string members)
    {
        string plain = members.TrimStart('!');
        return plain.Length > 0
            && plain.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            && !Enumerable
                .Range(1, Math.Max(0, plain.Length - 2))
                .Any(i => plain[i] == '-' && plain[i - 1] > plain[i + 1]);
    }

    private sealed record Entry(int Line, string Text, Regex Pattern, bool LetsIn, bool IsForFolders);
}
