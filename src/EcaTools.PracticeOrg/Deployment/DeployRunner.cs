using System.Xml;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata.Changes;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.Deployment;

/// <summary>Carries a package out: deletes, saves in the order of what points at what, generated policies, and a
/// verdict.</summary>
internal sealed class DeployRunner(
    OrgWorld world,
    DeployPackage package,
    DeployOptions options,
    int version,
    MetadataTransaction transaction
)
{
    private static readonly MetadataTypeTable s_types = MetadataTypeTable.Default;

    private readonly List<DeployMessage> _messages = [];

    /// <summary>What became of each component. The caller decides whether the transaction is kept.</summary>
    public IReadOnlyList<DeployMessage> Run()
    {
        PackageManifest manifest = PackageManifest.Parse(package.Files["package.xml"]);
        int apiVersion = manifest.Version ?? version;
        Destroy("destructiveChangesPre.xml");
        Destroy("destructiveChanges.xml");
        SaveAll(manifest, apiVersion);
        Destroy("destructiveChangesPost.xml");
        transaction.GeneratePolicies();
        _messages.Add(new DeployMessage("package.xml", "", package.Root + "package.xml", world.Now) { Changed = true });
        return _messages;
    }

    private void SaveAll(PackageManifest manifest, int apiVersion)
    {
        List<(MetadataType Type, string FullName, string Path)> components = [];
        foreach ((string path, MetadataType type, string fullName) in Components(apiVersion))
        {
            if (manifest.Names(type.ListedAs, type.ManifestName ?? fullName))
            {
                components.Add((type, fullName, path));
            }
            else
            {
                Fail(fullName, type.ListedAs, package.Root + path, "Not in package.xml");
            }
        }

        foreach ((string typeName, var members) in manifest.Types)
        {
            if (s_types.Listed(typeName, apiVersion).IsEmpty)
            {
                Fail(
                    typeName,
                    "",
                    package.Root + "package.xml",
                    $"Unknown type name '{typeName}' specified in package.xml"
                );
                continue;
            }

            foreach (
                string member in members.Where(m =>
                    m != "*" && !components.Any(c => c.Type.ListedAs == typeName && c.FullName == m)
                )
            )
            {
                Fail(
                    member,
                    typeName,
                    package.Root + "package.xml",
                    $"An object '{member}' of type {typeName} was named in package.xml, but was not found in zipped directory"
                );
            }
        }

        foreach (
            (MetadataType type, string fullName, string path) in components
                .OrderBy(c => c.Type.Order)
                .ThenBy(c => c.FullName, StringComparer.Ordinal)
        )
        {
            Save(type, fullName, path, apiVersion);
        }
    }

    /// <summary>The files in the package's folders; what lies elsewhere is refused.</summary>
    private IEnumerable<(string Path, MetadataType Type, string FullName)> Components(int apiVersion)
    {
        foreach (string path in package.Files.Keys)
        {
            if (
                path
                is "package.xml"
                    or "destructiveChanges.xml"
                    or "destructiveChangesPre.xml"
                    or "destructiveChangesPost.xml"
            )
            {
                continue;
            }

            int slash = path.IndexOf('/', StringComparison.Ordinal);
            string folder = slash < 0 ? "" : path[..slash];
            if (s_types.FindFile(folder, path[(slash + 1)..], apiVersion) is not { } type)
            {
                Fail(path, "", package.Root + path, slash < 0 ? "Not in package.xml" : $"Unknown file {path}");
                continue;
            }

            yield return (path, type, path[(slash + 1)..^(type.Suffix.Length + 1)]);
        }
    }

    private void Save(MetadataType type, string fullName, string path, int apiVersion)
    {
        string file = package.Root + path;
        if (options.Sabotage?.Meets(type.Name, fullName) == true)
        {
            Fail(fullName, type.ListedAs, file, options.Sabotage.Problem);
            return;
        }

        try
        {
            XElement root = MetadataXml.Parse(package.Files[path]);
            if (root.Name != MetadataXml.Namespace + type.Name)
            {
                throw MetadataProblem.At(
                    root,
                    "UNKNOWN_EXCEPTION",
                    $"Element {root.Name} invalid at this location: {type.Name} expected"
                );
            }

            SaveResult result = transaction.Save(
                type,
                fullName,
                root,
                apiVersion,
                SaveMode.Upsert,
                options.IgnoreWarnings
            );
            _messages.Add(
                new DeployMessage(fullName, type.ListedAs, file, world.Now)
                {
                    Id = result.Record.Id,
                    Created = result.Created,
                    Changed = result.Changed,
                }
            );
        }
        catch (XmlException e)
        {
            Fail(fullName, type.ListedAs, file, "Error parsing file: " + e.Message, e.LineNumber, e.LinePosition);
        }
        catch (MetadataProblem e)
        {
            Fail(fullName, type.ListedAs, file, e.DeployText, e.Line, e.Column, e.IsWarning);
        }
    }

    private void Destroy(string manifestName)
    {
        if (!package.Files.TryGetValue(manifestName, out byte[]? xml))
        {
            return;
        }

        string file = package.Root + manifestName;
        foreach ((string typeName, var members) in PackageManifest.Parse(xml).Types)
        {
            if (!s_types.All.Any(t => t.ListedAs == typeName))
            {
                Fail(typeName, "", file, $"Unknown type name '{typeName}' specified in {manifestName}");
                continue;
            }

            foreach (string member in members)
            {
                Delete(typeName, member, file);
            }
        }
    }

    private void Delete(string typeName, string member, string file)
    {
        if (options.Sabotage?.Meets(typeName, member) == true)
        {
            Fail(member, typeName, file, options.Sabotage.Problem);
            return;
        }

        try
        {
            if (
                s_types.All.FirstOrDefault(t =>
                    t.ListedAs == typeName && (t.ManifestName is null || t.ManifestName == member)
                )
                    is { } type
                && transaction.Delete(type, member)
            )
            {
                _messages.Add(new DeployMessage(member, typeName, file, world.Now) { Deleted = true, Changed = true });
            }
            else
            {
                Fail(member, typeName, file, $"No {typeName} named: {member} found", isWarning: true);
            }
        }
        catch (MetadataProblem e)
        {
            Fail(member, typeName, file, e.DeployText);
        }
    }

    /// <summary>A warning is an error unless the client ignores warnings (Metadata API Developer Guide:
    /// deploy).</summary>
    private void Fail(
        string fullName,
        string componentType,
        string file,
        string problem,
        int line = 0,
        int column = 0,
        bool isWarning = false
    ) =>
        _messages.Add(
            new DeployMessage(fullName, componentType, file, world.Now)
            {
                Problem = problem,
                IsWarning = isWarning,
                Line = line,
                Column = column,
                Success = isWarning && options.IgnoreWarnings,
            }
        );
}
