using System.Collections.Immutable;

namespace EcaTools.Core.Blockers;

/// <summary>Whether the button Migrate to External Client App in Setup can move an app, and what it would do.</summary>
public sealed record NativeMigration
{
    /// <summary>Whether it can; null if not all that prevents it could be looked up.</summary>
    public bool? IsEligible { get; init; }

    /// <summary>What prevents it.</summary>
    public ImmutableArray<string> PreventedBy { get; init; } = [];

    /// <summary>What could not be looked up.</summary>
    public ImmutableArray<string> NotChecked { get; init; } = [];

    /// <summary>What a person has to look at in Setup, since nothing that can be read tells it.</summary>
    public ImmutableArray<string> CheckByHand { get; init; } = [];

    /// <summary>What the button does.</summary>
    public ImmutableArray<string> Effects { get; init; } = [];

    /// <summary><c>Eligible</c>, <c>Unknown</c> with what could not be looked up, or the list of what prevents
    /// it.</summary>
    public override string ToString()
    {
        if (!PreventedBy.IsEmpty)
        {
            return string.Join(' ', PreventedBy);
        }

        return IsEligible is null ? $"Unknown: {string.Join(' ', NotChecked)}" : "Eligible";
    }
}
