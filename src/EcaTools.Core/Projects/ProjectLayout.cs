using System.Collections.Frozen;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Projects;

/// <summary>Where the files of records are in an output folder.</summary>
/// <param name="outputPath">The folder, as a full path.</param>
/// <param name="format">How files are laid out.</param>
/// <param name="isPackageable">Whether the folder is that of a package, so that what a package can't hold goes to
/// another next to it.</param>
internal sealed class ProjectLayout(string outputPath, ProjectFormat format, bool isPackageable)
{
    /// <summary>What follows a file's name in source format.</summary>
    public const string SourceSuffix = "-meta.xml";

    private const string BesideSuffix = "-unpackaged";

    /// <summary>The types that a package may hold.</summary>
    public static FrozenSet<string> PackagedTypes { get; } =
        EcaTypeFacts
            .All.Where(type => type.Packaged is not null)
            .Select(type => type.Name)
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The folders that get files, the output folder first.</summary>
    public IEnumerable<string> Roots => isPackageable ? [outputPath, Beside] : [outputPath];

    private string Beside => Path.TrimEndingDirectorySeparator(outputPath) + BesideSuffix;

    /// <summary>The file of a record.</summary>
    public string PathOf(NamedRecord record)
    {
        MetadataType type = MetadataSchema.Default.Find(record.Type) is { HasFiles: true } known
            ? known
            : throw new ArgumentException($"{record.Type} has no files of its own.", nameof(record));
        string root = isPackageable && !PackagedTypes.Contains(record.Type) ? Beside : outputPath;
        return Path.Combine(FolderOf(root, type, format), $"{record.FullName}.{SuffixOf(type, format)}");
    }

    /// <summary>The folder of a type's files.</summary>
    public static string FolderOf(string root, MetadataType type, ProjectFormat format) =>
        format is ProjectFormat.Mdapi
            ? Path.Combine(root, type.Directory!)
            : Path.Combine(root, "main", "default", type.Directory!);

    /// <summary>What follows a record's name and a dot in the name of its file.</summary>
    public static string SuffixOf(MetadataType type, ProjectFormat format) =>
        format is ProjectFormat.Mdapi ? type.Suffix! : type.Suffix + SourceSuffix;
}
