using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Tallies;

namespace EcaTools.Core.Monitoring.Sources;

/// <summary>What was counted of a log.</summary>
/// <param name="Log">The log.</param>
/// <param name="Tables">What each thread counted.</param>
internal sealed record CountedLog(MeasuredLog Log, IReadOnlyList<AuthTables> Tables)
{
    /// <summary>The tallies of each thread.</summary>
    public IReadOnlyList<TallySource> Sources =>
        [.. Tables.Select(tables => new TallySource(tables.Streams, tables.Statuses, tables.Tallies.ToArray()))];
}
