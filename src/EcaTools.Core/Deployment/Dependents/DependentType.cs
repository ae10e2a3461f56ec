using System.Collections.Immutable;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>A metadata type whose records hold the consumer key of an External Client App.</summary>
/// <param name="Name">The type.</param>
/// <param name="Directory">The folder of its files.</param>
/// <param name="Suffix">The suffix of its files, without a dot.</param>
/// <param name="Order">When it is deployed: the lower ones come first.</param>
/// <param name="References">The elements that name other dependents.</param>
internal sealed record DependentType(
    string Name,
    string Directory,
    string Suffix,
    int Order,
    ImmutableArray<DependentReference> References
)
{
    /// <summary>Whether a deploy replaces a record whole.</summary>
    public bool IsReplaced { get; init; }
}
