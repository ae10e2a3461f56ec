using System.Xml.Linq;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>Reads what an org holds of dependents.</summary>
/// <param name="org">The org.</param>
internal sealed class DependentRecords(EcaOrg org)
{
    private readonly MetadataClient _metadata = new(org.GetClient());

    /// <summary>The records of a type that the org has, by full name. An org that has no such type has none.</summary>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape.</exception>
    public async Task<Dictionary<string, XElement>> ReadAsync(
        string type,
        IEnumerable<DependentFile> files,
        CancellationToken cancellation
    )
    {
        Dictionary<string, XElement> held = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            await foreach (
                XElement record in _metadata
                    .ReadAsync(type, [.. files.Select(file => file.FullName)], cancellation)
                    .ConfigureAwait(false)
            )
            {
                held[record.Text("fullName")!] = record;
            }
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            // The deploy says what the org has against the type.
            held.Clear();
        }

        return held;
    }
}
