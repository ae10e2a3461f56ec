namespace EcaTools.Core.ConsumerKeys.Search;

/// <summary>What a search came upon: a key, or something that could not be searched.</summary>
/// <param name="Mention">The key; null where there is an error.</param>
/// <param name="Error">The error; null where there is a key.</param>
public sealed record ConsumerKeySearchResult(ConsumerKeyMention? Mention, EcaException? Error);
