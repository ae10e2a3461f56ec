using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Metadata.Changes;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Traffic;

namespace EcaTools.PracticeOrg.World.Seeds;

/// <summary>
/// A world of a user's own metadata, in source or in package format: their apps with their consumer keys, the
/// permission sets, profiles and users that these name, and callers made up for them. Secrets in the files are left
/// out; the org makes its own.
/// </summary>
internal sealed class FolderSeed : SeedSource
{
    private const long MaximumFileBytes = 10 * 1024 * 1024;
    private const int MaximumFiles = 100_000;
    private const string SourceSuffix = "-meta.xml";
    private const ulong Seed = 2026;

    private static readonly string[] s_userElements =
    [
        "oauthClientCredentialUser",
        "pluginExecutionUser",
        "clientCredentialsFlowUser",
        "executeHandlerAs",
        "apexExecutionUser",
    ];
    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    private readonly string _folder;
    private readonly List<SeedFile> _files = [];

    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A file can't be read; the message names it and the line.</exception>
    public FolderSeed(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        }

        _folder = folder;
        Dictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach (string path in Paths())
        {
            string name = Path.GetFileName(path);
            string plain = name.EndsWith(SourceSuffix, StringComparison.Ordinal) ? name[..^SourceSuffix.Length] : name;
            int dot = plain.LastIndexOf('.');
            if (dot <= 0)
            {
                continue;
            }

            (string fullName, string suffix) = (Uri.UnescapeDataString(plain[..dot]), plain[(dot + 1)..]);
            if (suffix == "permissionset")
            {
                labels[fullName] = Parse(path).Element(s_ns + "label")?.Value ?? fullName;
            }
            else if (
                MetadataTypeTable.Default.All.FirstOrDefault(t =>
                    t.Suffix == suffix && (t.ManifestName is null || t.ManifestName == fullName)
                )
                    is { } type
                && IsApp(type)
            )
            {
                _files.Add(new SeedFile(type, fullName, path, Parse(path)));
            }
        }

        if (!_files.Exists(f => f.Type.Name is "ConnectedApp" or "ExternalClientApplication"))
        {
            throw new InvalidDataException($"There is no connected app and no external client app in '{folder}'.");
        }

