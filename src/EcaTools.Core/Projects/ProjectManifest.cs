using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Projects;

/// <summary>
/// The package.xml of an output folder. For the types of External Client Apps it lists what the folder holds; entries
/// of other types, and wildcards, stay as they are.
/// </summary>
/// <param name="outputPath">The folder.</param>
internal sealed class ProjectManifest(string outputPath)
{
    private const string FileName = "package.xml";

    private readonly string _path = Path.Combine(outputPath, FileName);

    /// <summary>The API version of the apps that were written; null where none was.</summary>
    public ApiVersion? Version { get; set; }

    /// <summary>The API version that the package.xml of a folder says; null if there is none, or it says none.</summary>
    /// <exception cref="EcaException">An error of <see cref="MetadataReader"/>.</exception>
    public static ApiVersion? VersionIn(string folder)
    {
        string path = Path.Combine(folder, FileName);
        return
            File.Exists(path)
            && ApiVersion.TryParse(
                new MetadataReader().ReadFile(path, "Package").Record["version"],
                out ApiVersion found
            )
            ? found
            : null;
    }

    /// <summary>Writes package.xml where it must change; true where it did.</summary>
    public bool Update()
    {
        byte[]? current = SafeFile.ReadOrNull(_path);
        using MemoryStream stream = new(current ?? [], writable: false);
        MetadataDocument? before = current is null ? null : new MetadataReader().Read(stream, _path, "Package");
        SortedDictionary<string, SortedSet<string>> members = new(StringComparer.Ordinal);
        foreach (
            MetadataRecord type in before
                ?.Record.Fields.Where(field => field.Name == "types")
                .Select(field => field.Group)
                .OfType<MetadataRecord>()
                ?? []
        )
        {
            string name = type["name"] ?? "";
            bool isListed = IsAppType(name);
            MembersOf(name).UnionWith(type.Values("members").Where(member => !isListed || member == "*"));
        }

        foreach (MetadataType type in MetadataSchema.Default.Types.Where(type => IsAppType(type.Name)))
        {
            try
            {
                foreach (ProjectFormat format in Enum.GetValues<ProjectFormat>())
                {
                    string folder = ProjectLayout.FolderOf(outputPath, type, format);
                    string suffix = $".{ProjectLayout.SuffixOf(type, format)}";
                    if (Directory.Exists(folder))
                    {
                        MembersOf(type.Name)
                            .UnionWith(
                                Directory
                                    .EnumerateFiles(folder, $"*{suffix}")
                                    .Select(file => Path.GetFileName(file)[..^suffix.Length])
                            );
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw ProjectErrors.FileNotWritable(_path, exception);
            }
        }

        foreach (string name in members.Where(type => type.Value.Count == 0).Select(type => type.Key).ToArray())
        {
            members.Remove(name);
        }

        if (members.Count == 0 && before is null)
        {
            return false;
        }

        byte[] content = MetadataWriter.ToBytes(ToRecord(before, members));
        if (current is not null && current.AsSpan().SequenceEqual(content))
        {
            return false;
        }

        SafeFile.WriteAll([(_path, content)]);
        return true;

        SortedSet<string> MembersOf(string type) =>
            members.TryGetValue(type, out SortedSet<string>? known)
                ? known
                : members[type] = new SortedSet<string>(StringComparer.Ordinal);
    }

    private MetadataRecord ToRecord(MetadataDocument? before, SortedDictionary<string, SortedSet<string>> members)
    {
        ImmutableArray<MetadataField>.Builder fields = ImmutableArray.CreateBuilder<MetadataField>();
        if (before is not null)
        {
            fields.AddRange(before.Record.Fields.Where(field => field.Name is not ("types" or "version")));
            if (before.FullName is { } fullName)
            {
                fields.Add(new MetadataField("fullName", fullName, Group: null));
            }
        }

        foreach ((string type, SortedSet<string> names) in members)
        {
            fields.Add(
                new MetadataField(
                    "types",
                    Value: null,
                    new MetadataRecord(
                        "PackageTypeMembers",
                        [
                            .. names.Select(name => new MetadataField("members", name, Group: null)),
                            new MetadataField("name", type, Group: null),
                        ]
                    )
                )
            );
        }

        string version =
            Version?.ToString() ?? before?.Record["version"] ?? MetadataSchema.Default.DefaultVersion.ToString();
        fields.Add(new MetadataField("version", version, Group: null));
        return new MetadataRecord("Package", fields.ToImmutable());
    }

    private static bool IsAppType(string type) =>
        type.StartsWith("Ext", StringComparison.Ordinal)
        && MetadataSchema.Default.Find(type) is { HasFiles: true, Directory: not "settings" };
}
