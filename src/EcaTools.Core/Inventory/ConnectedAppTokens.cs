namespace EcaTools.Core.Inventory;

/// <summary>
/// The refresh tokens of an app, summed up from the object OauthToken. Callers that get no refresh token (client
/// credentials, JWT bearer) are not in there or are under-reported.
/// </summary>
/// <param name="Count">How many tokens.</param>
/// <param name="Users">How many users they are of.</param>
/// <param name="UseCount">How often they were used in all.</param>
/// <param name="LastUsed">When one of them was used last (UTC); null where none was.</param>
/// <param name="IsComplete">Whether all rows were read. Where it is false the numbers are a lower bound, and the app's
/// <c>NotRead</c> says why.</param>
public sealed record ConnectedAppTokens(int Count, int Users, long UseCount, DateTimeOffset? LastUsed, bool IsComplete)
{
    /// <summary>No token, and all rows were read.</summary>
    public static ConnectedAppTokens None { get; } = new(0, 0, 0, LastUsed: null, IsComplete: true);

    /// <summary>How many tokens, and of how many users.</summary>
    public override string ToString() => $"{Quantity.Of(Count, "token")} of {Quantity.Of(Users, "user")}";
}
