using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Inventory.Joins;

/// <summary>
/// The External Client Apps that Salesforce's own migration made of Connected Apps: they have the name and the consumer
/// key of the Connected App (field report; UNCONFIRMED), and no key is given out twice.
/// </summary>
internal sealed class MigratedApps
{
    private const string Type = "ConnectedApp";

    // Setup names the global OAuth settings of an app so (retrieved files); a record of another name was not made by
    // Setup.
    private const string Ending = "_glbloauth";

    private ImmutableDictionary<string, string> _keys = ImmutableDictionary<string, string>.Empty;

    private MigratedApps() { }

    /// <summary>What could not be read, and why; null where all was.</summary>
    public UnreadPart? NotRead { get; private init; }

    /// <summary>Apps that could not be read.</summary>
    public static MigratedApps Unread(UnreadPart reason) => new() { NotRead = reason };

    /// <summary>Reads the apps of an org. An org that has no External Client Apps has none.</summary>
    /// <exception cref="EcaException">The org refuses, or an error of the wire.</exception>
    public static async Task<MigratedApps> ReadAsync(EcaOrg org, CancellationToken cancellation)
    {
        if (MetadataSchema.Default.Find(EcaType.GlobalOauthSettings)?.IsIn(org.ApiVersion) != true)
        {
            return new MigratedApps();
        }

        OrgRecordReader records = new(org);
        ImmutableArray<FileProperties> listed = await records
            .Metadata.ListAsync([Type, EcaType.App], cancellation)
            .ConfigureAwait(false);
        ILookup<string, string> names = listed.ToLookup(
            file => file.Type,
            file => file.FullName,
            StringComparer.Ordinal
        );
        string[] twins = [.. names[EcaType.App].Intersect(names[Type], StringComparer.OrdinalIgnoreCase)];
        return new MigratedApps { _keys = await KeysAsync(records, twins, cancellation).ConfigureAwait(false) };
    }

    /// <summary>The consumer keys of External Client Apps, by name.</summary>
    /// <param name="records">Reads the org.</param>
    /// <param name="apps">The names of those that have the name of a Connected App.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The org refuses, or an error of the wire.</exception>
    public static async Task<ImmutableDictionary<string, string>> KeysAsync(
        OrgRecordReader records,
        IReadOnlyCollection<string> apps,
        CancellationToken cancellation
    )
    {
        ImmutableDictionary<string, string>.Builder keys = ImmutableDictionary.CreateBuilder<string, string>(
            StringComparer.OrdinalIgnoreCase
        );
        await foreach (
            OrgRecord read in records
                .ReadManyAsync(EcaType.GlobalOauthSettings, [.. apps.Select(app => app + Ending)], cancellation)
                .ConfigureAwait(false)
        )
        {
            if (read.Document?.Record is { } settings && settings["consumerKey"] is { Length: > 0 } key)
            {
                keys[settings[EcaType.Owner] ?? read.FullName[..^Ending.Length]] = key;
            }
            else if (read.Error is { ErrorId: not nameof(MetadataErrors.RecordNotReadable) } error)
            {
                throw error;
            }
        }

        return keys.ToImmutable();
    }

    /// <summary>The External Client App that a Connected App was migrated to; null if it was to none.</summary>
    public string? Of(ConnectedApp app) =>
        app.ConsumerKey is { Length: > 0 } key && _keys.GetValueOrDefault(app.Name) == key ? app.Name : null;
}
