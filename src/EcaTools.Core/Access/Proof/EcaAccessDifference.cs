namespace EcaTools.Core.Access.Proof;

/// <summary>One thing that was compared between an old token or app and a new one. Holds no secret.</summary>
/// <param name="Area">What was compared.</param>
/// <param name="Name">Which one, such as a scope, an object or a field.</param>
/// <param name="Kind">How it stands.</param>
public sealed record EcaAccessDifference(AccessArea Area, string Name, AccessDifferenceKind Kind)
{
    /// <summary>The full name of the old app; null if two tokens alone were compared.</summary>
    public string? App { get; init; }

    /// <summary>The value on the reference side; null if it has none.</summary>
    public string? Reference { get; init; }

    /// <summary>The value on the difference side; null if it has none.</summary>
    public string? Difference { get; init; }

    /// <summary>What it means, or why it could not be compared; null if the values say all.</summary>
    public string? Reason { get; init; }

    /// <summary>The kind, the area and the name.</summary>
    public override string ToString() => $"{Kind} {Area} {Name}";

    /// <summary>Compares two values, of which each may be absent.</summary>
    internal static EcaAccessDifference Of(AccessArea area, string name, string? reference, string? difference) =>
        new(
            area,
            name,
            (reference, difference) switch
            {
                _ when reference == difference => AccessDifferenceKind.Same,
                (null, _) => AccessDifferenceKind.Gained,
                (_, null) => AccessDifferenceKind.Lost,
                _ => AccessDifferenceKind.Changed,
            }
        )
        {
            Reference = reference,
            Difference = difference,
        };
}
