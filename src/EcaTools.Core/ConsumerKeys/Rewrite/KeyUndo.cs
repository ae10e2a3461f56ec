using System.Collections.Immutable;

namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>What brings the old keys of one file back: keys and places, and by hash what the file was and became.
/// Nothing else of the file.</summary>
/// <param name="File">The full path of the file.</param>
/// <param name="Before">The SHA-256 hash of the file as it was.</param>
/// <param name="After">The SHA-256 hash of the file as it became.</param>
/// <param name="Edits">The replacements, in the order of their places.</param>
public sealed record KeyUndo(string File, string Before, string After, ImmutableArray<KeyUndoEdit> Edits);
