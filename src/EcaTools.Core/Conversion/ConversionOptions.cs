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
}
