using System.Text.Json;

namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>What the introspection endpoint said to an app about a token.</summary>
/// <param name="IsActive">Whether the token is good, and the app may know so.</param>
/// <param name="ConsumerKey">The consumer key of the app that has the token; null where it was not said.</param>
/// <param name="Error">Why the app itself was refused, such as <c>invalid_client</c>; null where it was accepted.</param>
/// <param name="Description">The words that go with the error, without secrets.</param>
internal sealed record TokenIntrospection(bool IsActive, string? ConsumerKey, string? Error, string? Description)
{
    /// <summary>The scopes of the token, with blanks between them; null if they were not told.</summary>
    public string? Scope { get; init; }

    /// <summary>How long the token is good from when it was issued; null if it was not told.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>The time between the claims <c>iat</c> and <c>exp</c>; null if one is missing.</summary>
    public static TimeSpan? LifetimeOf(JsonElement claims) =>
        Seconds(claims, "iat") is { } issued && Seconds(claims, "exp") is { } ends && ends > issued
            ? TimeSpan.FromSeconds(ends - issued)
            : null;

    private static long? Seconds(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out long seconds)
            ? seconds
            : null;
}
