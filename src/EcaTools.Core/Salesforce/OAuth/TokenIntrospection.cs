namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>What the introspection endpoint said to an app about a token.</summary>
/// <param name="IsActive">Whether the token is good, and the app may know so.</param>
/// <param name="ConsumerKey">The consumer key of the app that has the token; null where it was not said.</param>
/// <param name="Error">Why the app itself was refused, such as <c>invalid_client</c>; null where it was accepted.</param>
/// <param name="Description">The words that go with the error, without secrets.</param>
internal sealed record TokenIntrospection(bool IsActive, string? ConsumerKey, string? Error, string? Description);
