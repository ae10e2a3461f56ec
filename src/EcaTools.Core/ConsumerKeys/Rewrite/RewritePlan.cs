using System.Collections.Immutable;

namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>What a file becomes, worked out in full before anything is written.</summary>
/// <param name="File">The file.</param>
/// <param name="Before">Its bytes.</param>
/// <param name="After">The bytes that it gets.</param>
/// <param name="Diff">Each replacement, in words.</param>
/// <param name="Undo">What brings the old bytes back.</param>
public sealed record RewritePlan(
    string File,
    ReadOnlyMemory<byte> Before,
    ReadOnlyMemory<byte> After,
    ImmutableArray<string> Diff,
    KeyUndo Undo
)
{
    /// <summary>How many keys are replaced.</summary>
    public int Replaced => Diff.Length;
}
