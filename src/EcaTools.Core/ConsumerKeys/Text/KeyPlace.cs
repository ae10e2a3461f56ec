namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>Where a consumer key stands in a stretch of bytes.</summary>
/// <param name="Start">The first byte that carries a part of the key.</param>
/// <param name="Length">How many bytes carry it.</param>
/// <param name="Key">The key.</param>
/// <param name="Form">How it is written.</param>
/// <param name="Encoding">How the text is encoded.</param>
/// <param name="Alignment">In Base64, how many bytes of a group of three stand in front of the key.</param>
/// <param name="HasBasicSecret">Whether a colon and more follow inside the Base64, as in the Basic header of a token
/// request.</param>
internal readonly record struct KeyPlace(
    int Start,
    int Length,
    string Key,
    KeyForm Form,
    KeyTextEncoding Encoding,
    int Alignment,
    bool HasBasicSecret
)
{
    /// <summary>Whether a letter or digit follows the key at once, so that in text it is the beginning of another
    /// key.</summary>
    public bool GoesOn { get; init; }
}
