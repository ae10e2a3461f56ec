using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Inventory.Joins;

/// <summary>Whether the user may see all that a source of the org holds, and the words for what they may not.</summary>
/// <param name="org">The org.</param>
internal sealed class SourceAccess(EcaOrg org)
{
    /// <summary>Why the user's own rows may be all that the source shows them; null where they see the rows of all
    /// users.</summary>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape.</exception>
    public async Task<UnreadPart?> OwnRowsAloneAsync(InventoryFacts.SourceFact source, CancellationToken cancellation)
    {
        EcaException? doubt = null;
        UserPermissions permissions = new(org);
        foreach (InventoryFacts.PermissionFact permission in source.Permissions)
        {
            try
            {
                if (await permissions.HasAsync(permission.Name, cancellation).ConfigureAwait(false))
                {
                    return null;
                }
            }
            catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
            {
                // An org does not know every permission; one that it does not know, nobody has. Anything else leaves a
                // doubt.
                doubt = error.ErrorId == nameof(SalesforceErrors.MalformedQuery) ? doubt : error;
            }
        }

        return new UnreadPart(
            source.Name,
            doubt is null
                ? $"{org.Username} lacks {Labels(source)}, so {org.Alias} shows them their own rows alone."
                : $"Whether {org.Username} has {Labels(source)} could not be found out, so that these may "
                    + $"be their own rows alone: {doubt.Message}"
        )
        {
            NextStep = StepFor(source),
        };
    }

    /// <summary>A source that the org refused.</summary>
    public UnreadPart Refused(InventoryFacts.SourceFact source, EcaException error) =>
        new(source.Name, error.Message)
        {
            NextStep = error.ErrorId
                is nameof(SalesforceErrors.MalformedQuery)
                    or nameof(SalesforceErrors.PermissionDenied)
                    or nameof(SalesforceErrors.NotFound)
                ? StepFor(source)
                : error.NextStep,
        };

    private static string Labels(InventoryFacts.SourceFact source) =>
        string.Join(" or ", source.Permissions.Select(permission => $"'{permission.Label}'"));

    private string StepFor(InventoryFacts.SourceFact source) =>
        $"Give {org.Username} a permission set with {Labels(source)} (Setup > Permission Sets), and run "
        + $"the command again.";
}
