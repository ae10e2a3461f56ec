using EcaTools.Core.Metadata;

namespace EcaTools.Core.Inventory;

/// <summary>Reads what other metadata files of a folder or zip say about its Connected Apps: custom scopes and token exchange handlers.</summary>
/// <param name="reader">What reads a single file.</param>
internal sealed class FileRelationReader(MetadataReader reader)
{
    private static readonly MetadataType[] Types =
        [MetadataSchema.Default.Find(ConnectedAppRelations.CustomScope)!, MetadataSchema.Default.Find(ConnectedAppRelations.TokenExchangeHandler)!];

    /// <summary>What the files say.</summary>
    public ConnectedAppRelations Relations { get; } = new();

    /// <summary>The files that could not be read.</summary>
    public List<ConnectedAppFile> Failures { get; } = [];

    /// <summary>Whether a file's name is that of a custom scope or token exchange handler.</summary>
    public static bool IsRelation(ReadOnlySpan<char> fileName)
    {
        ReadOnlySpan<char> name = fileName.EndsWith("-meta.xml", StringComparison.Ordinal) ? fileName[..^"-meta.xml".Length] : fileName;
        foreach (MetadataType type in Types)
        {
            if (name.EndsWith(type.Suffix, StringComparison.Ordinal) && name.Length > type.Suffix!.Length + 1 && name[^(type.Suffix.Length + 1)] == '.')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The files beside a folder named connectedApps: they are of the same package, but not below the folder.</summary>
    public static IEnumerable<string> Beside(string folder)
    {
        DirectoryInfo here = new(folder);
        return !here.Name.Equals("connectedApps", StringComparison.OrdinalIgnoreCase) || here.Parent is not { } package ? [] : Types
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
        MetadataType type = Types.First(type => fileName.Contains($".{type.Suffix}", StringComparison.Ordinal));
        try
        {
            MetadataDocument document = read();
            if (document.Type != type.Name)
            {
                throw MetadataErrors.WrongMetadataType(source, document.Type, type.Name);
            }

            Relations.Add(document.Record, Uri.UnescapeDataString(fileName[..fileName.LastIndexOf($".{type.Suffix}", StringComparison.Ordinal)]));
        }
        catch (EcaException error)
        {
            Failures.Add(new ConnectedAppFile(source, App: null, error));
            Relations.AddUnread(type.Name, error.Message);
        }
    }
}
