using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Metadata;

/// <summary>An element that a metadata type can hold.</summary>
/// <param name="Name">The element's name.</param>
/// <param name="Type"><c>string</c>, <c>boolean</c>, <c>int</c>, or the name of an enum or of a complex type.</param>
/// <param name="First">The first API version that has it.</param>
/// <param name="Last">The last API version that has it; null where the newest still does.</param>
public sealed record MetadataElement(string Name, string Type, ApiVersion First, ApiVersion? Last)
{
    /// <summary>Whether the WSDL requires it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether it may stand there more than once.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Whether its text is a comma-separated list.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether its value is a secret, which is masked as it is read and never written.</summary>
    public bool IsSecret { get; init; }

    /// <summary>How often it may stand there at most; null where no limit is documented.</summary>
    public int? Max { get; init; }

    /// <summary>The least number that it takes; null where no range is documented.</summary>
    public int? Minimum { get; init; }

    /// <summary>The greatest number that it takes; null where no range is documented.</summary>
    public int? Maximum { get; init; }

    /// <summary>Where the fact comes from, where it differs from that of the type.</summary>
    public string? Source { get; init; }

    /// <summary>Whether an API version has it.</summary>
    public bool IsIn(ApiVersion version) => First <= version && (Last is not { } last || version <= last);
}
