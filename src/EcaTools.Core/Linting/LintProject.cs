using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Linting;

/// <summary>What sfdx-project.json and .forceignore say about the files of a project.</summary>
internal sealed class LintProject
{
    public const string FileName = "sfdx-project.json";
    public const string IgnoreFileName = ".forceignore";
    private const int MaximumBytes = 1024 * 1024;

    private static readonly JsonDocumentOptions Json = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private ImmutableArray<string> _packages = [];

    /// <summary>Reads the project of a folder. What can't be read is in <see cref="Trouble"/>.</summary>
    /// <param name="folder">The folder of the project, as a full path.</param>
    public LintProject(string folder)
    {
        Folder = folder;
        try
        {
            ReadProject(Path.Combine(folder, FileName));
            Ignore = Bytes(Path.Combine(folder, IgnoreFileName)) is { } bytes
                ? new IgnoreFile(Encoding.UTF8.GetString(bytes))
                : IgnoreFile.Empty;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            Trouble = exception.Message;
        }
    }

    /// <summary>The folder of the project, as a full path.</summary>
    public string Folder { get; }

    /// <summary>The API version that the Salesforce CLI takes; null where the project says none.</summary>
    public ApiVersion? Version { get; private set; }

    /// <summary>The entries of its .forceignore.</summary>
    public IgnoreFile Ignore { get; } = IgnoreFile.Empty;

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

    private void ReadProject(string path)
    {
        if (Bytes(path) is not { } bytes)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(
            bytes.AsMemory(bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0),
            Json
        );
        JsonElement root = document.RootElement;
        if (root.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException("The root is not an object.");
        }

        Version = ApiVersion.TryParse(Text(root, "sourceApiVersion"), out ApiVersion version) ? version : null;
        if (
            root.TryGetProperty("packageDirectories", out JsonElement directories)
            && directories.ValueKind is JsonValueKind.Array
        )
        {
            _packages =
            [
                .. from directory in directories.EnumerateArray()
                where
                    directory.ValueKind is JsonValueKind.Object
                    && Text(directory, "package") is not null
                    && Text(directory, "path") is not null
                select Path.TrimEndingDirectorySeparator(
                    Path.GetFullPath(Path.Combine(Folder, Text(directory, "path")!))
                ) + Path.DirectorySeparatorChar,
            ];
        }
    }

    private static byte[]? Bytes(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            return null;
        }

        return file.Length <= MaximumBytes
            ? File.ReadAllBytes(path)
            : throw new IOException($"{file.Name} has more than 1 MB.");
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}
