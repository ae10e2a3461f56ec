namespace EcaTools.Core.Access.Tokens;

/// <summary>What became of a token that was to be revoked.</summary>
/// <param name="App">The app: its name, or what the token calls it.</param>
/// <param name="User">The username.</param>
/// <param name="LastUsed">When the token was used last (UTC); null if never.</param>
/// <param name="Status">What became of it.</param>
/// <param name="OrgAlias">The alias of the org.</param>
public sealed record EcaTokenRevocation(
    string App,
    string User,
    DateTimeOffset? LastUsed,
    TokenRevocationStatus Status,
    string OrgAlias
)
{
    /// <summary>The app, the user and what became of the token.</summary>
    public override string ToString() => $"{App} of {User}: {Status}";
}
