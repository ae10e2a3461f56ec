using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.Metadata.Schema;

/// <summary>One element of a metadata type or structure, as the WSDL declares it.</summary>
/// <param name="Name">The element's name.</param>
/// <param name="Type">'string', 'boolean', 'int', or the name of an enum or structure.</param>
/// <param name="Required">Whether a record without it is refused.</param>
/// <param name="Many">Whether it may be repeated.</param>
/// <param name="Since">The first API version that has it; 0 if it is older than the org's lowest.</param>
/// <param name="Until">The last API version that has it; null if it is still there.</param>
/// <param name="Default">What the org stores when it is left out.</param>
internal sealed record ElementDefinition(
    string Name,
    string Type,
    bool Required = false,
    bool Many = false,
    int Since = 0,
    int? Until = null,
    string? Default = null
)
{
    public bool IsIn(int version) =>
        version == RecordSchema.AnyVersion || (version >= Since && version <= (Until ?? ApiVersions.Highest));
}
