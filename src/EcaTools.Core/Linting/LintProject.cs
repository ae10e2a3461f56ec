using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Projects;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Linting;

/// <summary>What sfdx-project.json and .forceignore say about the files of a project.</summary>
internal sealed class LintProject
{
    private readonly ImmutableArray<string> _packages = [];

    /// <summary>Reads the project of a folder. What can't be read is in <see cref="Trouble"/>.</summary>
    /// <param name="folder">The folder of the project, as a full path.</param>
    public LintProject(string folder)
    {
        Folder = folder;
        try
        {
            (Version, _packages) = SalesforceProjectFile.Read(folder);
            Ignore = SalesforceProjectFile.Bytes(Path.Combine(folder, ForceIgnoreFile.FileName)) is { } bytes
                ? new ForceIgnoreFile(Encoding.UTF8.GetString(bytes))
                : ForceIgnoreFile.Empty;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            Trouble = exception.Message;
        }
    }

    /// <summary>The folder of the project, as a full path.</summary>
    public string Folder { get; }

    /// <summary>The API version that the Salesforce CLI takes; null where the project says none.</summary>
    public ApiVersion? Version { get; }

    /// <summary>The entries of its .forceignore.</summary>
    public ForceIgnoreFile Ignore { get; } = ForceIgnoreFile.Empty;

    /// <summary>Why the project's files could not be read; null where they could, or are not there.</summary>
    public string? Trouble { get; }

    /// <summary>The line of the .forceignore entry that keeps a file out; 0 where none does.</summary>
    public int IgnoredAt(string path)
    {
        string relative = Relative(path);
        return relative.StartsWith("../", StringComparison.Ordinal) ? 0 : Ignore.LineFor(relative);
    }

    /// <summary>The path of a file from the project's folder, with slashes.</summary>
    public string Relative(string path) => Path.GetRelativePath(Folder, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>Whether a file lies in the directory of a package.</summary>
    public bool IsInPackage(string path) => _packages.Any(folder => path.StartsWith(folder, StringComparison.Ordinal));
}
