namespace EcaTools.Core.Monitoring.Documents;

/// <summary>A downloaded file.</summary>
/// <param name="CreatedDate">When the org made it, or when its rows were read (UTC).</param>
/// <param name="Length">Its length in bytes.</param>
internal sealed record EventLogIndexEntry(DateTimeOffset CreatedDate, long Length);
