using System.Runtime.InteropServices;

namespace EcaTools.Core.EventLogs;

/// <summary>Where a field is in its block.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">How many bytes it has.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EventLogField(int Start, int Length);
