using EcaTools.Core.ConsumerKeys.Text;

namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>One replacement to take back.</summary>
/// <param name="Offset">The byte of the rewritten file where the new key begins.</param>
/// <param name="Form">How the new key is written.</param>
/// <param name="OldKey">The old key.</param>
/// <param name="NewKey">The new key.</param>
/// <param name="OldWritten">How the old key was written, where that was not the key itself; null elsewhere.</param>
public sealed record KeyUndoEdit(long Offset, KeyForm Form, string OldKey, string NewKey, string? OldWritten);
