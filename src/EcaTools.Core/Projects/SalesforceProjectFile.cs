using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Projects;

/// <summary>
/// The sfdx-project.json of a project. Package directories are added to its text, so that its order, its comments, its
/// line ends and all that is not ours stay as they are.
/// </summary>
internal static class SalesforceProjectFile
{
    /// <summary>The file's name.</summary>
    public const string FileName = "sfdx-project.json";

    private const int MaximumBytes = 1024 * 1024;

    private static readonly JsonDocumentOptions s_lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The nearest folder, from this one up, with such a file; null where there is none.</summary>
    public static string? FolderOf(string folder)
    {
        for (DirectoryInfo? parent = new(folder); parent is not null; parent = parent.Parent)
        {
            if (File.Exists(Path.Combine(parent.FullName, FileName)))
            {
                return parent.FullName;
            }
        }

        return null;
    }

    /// <summary>The API version that the project says, and the directories of its packages (those with a name), as full
    /// paths that end in a separator. Nothing if the file does not exist.</summary>
    /// <param name="folder">The project's folder, as a full path.</param>
    /// <exception cref="IOException">The file can't be read, or has more than 1 MB.</exception>
    /// <exception cref="UnauthorizedAccessException">The file can't be read.</exception>
    /// <exception cref="JsonException">It is not a JSON object.</exception>
    public static (ApiVersion? Version, ImmutableArray<string> Packages) Read(string folder)
    {
        if (Bytes(Path.Combine(folder, FileName)) is not { } bytes)
        {
            return (null, []);
        }

        using JsonDocument document = JsonDocument.Parse(bytes.AsMemory(MarkLength(bytes)), s_lenient);
        JsonElement root = document.RootElement;
        if (root.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException("The root is not an object.");
        }

        ApiVersion? says = ApiVersion.TryParse(Text(root, "sourceApiVersion"), out ApiVersion version) ? version : null;
        return
            root.TryGetProperty("packageDirectories", out JsonElement directories)
            && directories.ValueKind is JsonValueKind.Array
            ? (
                says,
                [.. directories.EnumerateArray().Select(directory => PackageOf(folder, directory)).OfType<string>()]
            )
            : (says, []);
    }

    /// <summary>The bytes of a project's file; null if it does not exist.</summary>
    /// <exception cref="IOException">It can't be read, or has more than 1 MB.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be read.</exception>
    public static byte[]? Bytes(string path)
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

    /// <summary>Has the project name folders as package directories; makes the file next to the first of them where
    /// there is none.</summary>
    /// <param name="folders">The folders, as full paths.</param>
    /// <param name="version">The API version that a new file says.</param>
    /// <exception cref="EcaException">DocumentInvalid, FileNotWritten.</exception>
    public static void AddDirectories(IReadOnlyList<string> folders, ApiVersion version)
    {
        string project = FolderOf(folders[0]) ?? Path.GetDirectoryName(folders[0])!;
        string path = Path.Combine(project, FileName);
        byte[]? current = SafeFile.ReadOrNull(path);
        if (current is null)
        {
            string entries = string.Join(
                ",\n    ",
                folders.Select((folder, i) => Entry(project, folder, isDefault: i == 0))
            );
            SafeFile.WriteAll([
                (
                    path,
                    Encoding.UTF8.GetBytes(
                        $"{{\n  \"packageDirectories\": [\n    {entries}\n  ],\n  \"sourceApiVersion\": \"{version}"
                            + $"\"\n}}\n"
                    )
                ),
            ]);
            return;
        }

        if (current.Length > MaximumBytes)
        {
            throw ProjectErrors.ProjectFileUnusable(path, "it has more than 1 MB", null);
        }

        (HashSet<string> known, bool hasDefault, int lastEnd, int closing, bool isEmpty) = Find(path, project, current);
        string[] missing = [.. folders.Where(folder => !known.Contains(Path.TrimEndingDirectorySeparator(folder)))];
        if (missing.Length == 0)
        {
            return;
        }

        string lineEnd = current.AsSpan().IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";
        string added = string.Join(
            "," + lineEnd + "    ",
            missing.Select((folder, i) => Entry(project, folder, isDefault: !hasDefault && i == 0))
        );
        byte[] text = Encoding.UTF8.GetBytes(isEmpty ? $"{lineEnd}    {added}{lineEnd}  " : $",{lineEnd}    {added}");
        int at = isEmpty ? closing : lastEnd;
        SafeFile.WriteAll([(path, [.. current[..at], .. text, .. current[at..]])]);
    }

    private static string? PackageOf(string folder, JsonElement directory) =>
        directory.ValueKind is JsonValueKind.Object
        && Text(directory, "package") is not null
        && Text(directory, "path") is { } path
            ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(folder, path)))
                + Path.DirectorySeparatorChar
            : null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    private static int MarkLength(byte[] bytes) =>
        bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;

    private static string Entry(string project, string folder, bool isDefault) =>
        $"{{ \"path\": "
        + $"{JsonSerializer.Serialize(Path.GetRelativePath(project, folder).Replace('\\', '/'))}{(isDefault ? ", \"default\": true" : "")}"
        + $" }}";

    /// <summary>The package directories that the file names, and where in its bytes another one can stand.</summary>
    private static (HashSet<string> Known, bool HasDefault, int LastEnd, int Closing, bool IsEmpty) Find(
        string path,
        string project,
        byte[] bytes
    )
    {
        int mark = MarkLength(bytes);
        HashSet<string> known = new(
            OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal
        );
        (bool hasDefault, int lastEnd, int closing) = (false, 0, 0);
        try
        {
            Utf8JsonReader json = new(
                bytes.AsSpan(mark),
                new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = false }
            );
            bool isIn = false;
            while (json.Read())
            {
                if (json.CurrentDepth == 1 && json.TokenType is JsonTokenType.PropertyName)
                {
                    isIn = json.ValueTextEquals("packageDirectories"u8);
                }
                else if (isIn && json.CurrentDepth == 1 && json.TokenType is JsonTokenType.EndArray)
                {
                    closing = mark + (int)json.TokenStartIndex;
                }
                else if (isIn && json.CurrentDepth == 2 && json.TokenType is JsonTokenType.EndObject)
                {
                    lastEnd = mark + (int)json.TokenStartIndex + 1;
                }
                else if (isIn && json.CurrentDepth == 3 && json.TokenType is JsonTokenType.PropertyName)
                {
                    bool isPath = json.ValueTextEquals("path"u8);
                    bool isDefault = json.ValueTextEquals("default"u8);
                    json.Read();
                    hasDefault |= isDefault && json.TokenType is JsonTokenType.True;
                    if (isPath && json.TokenType is JsonTokenType.String)
                    {
                        known.Add(
                            Path.TrimEndingDirectorySeparator(
                                Path.GetFullPath(Path.Combine(project, json.GetString()!))
                            )
                        );
                    }
                }
            }
        }
        catch (JsonException exception)
        {
            throw ProjectErrors.ProjectFileUnusable(path, "it is not JSON", exception);
        }

        return closing == 0
            ? throw ProjectErrors.ProjectFileUnusable(path, "it has no list packageDirectories", null)
            : (known, hasDefault, lastEnd, closing, lastEnd == 0);
    }
}
