using System.Collections.Immutable;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Metadata;

/// <summary>The values that an element may hold.</summary>
/// <param name="Name">The enum's name in the WSDL, or ours where the WSDL says only string.</param>
/// <param name="IsOpen">Whether an org may take values beyond these: the WSDL says string, or the list is not
/// confirmed.</param>
/// <param name="Values">The values, in the order of the source.</param>
/// <param name="Source">Where the list comes from.</param>
public sealed record MetadataEnumeration(
    string Name,
    bool IsOpen,
    ImmutableArray<MetadataEnumValue> Values,
    string Source
)
{
    /// <summary>Whether the value is listed for an API version. Case counts, as it does in the Metadata API.</summary>
    public bool Has(string value, ApiVersion version) =>
        Values.Any(known => known.Name == value && (known.First is not { } first || first <= version));
}
