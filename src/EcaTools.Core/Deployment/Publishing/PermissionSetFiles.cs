using EcaTools.Core.Conversion;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>
/// The permission sets that lie in the folders of apps. One that the policies of an app name and the org lacks is
/// deployed with the policies; one that the org has is never touched.
/// </summary>
internal sealed class PermissionSetFiles
{
    /// <summary>How the place of a consumer key begins.</summary>
    public const string PlaceOfKey = "{{eca:";

    private const string Type = "PermissionSet";
    private const string Suffix = ".permissionset";
    private const string Principals = "externalCredentialPrincipalAccesses";
    private readonly Dictionary<string, Dictionary<string, string>> _folders = new(StringComparer.Ordinal);

    /// <summary>The file of a permission set in a folder; null if there is none, or only one that waits for a consumer
    /// key.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The API name.</param>
    /// <param name="waiting">Gets the name of one that waits for a key.</param>
    /// <exception cref="EcaException">An error of <see cref="MetadataReader"/>.</exception>
    public LocalRecord? Find(string folder, string name, ISet<string> waiting)
    {
        if (!_folders.TryGetValue(folder, out Dictionary<string, string>? files))
        {
            files = _folders[folder] = Read(folder);
        }

        if (files.GetValueOrDefault(name) is not { } path)
        {
            return null;
        }

        MetadataRecord record = new MetadataReader().ReadFile(path, Type).Record;
        bool isWaiting =
            record.Fields.Any(field => field.Name == Principals)
            || record.Leaves().Any(leaf => leaf.Field.Value?.Contains(PlaceOfKey, StringComparison.Ordinal) == true);
        if (isWaiting)
        {
            waiting.Add(name);
            return null;
        }

        return new LocalRecord(new EcaMetadataFile(Type, NameOf(path), path), MetadataWriter.ToBytes(record), record);
    }

    private static Dictionary<string, string> Read(string folder)
    {
        Dictionary<string, string> files = new(StringComparer.OrdinalIgnoreCase);
        IEnumerable<string> paths = ProjectWalk.Files(
            folder,
            static name => name.Contains(".permissionset", StringComparison.Ordinal),
            static (unread, exception) => throw MetadataErrors.FileNotReadable(unread, exception),
            CancellationToken.None
        );
        foreach (string path in paths.Where(path => NameOf(path).Length > 0))
        {
            files.TryAdd(NameOf(path), path);
        }

        return files;
    }

    /// <summary>The API name by the name of the file; empty if the file is another one.</summary>
    private static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        name = name.EndsWith(ProjectLayout.SourceSuffix, StringComparison.Ordinal)
            ? name[..^ProjectLayout.SourceSuffix.Length]
            : name;
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? Uri.UnescapeDataString(name[..^Suffix.Length]) : "";
    }
}
