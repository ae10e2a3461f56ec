using EcaTools.Core.Monitoring.Statuses;

namespace EcaTools.Core.Monitoring.Measures;

/// <summary>A status that requests or logins ended with which did not succeed.</summary>
/// <param name="Status">The status as the source has it.</param>
/// <param name="Outcome">What it counts as.</param>
/// <param name="Count">How often it came.</param>
/// <param name="Meaning">What a login's status means; null for an HTTP status.</param>
public sealed record AuthError(
    string Status,
    AuthOutcome Outcome,
    long Count,
    [property: FlatJson] LoginStatus? Meaning
)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Count} x {Meaning?.Words ?? Status}");
}
