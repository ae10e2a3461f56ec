using System.Runtime.InteropServices;

namespace EcaTools.Core.Monitoring.Tallies;

/// <summary>How often a stream had a status in an hour. Times are milliseconds from the hour's beginning.</summary>
/// <param name="Key">The stream, the hour and the status (see <see cref="AuthTallyTable"/>).</param>
/// <param name="Count">How many events there were.</param>
/// <param name="First">When the first one was.</param>
/// <param name="Last">When the last one was.</param>
[StructLayout(LayoutKind.Auto)]
internal record struct AuthTally(ulong Key, long Count, int First, int Last)
{
    private const int StatusBits = 14;
    private const int HourBits = 22;

    /// <summary>The most statuses that can be distinguished.</summary>
    public const int MaximumStatuses = 1 << StatusBits;

    /// <summary>The number of the stream.</summary>
    public readonly int Stream => (int)(Key >> (StatusBits + HourBits));

    /// <summary>The hour, counted from 1970.</summary>
    public readonly int Hour => (int)(Key >> StatusBits) & ((1 << HourBits) - 1);

    /// <summary>The number of the status.</summary>
    public readonly int Status => (int)Key & ((1 << StatusBits) - 1);

    /// <summary>Packs a key.</summary>
    public static ulong KeyOf(int stream, int hour, int status) =>
        ((ulong)(uint)stream << (StatusBits + HourBits)) | ((ulong)(uint)hour << StatusBits) | (uint)status;
}
