using System.Collections.Immutable;

namespace EcaTools.Core.Inventory;

/// <summary>Which Connected Apps of an org are wanted, so that the others are not read.</summary>
/// <param name="Matches">Whether an app of this name and label is wanted. Where the label is null, it is not known yet:
/// whether any label would make it so.</param>
/// <param name="Exact">The names or labels of the apps where they were given without wildcards; null where others may
/// match.</param>
public sealed record ConnectedAppSelection(Func<string, string?, bool> Matches, ImmutableArray<string>? Exact = null)
{
    /// <summary>All apps.</summary>
    public static ConnectedAppSelection All { get; } = new((_, _) => true);
}
