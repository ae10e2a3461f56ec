using EcaTools.Core;
using EcaTools.Core.Reports;

namespace EcaTools.Rehearsal;

/// <summary>
/// The folder that a rehearsal leaves its results in. A file in it names each file that rehearsals wrote, before it is
/// written; a later rehearsal replaces those, and nothing else.
/// </summary>
internal sealed class RehearsalFolder
{
    /// <summary>The name of the file that makes a folder a rehearsal's.</summary>
    public const string MarkerName = ".eca-rehearsal";

    private const string FirstLine = "EcaTools rehearsal 1";

    private readonly string _marker;

    private RehearsalFolder(string path)
    {
        Path = path;
        _marker = System.IO.Path.Combine(path, MarkerName);
    }

    /// <summary>The folder, as a full path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder, or takes away what an earlier rehearsal wrote there.</summary>
    /// <param name="path">The folder: missing, empty, or an earlier rehearsal's.</param>
    /// <exception cref="EcaException">FileExists, FileNotWritten.</exception>
    public static RehearsalFolder Open(string path)
    {
        RehearsalFolder folder = new(System.IO.Path.GetFullPath(path));
        folder.Try(() =>
        {
            if (Directory.Exists(folder.Path) && Directory.EnumerateFileSystemEntries(folder.Path).Any())
            {
                folder.Clear();
            }

            Directory.CreateDirectory(folder.Path);
            File.WriteAllText(folder._marker, FirstLine + "\n");
        });
        folder.Add([folder.In(ReportFiles.Summary), folder.In(ReportFiles.Report)]);
        return folder;
    }

    /// <summary>The full path of a file or folder in it.</summary>
    public string In(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);

    /// <summary>Notes files that are about to be written.</summary>
    /// <param name="paths">Their full paths.</param>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public void Add(IEnumerable<string> paths) =>
        Try(() =>
            File.AppendAllLines(
                _marker,
                paths.Select(path => System.IO.Path.GetRelativePath(Path, path).Replace('\\', '/'))
            )
        );

    /// <summary>Notes all files below a folder of which only whoever wrote them knew the names.</summary>
    /// <exception cref="EcaException">OutputNotWritable.</exception>
    public void AddAll(string folder)
    {
        string[] files = [];
        Try(() => files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
        Add(files);
    }

    /// <summary>Notes a file and writes it.</summary>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public void Write(string path, string text)
    {
        Add([path]);
        Try(() => File.WriteAllText(path, text));
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RehearsalErrors.OutputNotWritable(Path, exception);
        }
    }

    private void Clear()
    {
        string[] lines = File.Exists(_marker) ? File.ReadAllLines(_marker) : [];
        if (lines is not [FirstLine, ..])
        {
            throw RehearsalErrors.OutputNotEmpty(Path, IsProject);
        }

        foreach (string file in lines.Skip(1).Distinct(StringComparer.Ordinal))
        {
            Delete(In(file));
        }
    }

    private bool IsProject => File.Exists(In("sfdx-project.json")) || System.IO.Path.Exists(In(".git"));

    /// <summary>Deletes one file, and the folders that are empty without it.</summary>
    private void Delete(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        string root = Path + System.IO.Path.DirectorySeparatorChar;
        if (!full.StartsWith(root, StringComparison.Ordinal) || IsBehindLink(full))
        {
            throw RehearsalErrors.OutputNotEmpty(Path, IsProject);
        }

        if (!File.Exists(full))
        {
            return;
        }

        File.Delete(full);
        for (
            string folder = System.IO.Path.GetDirectoryName(full)!;
            folder != Path && !Directory.EnumerateFileSystemEntries(folder).Any();

        )
        {
            Directory.Delete(folder);
            folder = System.IO.Path.GetDirectoryName(folder)!;
        }
    }

    /// <summary>Whether a folder on the way to the file is a link: what is behind it is somebody else's.</summary>
    private bool IsBehindLink(string path)
    {
        for (
            string folder = System.IO.Path.GetDirectoryName(path)!;
            folder != Path;
            folder = System.IO.Path.GetDirectoryName(folder)!
        )
        {
            if (new DirectoryInfo(folder) is { Exists: true, LinkTarget: not null })
            {
                return true;
            }
        }

        return false;
    }
}
