using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Freeze;

/// <summary>An app as far as blocking it needs.</summary>
/// <param name="Name">The full name.</param>
/// <param name="Label">The label.</param>
/// <param name="Id">The record id; null where the org told none.</param>
/// <param name="Kind">What kind of app it is.</param>
internal sealed record BlockTarget(string Name, string Label, string? Id, AppKind Kind)
{
    /// <summary>Whether the org blocks it.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>The consumer key.</summary>
    public string? ConsumerKey { get; init; }

    /// <summary>The block of a Connected App; null where it has none.</summary>
    public BlockedConsumer? Block { get; init; }

    /// <summary>The general policies of an External Client App.</summary>
    public NamedRecord? Policies { get; init; }

    /// <summary>The last use that is known.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>Why the use is not known whole; null if it is.</summary>
    public string? UseNotKnown { get; init; }
}
