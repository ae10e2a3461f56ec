using System.Runtime.CompilerServices;
using System.Xml.Linq;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Inventory;

/// <summary>Reads metadata records of an org, so that one that can't be read does not hide the others.</summary>
/// <param name="org">The org.</param>
internal sealed class OrgRecordReader(EcaOrg org)
{
    private const int Batch = 10;

    private readonly MetadataReader reader = new();

    /// <summary>The org's Metadata API.</summary>
    public MetadataClient Metadata { get; } = new(org.GetClient());

    /// <summary>Whether an error is about what was asked for, so that asking for something else may succeed.</summary>
    public static bool IsAboutTheRequest(EcaException error) =>
        error.ErrorId is nameof(SalesforceErrors.RequestRefused) or nameof(SalesforceErrors.FeatureNotEnabled) or nameof(SalesforceErrors.PermissionDenied)
            or nameof(SalesforceErrors.NotFound) or nameof(SalesforceErrors.MalformedQuery) or nameof(SalesforceErrors.ServerFault)
            or nameof(SalesforceErrors.AnswerTooLarge);

    /// <summary>One result for each name, ten names to a call. Where a call of many fails, its names are asked for one by one.</summary>
    public async IAsyncEnumerable<OrgRecord> ReadAsync(
        string type,
        IEnumerable<string> fullNames,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (string[] names in fullNames.Chunk(Batch))
        {
            foreach (OrgRecord record in await ReadBatchAsync(type, names, cancellation).ConfigureAwait(false))
            {
                yield return record;
            }
        }
    }

    private async Task<List<OrgRecord>> ReadBatchAsync(string type, string[] names, CancellationToken cancellation)
    {
        Dictionary<string, XElement> found = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            await foreach (XElement record in Metadata.ReadAsync(type, names, cancellation).ConfigureAwait(false))
            {
                found[record.Text("fullName")!] = record;
            }
        }
        catch (EcaException error) when (IsAboutTheRequest(error))
        {
            if (names.Length == 1)
            {
                return [new OrgRecord(names[0], null, error)];
            }

            List<OrgRecord> singly = [];
            foreach (string name in names)
            {
                singly.AddRange(await ReadBatchAsync(type, [name], cancellation).ConfigureAwait(false));
            }

            return singly;
        }

        return [.. names.Select(name => found.TryGetValue(name, out XElement? record)
            ? Parse(type, name, record)
            : new OrgRecord(name, null, InventoryErrors.RecordNotReadable(type, name, org.Alias)))];
    }

    private OrgRecord Parse(string type, string name, XElement record)
    {
        try
        {
            return new OrgRecord(name, reader.Read(record, $"{org.Alias}!{type}/{name}", type), null);
        }
        catch (EcaException error)
        {
            return new OrgRecord(name, null, error);
        }
    }
}
