using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Conversion;

/// <summary>How a Connected App is to be converted.</summary>
public sealed record ConversionOptions
{
    /// <summary>The API version to write for: from <see cref="MetadataSchema.First"/> to <see cref="MetadataSchema.Last"/>.</summary>
    public ApiVersion ApiVersion { get; init; } = MetadataSchema.Default.DefaultVersion;

    /// <summary>The External Client App's full name; null to keep the Connected App's, or to make a valid one from it.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The API names of the org's permission sets by their labels. A Connected App names permission sets by label, an External Client App
    /// by API name (files retrieved from orgs, field reports). Without this, a label that looks like an API name is taken for one, and any
    /// other is a loss.
    /// </summary>
    public IReadOnlyDictionary<string, string> PermissionSetNames { get; init; } = ImmutableDictionary<string, string>.Empty;
}
