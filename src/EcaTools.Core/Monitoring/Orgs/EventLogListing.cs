using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Monitoring.Measures;

namespace EcaTools.Core.Monitoring.Orgs;

/// <summary>The logs that an org has of a source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Logs">The logs, in the order of the times that they are about.</param>
/// <param name="Listing">What the list covers; null if the org refused it.</param>
/// <param name="NotRead">Why the org refused it; null if it did not.</param>
public sealed record EventLogListing(
    AuthEventSource Source,
    ImmutableArray<EcaEventLog> Logs,
    SourceListing? Listing,
    UnreadPart? NotRead
);
