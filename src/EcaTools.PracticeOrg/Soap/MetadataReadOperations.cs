using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Deployment;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Metadata.Changes;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.Soap;

/// <summary>The operations of the Metadata API that look: describe, list and read.</summary>
internal sealed class MetadataReadOperations(OrgWorld world, JobQueue jobs)
{
    private const int MaximumQueries = 3;

    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    public IEnumerable<SoapOperation> All =>
        [
            SoapOperation.Read("describeMetadata", Describe),
            SoapOperation.Read("listMetadata", List),
            SoapOperation.Read("readMetadata", Read),
        ];

    private IEnumerable<XElement> Describe(SoapCall call, int version)
    {
        JsonObject result = new()
        {
            ["metadataObjects"] = new JsonArray([
                .. MetadataTypeTable
                    .Default.All.Where(t => t.Exists(version))
                    .DistinctBy(t => t.ListedAs, StringComparer.Ordinal)
                    .OrderBy(t => t.ListedAs, StringComparer.Ordinal)
                    .Select(t =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["directoryName"] = t.Directory,
                                ["inFolder"] = false,
                                ["metaFile"] = t.MetaFile,
                                ["suffix"] = t.Suffix,
                                ["xmlName"] = t.ListedAs,
                            }
                    ),
            ]),
            ["organizationNamespace"] = "",
            ["partialSaveAllowed"] = true,
            ["testRequired"] = false,
        };
        return [new XElement(s_ns + "result", SoapXml.Elements(s_ns, result))];
    }

    private IEnumerable<XElement> List(SoapCall call, int version)
    {
        List<XElement> queries = [.. call.Many("queries")];
        if (queries.Count > MaximumQueries)
        {
            throw new SoapFaultException(
                "LIMIT_EXCEEDED",
                $"You can't ask for more than {MaximumQueries} types in one call"
            );
        }

        jobs.Settle();
        MetadataState state = world.Metadata;
        List<XElement> results = [];
        foreach (XElement query in queries)
        {
            string name = SoapCall.Child(query, "type")?.Value.Trim() ?? "";
            ImmutableArray<MetadataType> types = MetadataTypeTable.Default.Listed(name, version);
            if (types.IsEmpty)
            {
                throw new SoapFaultException("INVALID_TYPE", $"Cannot use: {name} in this version");
            }

            results.AddRange(
                types
                    .SelectMany(t => OrgRecords.OfType(world, state, t))
                    .Select(r => new XElement(s_ns + "result", SoapXml.Elements(s_ns, FileProperties.ToJson(world, r))))
            );
        }

        return results;
    }

    /// <summary>A name that is not there gives an empty record, not an error.</summary>
    private IEnumerable<XElement> Read(SoapCall call, int version)
    {
        MetadataType type = RequireType(call.Text("type"), version);
        List<string> names = [.. call.Many("fullNames").Select(n => n.Value.Trim())];
        CheckCount(names.Count);
        jobs.Settle();
        MetadataState state = world.Metadata;
        return
        [
            new XElement(
                s_ns + "result",
                names.Select(name =>
                    OrgRecords.Find(world, state, type, name) is { } record
                        ? new XElement(
                            s_ns + "records",
                            new XAttribute(MetadataXml.Instance + "type", type.Name),
                            new XElement(s_ns + "fullName", record.FullName),
                            RecordSchema.Write(type, record.Content, version)
                        )
                        : new XElement(s_ns + "records", new XAttribute(MetadataXml.Instance + "nil", "true"))
                )
            ),
        ];
    }

    public static MetadataType RequireType(string? name, int version) =>
        MetadataTypeTable.Default.Find(name ?? "", version)
        ?? throw new SoapFaultException("INVALID_TYPE", $"Cannot use: {name} in this version");

    /// <summary>One call takes at most ten records (Metadata API Developer Guide).</summary>
    public static void CheckCount(int count)
    {
        const int maximum = 10;
        if (count > maximum)
        {
            throw new SoapFaultException(
                "LIMIT_EXCEEDED",
                $"You can't work on more than {maximum} records in one call"
            );
        }
    }
}
