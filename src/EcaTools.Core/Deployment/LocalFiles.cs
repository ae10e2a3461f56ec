using System.Collections.Immutable;
using EcaTools.Core.Conversion;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;

namespace EcaTools.Core.Deployment;

/// <summary>The metadata files of one app on disk.</summary>
internal static class LocalFiles
{
    private static readonly MetadataReader Reader = new();

    /// <summary>Reads all files of an app.</summary>
    /// <exception cref="EcaException">
    /// <c>PathNotFound</c>, <c>SecretInFile</c>,
    /// <c>FileNotDeployable</c>, or those of <see cref="MetadataReader"/>.
    /// </exception>
    public static ImmutableArray<LocalRecord> Read(EcaMetadata metadata)
    {
        string app = Checked(metadata.Name);
        return metadata.Files.Any(file => file.Type == EcaType.App && file.FullName == app)
            ? [.. metadata.Files.Select(file => Read(file, app))]
            : throw DeploymentErrors.AppFileMissing(metadata);
    }

    /// <summary>Gives a file on disk the name that its record has now. A file of that name that says something else is
    /// not overwritten.</summary>
    /// <returns>The record with the path of its file; the same record if the file has the name already.</returns>
    /// <exception cref="EcaException"><c>FileNotWritten</c>.</exception>
    public static LocalRecord RenameOnDisk(LocalRecord record)
    {
        if (!record.IsOnDisk)
        {
            return record;
        }

        string path = Path.Combine(
            Path.GetDirectoryName(record.File.Path)!,
            FileName(record.File, Checked(record.File.FullName))
        );
        if (string.Equals(path, record.File.Path, StringComparison.OrdinalIgnoreCase))
        {
            return record;
        }

        try
        {
            if (File.Exists(path) && Bytes(path).AsSpan().SequenceEqual(record.Content))
            {
                // An earlier publication has renamed the file, and it was written anew under its old name since.
                File.Delete(record.File.Path);
            }
            else
            {
                File.Move(record.File.Path, path, overwrite: false);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DeploymentErrors.FileNotRenamed(record.File.Path, path, exception);
        }

        return record with
        {
            File = record.File with { Path = path },
        };
    }

    /// <summary>The file of another record of an app, in the folder of its type next to that of the app's
    /// file.</summary>
    public static string PathNextTo(LocalRecord app, NamedRecord record)
    {
        string root = Path.GetDirectoryName(Path.GetDirectoryName(app.File.Path)!)!;
        string folder = Path.Combine(root, MetadataSchema.Default.Find(record.Type)!.Directory!);
        return Path.Combine(folder, FileName(app.File with { Type = record.Type }, Checked(record.FullName)));
    }

    private static LocalRecord Read(EcaMetadataFile file, string app)
    {
        if (file.Type != EcaType.App && !EcaType.Satellites.Contains(file.Type, StringComparer.Ordinal))
        {
            throw DeploymentErrors.TypeNotDeployable(file);
        }

        file = Locate(file, app);
        Checked(file.FullName);
        byte[] content = Bytes(file.Path);
        if (content.Length > MetadataReader.MaxBytes)
        {
            throw MetadataErrors.FileTooLarge(file.Path, content.Length);
        }

        using MemoryStream stream = new(content, writable: false);
        MetadataRecord record = Reader.Read(stream, file.Path, file.Type).Record;
        (string path, MetadataField? secret) = record.Leaves().FirstOrDefault(leaf => leaf.Field.IsSecret);
        return secret is null
            ? new LocalRecord(file, content, record)
            : throw DeploymentErrors.SecretInMetadataFile(file.Path, secret.Line, path);
    }

    /// <summary>
    /// The file itself, or, where an earlier publication has renamed it, the one of its type next to it that belongs to
    /// the app.
    /// </summary>
    private static EcaMetadataFile Locate(EcaMetadataFile file, string app)
    {
        if (File.Exists(file.Path))
        {
            return file;
        }

        string? folder = Path.GetDirectoryName(file.Path);
        string suffix = FileName(file, "");
        IEnumerable<string> candidates =
            Directory.Exists(folder) && file.Type != EcaType.App
                ? Directory.EnumerateFiles(folder, "*" + suffix).Order(StringComparer.Ordinal)
                : [];
        string? renamed = candidates.FirstOrDefault(path =>
            string.Equals(
                Reader.ReadFile(path, file.Type).Record[EcaType.Owner],
                app,
                StringComparison.OrdinalIgnoreCase
            )
        );
        return renamed is null
            ? throw DeploymentErrors.FileMissing(file)
            : new EcaMetadataFile(file.Type, Path.GetFileName(renamed)[..^suffix.Length], renamed);
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            FileInfo info = new(path);
            return info.Length > MetadataReader.MaxBytes
                ? throw MetadataErrors.FileTooLarge(path, info.Length)
                : File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MetadataErrors.FileNotReadable(path, exception);
        }
    }

    /// <summary>The name of a file next to another of its type, in the same format.</summary>
    private static string FileName(EcaMetadataFile file, string fullName)
    {
        bool isSource = file.Path.EndsWith(ProjectLayout.SourceSuffix, StringComparison.Ordinal);
        return $"{fullName}.{ProjectLayout.SuffixOf(MetadataSchema.Default.Find(file.Type)!, isSource ? ProjectFormat.Source : ProjectFormat.Mdapi)}";
    }

    /// <summary>A full name becomes a file's name, in the zip and on disk: nothing in it may lead elsewhere.</summary>
    private static string Checked(string fullName) =>
        fullName.Length > 0 && fullName.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
            ? fullName
            : throw DeploymentErrors.NameNotDeployable(fullName);
}