        Org = MakeOrg(labels);
    }

    public override OrgSeed Org { get; }

    /// <exception cref="InvalidDataException">The org refuses a record; the message names its file and
    /// line.</exception>
    public override MetadataState LoadMetadata(IOrg world)
    {
        MetadataTransaction transaction = new(world, MetadataState.Empty, world.AdministratorId);
        foreach (SeedFile file in _files.OrderBy(f => f.Type.Order).ThenBy(f => f.Path, StringComparer.Ordinal))
        {
            if (file.Xml.Name != s_ns + file.Type.Name)
            {
                throw Unusable(
                    file.Path,
                    file.Xml,
                    $"The root element is {file.Xml.Name.LocalName}, and not {file.Type.Name}."
                );
            }

            if (transaction.State.Find(file.Type.Name, file.FullName) is not null)
            {
                throw Unusable(file.Path, file.Xml, $"There is a second {file.Type.Name} named {file.FullName}.");
            }

            CleanCredentials(file.Xml, transaction.State);
            try
            {
                transaction.Seed(file.Type, file.FullName, file.Xml);
            }
            catch (MetadataProblem problem)
            {
                throw new InvalidDataException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{file.Path}({problem.Line},{problem.Column}): {problem.Message}"
                    ),
                    problem
                );
            }
        }

        transaction.GeneratePolicies();
        return transaction.State;
    }

    public override IEnumerable<Caller> Callers(IOrg world, TrafficWindow window)
    {
        InventedCallers invented = new(world, window, Seed);
        return world
            .Metadata.OfType("ConnectedApp")
            .Concat(world.Metadata.OfType("ExternalClientApplication"))
            .SelectMany((app, i) => invented.Of(app, app, i));
    }

    private static bool IsApp(MetadataType type) =>
        type.IsSatellite
        || type.Name
            is "ConnectedApp"
                or "ExternalClientApplication"
                or "ExternalClientAppSettings"
                or "OauthCustomScope"
                or "OauthTokenExchangeHandler"
                or "UserProvisioningConfig";

    private static XElement Parse(string path)
    {
        if (new FileInfo(path).Length > MaximumFileBytes)
        {
            throw new InvalidDataException($"{path}: The file is larger than {MaximumFileBytes / 1024 / 1024} MB.");
        }

        try
        {
            return MetadataXml.Parse(File.ReadAllBytes(path));
        }
        catch (XmlException e)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture, $"{path}({e.LineNumber},{e.LinePosition}): {e.Message}"),
                e
            );
        }
    }

    private static InvalidDataException Unusable(string path, XElement at, string problem)
    {
        IXmlLineInfo line = at;
        return new InvalidDataException(
            string.Create(CultureInfo.InvariantCulture, $"{path}({line.LineNumber},{line.LinePosition}): {problem}")
        );
    }

    /// <summary>A secret has no place in a rehearsal, and a key that two files share (a placeholder, often) can belong
    /// to one app only.</summary>
    private static void CleanCredentials(XElement record, MetadataState state)
    {
        record.Descendants(s_ns + "consumerSecret").Remove();
        foreach (XElement key in record.Descendants(s_ns + "consumerKey").ToList())
        {
            if (key.Value.Length == 0 || state.FindByConsumerKey(key.Value) is not null)
            {
                key.Remove();
            }
        }
    }

    private static string ApiName(string label)
    {
        string name = string.Concat(label.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')).Trim('_');
        return name.Length == 0 || !char.IsAsciiLetter(name[0]) ? "X" + name : name;
    }

    private IEnumerable<string> Paths()
    {
        EnumerationOptions options = new()
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            MaxRecursionDepth = 32,
            IgnoreInaccessible = true,
        };
        List<string> paths =
        [
            .. Directory
                .EnumerateFiles(_folder, "*", options)
                .Where(p =>
                    !Path.GetRelativePath(_folder, p)
                        .Split(Path.DirectorySeparatorChar)
                        .Any(s => s is "node_modules" || s.StartsWith('.'))
                )
                .Take(MaximumFiles + 1),
        ];
        return paths.Count > MaximumFiles
            ? throw new InvalidDataException($"There are more than {MaximumFiles} files in '{_folder}'.")
            : paths.Order(StringComparer.Ordinal);
    }

    private OrgSeed MakeOrg(Dictionary<string, string> labels)
    {
        List<OrgSeed.PermissionSetSeed> sets =
        [
            .. labels.Select(l => new OrgSeed.PermissionSetSeed(l.Key, l.Value, [])),
        ];
        foreach (
            string name in Named("permissionSetName")
                .Where(n => !sets.Exists(s => s.Label == n || s.Name == n))
                .ToList()
        )
        {
            sets.Add(new OrgSeed.PermissionSetSeed(ApiName(name), name, []));
        }

        foreach (
            string name in Listed("commaSeparatedPermissionSet").Where(n => !sets.Exists(s => s.Name == n)).ToList()
        )
        {
            sets.Add(new OrgSeed.PermissionSetSeed(name, name.Replace('_', ' '), []));
        }

        const string administrator = "System Administrator";
        IEnumerable<string> profiles = Named("profileName")
            .Concat(Listed("commaSeparatedProfile"))
            .Concat(["Standard User", "Integration"])
            .Where(p => p != administrator)
            .Distinct(StringComparer.Ordinal);
        const string admin = "admin@practice.example.com";
        IEnumerable<OrgSeed.UserSeed> integrations = s_userElements
            .SelectMany(Named)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(u =>
                u.IndexOf('@', StringComparison.Ordinal) > 0 && !u.Equals(admin, StringComparison.OrdinalIgnoreCase)
            )
            .Select(u => new OrgSeed.UserSeed(
                u,
                "Integration",
                u[..u.IndexOf('@', StringComparison.Ordinal)],
                "Integration",
                "Named in the metadata",
                []
            ));
        return new OrgSeed(
            new OrgSeed.OrganizationSeed("Practice Org", "Enterprise Edition", IsSandbox: false, "PRACTICE1"),
            [new(administrator, IsAdministrator: true), .. profiles.Select(p => new OrgSeed.ProfileSeed(p))],
            [.. sets.DistinctBy(s => s.Name, StringComparer.Ordinal)],
            [
                new(admin, "Ada", "Admin", administrator, "Administrator", []),
                .. integrations,
                .. Enumerable
                    .Range(1, 10)
                    .Select(i => new OrgSeed.UserSeed(
                        string.Create(CultureInfo.InvariantCulture, $"user{i}@practice.example.com"),
                        "User",
                        string.Create(CultureInfo.InvariantCulture, $"{i}"),
                        "Standard User",
                        Title: null,
                        []
                    )),
            ],
            [],
            [],
            []
        );
    }

    private IEnumerable<string> Named(string element) =>
        _files
            .SelectMany(f => f.Xml.Descendants(s_ns + element))
            .Select(e => e.Value.Trim())
            .Where(v => v.Length > 0)
            .Distinct(StringComparer.Ordinal);

    private IEnumerable<string> Listed(string element) =>
        Named(element)
            .SelectMany(v => v.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal);

    private sealed record SeedFile(MetadataType Type, string FullName, string Path, XElement Xml);
}
