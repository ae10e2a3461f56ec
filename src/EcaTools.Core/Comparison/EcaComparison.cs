using System.Collections.Immutable;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Comparison;

/// <summary>What became of the comparison of one External Client App.</summary>
/// <param name="Name">The app's full name.</param>
/// <param name="Fields">Every field that was compared, equal ones included, in the order of types and paths.</param>
/// <param name="Records">How many records were compared.</param>
/// <param name="NotRead">What could not be read on either side, so that it was not compared; the reason names the
/// side.</param>
public sealed record EcaComparison(
    string Name,
    ImmutableArray<EcaDifference> Fields,
    int Records,
    ImmutableArray<UnreadPart> NotRead
)
{
    /// <summary>The fields that differ.</summary>
    public IEnumerable<EcaDifference> Differences => Fields.Where(compared => compared.Kind != EcaDifferenceKind.Equal);

    /// <summary>Whether all was compared and nothing differs.</summary>
    public bool IsEqual => NotRead.IsEmpty && !Differences.Any();
}
