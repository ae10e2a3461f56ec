namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>An entry of a key map that somebody wrote.</summary>
/// <param name="OldKey">The consumer key that is replaced.</param>
/// <param name="NewKey">The consumer key that replaces it.</param>
/// <param name="Place">The file and line.</param>
public sealed record KeyMapEntry(string OldKey, string NewKey, string Place);
