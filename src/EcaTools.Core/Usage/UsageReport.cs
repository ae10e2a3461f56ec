using EcaTools.Core.Metadata;

namespace EcaTools.Core.Usage;

/// <summary>What came of one source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Rows">How many rows were written of it.</param>
/// <param name="NotRead">What was not read of it, and why; null where it was read whole.</param>
/// <param name="LeftOut">How many logins or calls were of no Connected App, as far as they were looked at, so that no
/// row tells of them.</param>
public sealed record UsageReport(UsageSource Source, int Rows, UnreadPart? NotRead, long LeftOut);
