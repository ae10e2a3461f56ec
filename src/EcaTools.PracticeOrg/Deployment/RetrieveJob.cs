using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Metadata.Changes;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.Deployment;

/// <summary>A retrieve: finds the records, and packs them as Salesforce does, below 'unpackaged/' unless a single
/// package was asked for.</summary>
internal sealed class RetrieveJob(
    OrgWorld world,
    string id,
    PackageManifest manifest,
    int version,
    bool singlePackage,
    int polls
)
{
    private static readonly DateTimeOffset s_entryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly object _gate = new();
    private readonly List<(StoredRecord Record, string File)> _found = [];
    private readonly List<string> _problems = [];
    private byte[]? _zip;
    private int _polled;

    public string Id { get; } = id;

    public JsonObject Poll(bool includeZip)
    {
        lock (_gate)
        {
            if (_zip is null && ++_polled >= polls)
            {
                Find();
                _zip = Pack();
            }

            return ToJson(includeZip);
        }
    }

    private void Find()
    {
        MetadataState state = world.Metadata;
        foreach ((string typeName, var members) in manifest.Types)
        {
            ImmutableArray<MetadataType> listed = MetadataTypeTable.Default.Listed(typeName, version);
            if (listed.IsEmpty)
            {
                _problems.Add($"Entity type: '{typeName}' is unknown");
                continue;
            }

            foreach (string member in members)
            {
                if (member == "*")
                {
                    // The wildcard does not reach into installed packages (Metadata API Developer Guide).
                    Add(
                        listed.SelectMany(t => OrgRecords.OfType(world, state, t)).Where(r => r.NamespacePrefix is null)
                    );
                }
                else if (
                    listed.Select(t => OrgRecords.Find(world, state, t, member)).FirstOrDefault(r => r is not null) is
                    { } record
                )
                {
                    Add([record]);
                }
                else
                {
                    _problems.Add($"Entity of type '{typeName}' named '{member}' cannot be found");
                }
            }
        }
    }

    private void Add(IEnumerable<StoredRecord> records)
    {
        foreach (
            StoredRecord record in records.Where(r =>
                !_found.Any(f => f.Record.Type == r.Type && f.Record.FullName == r.FullName)
            )
        )
        {
            _found.Add((record, record.Type.FileName(record.FullName)));
        }
    }

    private byte[] Pack()
    {
        string root = singlePackage ? "" : "unpackaged/";
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((StoredRecord record, string file) in _found)
            {
                XElement content = new(
                    MetadataXml.Namespace + record.Type.Name,
                    RecordSchema.Write(record.Type, record.Content, version)
                );
                Write(archive, root + file, content);
            }

            Write(archive, root + "package.xml", Manifest());
        }

        return stream.ToArray();
    }

    private XElement Manifest()
    {
        XNamespace ns = MetadataXml.Namespace;
        return new XElement(
            ns + "Package",
            _found
                .GroupBy(f => f.Record.Type.ListedAs, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new XElement(
                    ns + "types",
                    g.Select(f => f.Record.FullName)
                        .Order(StringComparer.Ordinal)
                        .Select(n => new XElement(ns + "members", n)),
                    new XElement(ns + "name", g.Key)
                )),
            new XElement(ns + "version", string.Create(CultureInfo.InvariantCulture, $"{version}.0"))
        );
    }

    private static void Write(ZipArchive archive, string name, XElement content)
    {
        ZipArchiveEntry entry = archive.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = s_entryTime;
        using Stream stream = entry.Open();
        stream.Write(MetadataXml.File(content));
    }

    private JsonObject ToJson(bool includeZip)
    {
        bool done = _zip is not null;
        string root = singlePackage ? "" : "unpackaged/";
        string running = _polled <= 1 ? "Pending" : "InProgress";
        JsonObject json = new()
        {
            ["done"] = done,
            ["fileProperties"] = new JsonArray([
                .. _found.Select(f => (JsonNode)FileProperties.ToJson(world, f.Record, root)),
            ]),
            ["id"] = Id,
            ["messages"] = new JsonArray([
                .. _problems.Select(p =>
                    (JsonNode)new JsonObject { ["fileName"] = root + "package.xml", ["problem"] = p }
                ),
            ]),
            ["status"] = done ? "Succeeded" : running,
            ["success"] = done,
        };
        if (done && includeZip)
        {
            json["zipFile"] = Convert.ToBase64String(_zip!);
        }

        return json;
    }
}
