using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Metadata;

/// <summary>One value of an enum of the Metadata API.</summary>
/// <param name="Name">The value as it stands in a file.</param>
/// <param name="First">The first API version that has it; null where it is as old as its enum.</param>
public sealed record MetadataEnumValue(string Name, ApiVersion? First);
