using System.Xml.Linq;
using EcaTools.PracticeOrg.Deployment;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata.Changes;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;

namespace EcaTools.PracticeOrg.Soap;

/// <summary>The operations of the Metadata API that change records at once: create, update, upsert, delete. Each record
/// stands alone.</summary>
internal sealed class MetadataWriteOperations(OrgWorld world, JobQueue jobs)
{
    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    public IEnumerable<SoapOperation> All =>
        [
            Write("createMetadata", (call, session, version) => Save(call, session, version, SaveMode.Create)),
            Write("updateMetadata", (call, session, version) => Save(call, session, version, SaveMode.Update)),
            Write("upsertMetadata", (call, session, version) => Save(call, session, version, SaveMode.Upsert)),
            Write("deleteMetadata", Delete),
        ];

    private static SoapOperation Write(string name, Func<SoapCall, Session, int, IEnumerable<XElement>> handle) =>
        new(name, (call, session, version) => handle(call, session!, version), _ => true);

    private List<XElement> Save(SoapCall call, Session session, int version, SaveMode mode)
    {
        List<XElement> records = [.. call.Many("metadata")];
        MetadataReadOperations.CheckCount(records.Count);
        jobs.Settle();
        return world.Change(
            session.UserId,
            transaction =>
            {
                List<XElement> results = [.. records.Select(r => SaveOne(transaction, r, version, mode))];
                transaction.GeneratePolicies();
                return (results, true);
            }
        );
    }

    private static XElement SaveOne(MetadataTransaction transaction, XElement record, int version, SaveMode mode)
    {
        string name = SoapCall.Child(record, "fullName")?.Value.Trim() ?? "";
        string type = record.Attribute(MetadataXml.Instance + "type")?.Value ?? "";
        try
        {
            MetadataType definition =
                MetadataTypeTable.Default.Find(type[(type.IndexOf(':', StringComparison.Ordinal) + 1)..], version)
                ?? throw new MetadataProblem("INVALID_TYPE", $"Cannot use: {type} in this version");
            SaveResult result = transaction.Save(definition, name, record, version, mode);
            return Result(name, mode == SaveMode.Upsert ? new XElement(s_ns + "created", result.Created) : null);
        }
        catch (MetadataProblem e)
        {
            return Result(name, mode == SaveMode.Upsert ? new XElement(s_ns + "created", false) : null, e);
        }
    }

    private List<XElement> Delete(SoapCall call, Session session, int version)
    {
        MetadataType type = MetadataReadOperations.RequireType(call.Text("type"), version);
        List<string> names = [.. call.Many("fullNames").Select(n => n.Value.Trim())];
        MetadataReadOperations.CheckCount(names.Count);
        jobs.Settle();
        return world.Change(
            session.UserId,
            transaction =>
            {
                List<XElement> results = [.. names.Select(name => DeleteOne(transaction, type, name))];
                return (results, true);
            }
        );
    }

    private static XElement DeleteOne(MetadataTransaction transaction, MetadataType type, string name)
    {
        try
        {
            return transaction.Delete(type, name)
                ? Result(name)
                : Result(
                    name,
                    problem: new MetadataProblem(
                        "INVALID_CROSS_REFERENCE_KEY",
                        $"no {type.ListedAs} named {name} found"
                    )
                );
        }
        catch (MetadataProblem e)
        {
            return Result(name, problem: e);
        }
    }

    private static XElement Result(string fullName, XElement? created = null, MetadataProblem? problem = null) =>
        new(
            s_ns + "result",
            created,
            problem is null
                ? null
                : new XElement(
                    s_ns + "errors",
                    new XElement(s_ns + "message", problem.Message),
                    new XElement(s_ns + "statusCode", problem.StatusCode)
                ),
            new XElement(s_ns + "fullName", fullName),
            new XElement(s_ns + "success", problem is null)
        );
}
