using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Usage;

/// <summary>Reads one source of an org into a tally.</summary>
/// <param name="org">The org.</param>
/// <param name="source">The source.</param>
/// <param name="apps">The org's apps.</param>
/// <param name="since">The oldest moment that is looked at.</param>
internal abstract class UsageSourceReader(EcaOrg org, UsageSource source, AppDirectory apps, DateTimeOffset since)
{
    /// <summary>What was counted so far.</summary>
    public UsageTally Tally { get; } = new();

    /// <summary>What was not read, and why; null where all was.</summary>
    public UnreadPart? NotRead { get; protected set; }

    /// <summary>How many events were of no Connected App that is wanted.</summary>
    public long LeftOut { get; protected set; }

    /// <summary>How many records were looked at so far. May be asked for while it reads.</summary>
    public long Seen { get; protected set; }

    /// <summary>The org.</summary>
    protected EcaOrg Org => org;

    /// <summary>The org's apps.</summary>
    protected AppDirectory Apps => apps;

    /// <summary>The oldest moment that is looked at.</summary>
    protected DateTimeOffset Since => since;

    /// <summary>What is known of the source.</summary>
    protected InventoryFacts.SourceFact Facts { get; } = InventoryFacts.Default.Source(source.ToString());

    /// <summary>Reads it. What the org refuses is noted in <see cref="NotRead"/>; what was counted until then
    /// stays.</summary>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape.</exception>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        try
        {
            await CountAsync(cancellation).ConfigureAwait(false);
        }
        catch (EcaException error)
            when (OrgRecordReader.IsRequestSpecific(error) || error.ErrorId is nameof(Csv.CsvErrors.CsvMalformed))
        {
            NotRead = new SourceAccess(org).Refused(Facts, error);
        }
    }

    /// <summary>Counts what the source has.</summary>
    protected abstract Task CountAsync(CancellationToken cancellation);
}
