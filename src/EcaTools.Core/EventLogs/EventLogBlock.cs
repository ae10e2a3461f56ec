namespace EcaTools.Core.EventLogs;

/// <summary>
/// Whole records of an event log, as bytes. The buffer is the reader's and has <see cref="Padding"/> bytes of zero
/// behind the records.
/// </summary>
internal sealed class EventLogBlock
{
    /// <summary>How many bytes behind the last one may be read.</summary>
    public const int Padding = 64;

    /// <summary>The bytes.</summary>
    public byte[] Buffer { get; set; } = [];

    /// <summary>How many of them are records.</summary>
    public int Length { get; set; }

    /// <summary>The block's number in its file, from 0.</summary>
    public int Number { get; set; }

    /// <summary>Whether it is the last one.</summary>
    public bool IsLast { get; set; }
}
