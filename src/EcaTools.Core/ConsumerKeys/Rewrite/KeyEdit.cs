using EcaTools.Core.ConsumerKeys.Text;

namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>One replacement of a key in the bytes of a file.</summary>
/// <param name="Place">Where the key is now.</param>
/// <param name="NewKey">The key that replaces it.</param>
/// <param name="Written">How the new key is written where that is not the key itself; null elsewhere.</param>
internal sealed record KeyEdit(KeyPlace Place, string NewKey, string? Written = null)
{
    /// <summary>The line of the place, from 1.</summary>
    public long Line { get; init; }

    /// <summary>The column of the place, from 1.</summary>
    public long Column { get; init; }
}
