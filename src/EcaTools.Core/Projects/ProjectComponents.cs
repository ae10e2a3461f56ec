using System.Collections.Immutable;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Projects;

/// <summary>What lies in the project of a Connected App's file and tells what the app names: permission sets by label,
/// and certificates by name.</summary>
/// <param name="PermissionSetNames">The API names of the permission sets by label; a label that several have is left
/// out, because it can't be determined which is meant.</param>
/// <param name="Certificates">The certificates by name, each as the text of its file.</param>
/// <param name="Unread">What could not be read, and why.</param>
public sealed record ProjectComponents(
    ImmutableDictionary<string, string> PermissionSetNames,
    ImmutableDictionary<string, string> Certificates,
    ImmutableArray<string> Unread
)
{
    private const string PermissionSet = ".permissionset";
    private const string Certificate = ".crt";
    private const string SourceSuffix = "-meta.xml";
    private const int MaxCertificateBytes = 64 * 1024;

    private static readonly string[] ComponentFolders = ["permissionsets", "certs"];

    /// <summary>
    /// Where to look for what the app in a file names: the project of the file (the nearest folder above with an
    /// sfdx-project.json), else the folder above its folder connectedApps, else its own folder.
    /// </summary>
    /// <param name="path">The path of the app's file.</param>
    public static string RootOf(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return SalesforceProjectFile.FolderOf(folder)
            ?? (
                Path.GetFileName(folder).Equals("connectedApps", StringComparison.OrdinalIgnoreCase)
                    ? Path.GetDirectoryName(folder)
                    : null
            )
            ?? folder;
    }

    /// <summary>Reads a project, or the folders permissionsets and certs of a folder that is not one.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ProjectComponents Read(string root, CancellationToken cancellation = default)
    {
        Dictionary<string, string?> names = new(StringComparer.OrdinalIgnoreCase);
        ImmutableDictionary<string, string>.Builder certificates = ImmutableDictionary.CreateBuilder<string, string>(
            StringComparer.Ordinal
        );
        List<string> unread = [];
        bool isProject = File.Exists(Path.Combine(root, SalesforceProjectFile.FileName));
        IEnumerable<string> folders = isProject
            ? [root]
            : ComponentFolders.Select(name => Path.Combine(root, name)).Where(Directory.Exists);
        foreach (
            string path in folders.SelectMany(folder =>
                ProjectWalk.Files(
                    folder,
                    IsWanted,
                    (at, why) => unread.Add($"{at} could not be read: {why.Message}"),
                    cancellation
                )
            )
        )
        {
            try
            {
                if (path.EndsWith(Certificate, StringComparison.Ordinal))
                {
                    certificates[Name(path, Certificate)] =
                        new FileInfo(path).Length <= MaxCertificateBytes ? File.ReadAllText(path) : "";
                }
                else if (
                    new MetadataReader().ReadFile(path, "PermissionSet").Record["label"]?.Trim() is
                    { Length: > 0 } label
                )
                {
                    string name = Name(path, PermissionSet);
                    names[label] = names.TryGetValue(label, out string? other) && other != name ? null : name;
                }
            }
            catch (EcaException error)
            {
                unread.Add(error.Message);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                unread.Add($"{path} could not be read: {exception.Message}");
            }
        }

        return new ProjectComponents(
            names
                .Where(pair => pair.Value is not null)
                .ToImmutableDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.OrdinalIgnoreCase),
            certificates.ToImmutable(),
            [.. unread]
        );
    }

    private static bool IsWanted(ReadOnlySpan<char> name) =>
        name.EndsWith(PermissionSet + SourceSuffix, StringComparison.Ordinal)
        || name.EndsWith(PermissionSet, StringComparison.Ordinal)
        || name.EndsWith(Certificate, StringComparison.Ordinal);

    /// <summary>The full name that a file's name gives. The Salesforce CLI percent-encodes some characters.</summary>
    private static string Name(string path, string suffix)
    {
        string name = Path.GetFileName(path);
        return Uri.UnescapeDataString(name[..name.LastIndexOf(suffix, StringComparison.Ordinal)]);
    }
}
