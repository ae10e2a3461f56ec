using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;

namespace EcaTools.Core.Inventory.Relations;

/// <summary>Reads what other metadata files of a folder or zip say about its Connected Apps: custom scopes, token
/// exchange handlers, and others that name apps.</summary>
/// <param name="reader">What reads a single file.</param>
internal sealed class FileRelationReader(MetadataReader reader)
{
    private static readonly InventoryFacts.ReferenceFact[] Types =
    [
        .. InventoryFacts.Default.References.Where(fact => fact is { Directory: not null, Suffix: not null }),
    ];

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>What the files say.</summary>
    public ConnectedAppRelations Relations { get; } = new();

    /// <summary>The files that could not be read.</summary>
    public List<ConnectedAppFile> Failures { get; } = [];

    /// <summary>Whether a file's name is that of a record that may name apps.</summary>
    public static bool IsRelation(ReadOnlySpan<char> fileName)
    {
        ReadOnlySpan<char> name = fileName.EndsWith("-meta.xml", StringComparison.Ordinal)
            ? fileName[..^"-meta.xml".Length]
            : fileName;
        foreach (InventoryFacts.ReferenceFact type in Types)
        {
            if (
                name.EndsWith(type.Suffix, StringComparison.Ordinal)
                && name.Length > type.Suffix!.Length + 1
                && name[^(type.Suffix.Length + 1)] == '.'
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The files that are not below a folder and belong to its apps: those of the project that it lies in (with an
    /// sfdx-project.json), or else those next to a folder named connectedApps.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isSearched">Whether what is below the folder is read already.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IEnumerable<string> Beside(string folder, bool isSearched, CancellationToken cancellation)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (SalesforceProjectFile.FolderOf(folder) is { } project)
        {
            string below = folder + Path.DirectorySeparatorChar;
            return ProjectWalk
                .Files(
                    project,
                    IsRelation,
                    static (unread, why) => throw new IOException($"{unread}: {why.Message}", why),
                    cancellation
                )
                .Where(path => !isSearched || !path.StartsWith(below, StringComparison.Ordinal));
        }

        DirectoryInfo here = new(folder);
        return !here.Name.Equals("connectedApps", StringComparison.OrdinalIgnoreCase) || here.Parent is not { } package
            ? []
            : Types
                .Select(type => Path.Combine(package.FullName, type.Directory!))
                .Where(Directory.Exists)
                .SelectMany(Directory.GetFiles)
                .Where(path => IsRelation(Path.GetFileName(path.AsSpan())))
                .Order(StringComparer.Ordinal);
    }

    /// <summary>Reads a file.</summary>
    public void Read(string path) => Read(path, Path.GetFileName(path), () => reader.ReadFile(path));

    /// <summary>Reads a document, or notes that it could not be read.</summary>
    /// <param name="source">What errors call it.</param>
    /// <param name="fileName">Its file name.</param>
    /// <param name="read">What reads it.</param>
    public void Read(string source, string fileName, Func<MetadataDocument> read)
    {
        InventoryFacts.ReferenceFact type = Types.First(type =>
            fileName.EndsWith($".{type.Suffix}", StringComparison.Ordinal)
            || fileName.EndsWith($".{type.Suffix}-meta.xml", StringComparison.Ordinal)
        );
        _seen.Add(type.Type);
        try
        {
            MetadataDocument document = read();
            if (document.Type != type.Type)
            {
                throw MetadataErrors.WrongMetadataType(source, document.Type, type.Type);
            }

            Relations.Add(
                document.Record,
                SafeText.OneLine(
                    Uri.UnescapeDataString(
                        fileName[..fileName.LastIndexOf($".{type.Suffix}", StringComparison.Ordinal)]
                    )
                )
            );
        }
        catch (EcaException error)
        {
            Failures.Add(new ConnectedAppFile(source, App: null, error));
            Relations.AddUnread(type.Type, error.Message);
        }
    }

    /// <summary>Notes what the files can't tell: what an org alone knows, and the types that none of them is
    /// of.</summary>
    /// <param name="place">What the files are called.</param>
    public void NoteAbsent(string place)
    {
        const string NextStep = "Read the app from its org: Connect-EcaOrg, then Get-ConnectedApp without -Path.";
        foreach (string source in InventoryFacts.OrgSources)
        {
            Relations.AddUnread(
                new UnreadPart(source, "Metadata files don't hold it.") { NextStep = NextStep, IsBeyondFiles = true }
            );
        }

        foreach (
            string type in InventoryFacts
                .Default.References.Select(fact => fact.Type)
                .Where(type => !_seen.Contains(type))
        )
        {
            Relations.AddUnread(
                new UnreadPart(
                    type,
                    $"No file of this type is in {place}; a project or package may leave such records out."
                )
                {
                    NextStep = NextStep,
                    IsBeyondFiles = true,
                }
            );
        }
    }
}
