using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Inventory.Joins;

/// <summary>The consumers that an org blocks, by consumer key.</summary>
internal sealed class BlockedConsumers
{
    /// <summary>The metadata type. Its full names are not documented (UNCONFIRMED), so they are listed first.</summary>
    public const string Type = "BlacklistedConsumer";

    private readonly Dictionary<string, BlockedConsumer> _byKey = new(StringComparer.Ordinal);

    private BlockedConsumers() { }

    /// <summary>Consumers that could not be read.</summary>
    public static BlockedConsumers Unread(UnreadPart reason) => new() { NotRead = reason };

    /// <summary>What could not be read, and why; null where all were.</summary>
    public UnreadPart? NotRead { get; private set; }

    /// <summary>Reads them.</summary>
    /// <exception cref="EcaException">The org refuses, or an error of the wire.</exception>
    public static async Task<BlockedConsumers> ReadAsync(EcaOrg org, CancellationToken cancellation)
    {
        OrgRecordReader records = new(org);
        string[] names =
        [
            .. (await records.Metadata.ListAsync([Type], cancellation).ConfigureAwait(false))
                .Select(file => file.FullName)
                .Distinct(StringComparer.Ordinal),
        ];
        BlockedConsumers blocked = new();
        await foreach (OrgRecord read in records.ReadManyAsync(Type, names, cancellation).ConfigureAwait(false))
        {
            if (read.Document?.Record is { } record && record["consumerKey"] is { Length: > 0 } key)
            {
                blocked._byKey[key] = new BlockedConsumer(
                    read.FullName,
                    key,
                    record["blockedByApiWhitelisting"] is "true"
                );
            }
            else if (read.Error is { } error)
            {
                blocked.NotRead = new UnreadPart(Type, error.Message) { NextStep = error.NextStep };
            }
        }

        return blocked;
    }

    /// <summary>The block of a consumer; null where it has none.</summary>
    public BlockedConsumer? Of(string? consumerKey) =>
        consumerKey is null ? null : _byKey.GetValueOrDefault(consumerKey);
}
