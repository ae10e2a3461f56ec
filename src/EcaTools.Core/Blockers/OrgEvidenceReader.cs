using System.Collections.Immutable;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Blockers;

/// <summary>Looks up in an org what the rules need beside the app's own metadata.</summary>
/// <param name="org">The org.</param>
public sealed class OrgEvidenceReader(EcaOrg org)
{
    private const string UserProvisioningConfig = "UserProvisioningConfig";

    /// <summary>Reads the evidence. What the org doesn't let this user see is left out, so that its checks are skipped.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The org could not be asked at all: see <see cref="SalesforceClient.GetJsonAsync"/>.</exception>
    public async Task<OrgEvidence> ReadAsync(CancellationToken cancellation = default)
    {
        MetadataClient metadata = new(org.GetClient());
        try
        {
            ImmutableArray<FileProperties> listed = await metadata.ListAsync([UserProvisioningConfig], cancellation).ConfigureAwait(false);
            ImmutableHashSet<string>.Builder apps = ImmutableHashSet.CreateBuilder<string>(StringComparer.OrdinalIgnoreCase);
            int read = 0;
            await foreach (System.Xml.Linq.XElement config in metadata.ReadAsync(UserProvisioningConfig, [.. listed.Select(file => file.FullName)], cancellation).ConfigureAwait(false))
            {
                read++;
                if (config.Elements().FirstOrDefault(element => element.Name.LocalName == "connectedApp")?.Value is { Length: > 0 } app)
                {
                    apps.Add(app);
                }
            }

            // One that is listed and can't be read may name any app, so the check has not looked.
            return read == listed.Length ? new OrgEvidence { UserProvisioningApps = apps.ToImmutable() } : OrgEvidence.None;
        }
        catch (EcaException refused) when (OrgRecordReader.IsAboutTheRequest(refused))
        {
            return OrgEvidence.None;
        }
    }
}
