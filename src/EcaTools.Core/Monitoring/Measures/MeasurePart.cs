using EcaTools.Core.Monitoring.Tallies;

namespace EcaTools.Core.Monitoring.Measures;

/// <summary>What one log counted.</summary>
/// <param name="Log">The log.</param>
/// <param name="Tallies">Its tallies, by the numbers of the set that it is in.</param>
internal sealed record MeasurePart(MeasuredLog Log, AuthTally[] Tallies);
