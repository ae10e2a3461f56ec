using System.Collections.Immutable;
using EcaTools.Core.Monitoring.Measures;

namespace EcaTools.Core.Monitoring.Documents;

/// <summary>A log of a measure set as JSON.</summary>
/// <param name="Log">What was counted.</param>
/// <param name="Tallies">
/// The counts: number of the stream, hour since 1970, number of the status, events, and the first and last one in
/// milliseconds from the hour's beginning.
/// </param>
internal sealed record MeasureDocumentLog(MeasuredLog Log, ImmutableArray<ImmutableArray<long>> Tallies);
