using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Conversion.Files;

/// <summary>
/// Finds the External Client Apps in a folder in source or metadata format, each with its files: those that name it as
/// their app. What New-EcaMetadata wrote and somebody reviewed is published by it later, without the Connected Apps
/// that it came from.
/// </summary>
public sealed class EcaProjectReader
{
    private readonly MetadataReader _reader = new();

    /// <summary>Reads the apps of a folder, in the ordinal order of their names.</summary>
    /// <param name="folder">The folder; it is searched with all that is below it, but for hidden folders, links to
    /// folders and node_modules, as the linter does.</param>
    /// <param name="otherwise">The API version if the folder has no package.xml that says one.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">
    /// NoAppsFound, DuplicateName, PathNotFound (a file that names an app that is not in the folder: it
    /// would be left out in silence), FileNotReadable, or an error of <see cref="MetadataReader"/>.
    /// </exception>
    public ImmutableArray<EcaMetadata> Read(
        string folder,
        ApiVersion otherwise,
        CancellationToken cancellation = default
    )
    {
        ApiVersion version = ProjectManifest.VersionIn(folder) ?? otherwise;
        SortedDictionary<string, List<EcaMetadataFile>> apps = new(StringComparer.Ordinal);
        List<(EcaMetadataFile File, string Owner)> satellites = [];
        foreach (string path in Files(folder, cancellation))
        {
            string name = Path.GetFileName(path);
            name = name.EndsWith(ProjectLayout.SourceSuffix, StringComparison.Ordinal)
                ? name[..^ProjectLayout.SourceSuffix.Length]
                : name;
            int dot = name.LastIndexOf('.');
            if (dot < 1 || MetadataSchema.Default.OfSuffix(name[(dot + 1)..]) is not { } type)
            {
                continue;
            }

            EcaMetadataFile file = new(type.Name, name[..dot], path);
            if (type.Name == EcaType.App)
            {
                if (!apps.TryAdd(file.FullName, [file]))
                {
                    throw EcaFolderErrors.AppInTwoFiles(file, apps[file.FullName][0], folder);
                }
            }
            else if (type.IsOfApp)
            {
                cancellation.ThrowIfCancellationRequested();
                satellites.Add((file, _reader.ReadFile(path, type.Name).Record[EcaType.Owner] ?? ""));
            }
        }

        foreach ((EcaMetadataFile file, string owner) in satellites)
        {
            (apps.GetValueOrDefault(owner) ?? throw EcaFolderErrors.OwnerMissing(file, owner, folder)).Add(file);
        }

        return apps.Count == 0
            ? throw EcaFolderErrors.NoExternalClientAppsFound(folder)
            :
            [
                .. apps.Select(app => new EcaMetadata
                {
                    Name = app.Key,
                    ApiVersion = version,
                    OutputPath = folder,
                    Files = [.. app.Value],
                }),
            ];
    }

    private static List<string> Files(string folder, CancellationToken cancellation)
    {
        // Files of either format have a dot and "eca" in their names; which of them are metadata, the schema knows.
        List<string> files =
        [
            .. ProjectWalk.Files(
                folder,
                static name => name.Contains(".eca", StringComparison.Ordinal),
                static (unread, exception) => throw EcaFolderErrors.FolderNotReadable(unread, exception),
                cancellation
            ),
        ];
        files.Sort(StringComparer.Ordinal);
        return files;
    }
}
