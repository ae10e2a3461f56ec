using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Conversion;

/// <summary>A Connected App as the records of an External Client App, before they are written anywhere.</summary>
/// <param name="ConnectedAppName">The Connected App's full name; null for an app that was never one.</param>
/// <param name="Name">The External Client App's full name.</param>
/// <param name="ApiVersion">The API version that the records are for.</param>
/// <param name="Records">The records, the app itself first, their fields in the order in which files have them.</param>
/// <param name="Losses">All that the Connected App has and the records do not carry, in the order of the source, and
/// then what the options took away.</param>
public sealed record ConvertedApp(
    string? ConnectedAppName,
    string Name,
    ApiVersion ApiVersion,
    ImmutableArray<NamedRecord> Records,
    ImmutableArray<MetadataLoss> Losses
)
{
    /// <summary>What a reader should know that is not a loss, such as a label that two apps share.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
