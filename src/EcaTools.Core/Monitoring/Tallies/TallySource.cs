namespace EcaTools.Core.Monitoring.Tallies;

/// <summary>Tallies with what their numbers mean.</summary>
/// <param name="Streams">The streams.</param>
/// <param name="Statuses">The statuses.</param>
/// <param name="Tallies">The tallies.</param>
internal sealed record TallySource(AuthStreamTable Streams, AuthStatusTable Statuses, IEnumerable<AuthTally> Tallies);
