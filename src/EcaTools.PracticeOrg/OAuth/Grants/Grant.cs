using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.OAuth.Grants;

/// <summary>One grant type of the token endpoint.</summary>
internal abstract class Grant(OrgWorld world, AppAccess access, TokenIssuer issuer)
{
    /// <summary>What grant_type says.</summary>
    public abstract string Type { get; }

    /// <summary>What LoginHistory calls it.</summary>
    protected abstract string LoginSubType { get; }

    protected OrgWorld World { get; } = world;

    protected AppAccess Access { get; } = access;

    protected TokenIssuer Issuer { get; } = issuer;

    /// <exception cref="OAuthException">The request is refused.</exception>
    public abstract Answer Answer(TokenRequest request);

    /// <summary>Finds the app, and refuses one that is blocked or off.</summary>
    protected LoginAttempt Begin(TokenRequest request, string? consumerKey)
    {
        LoginAttempt attempt = new(World, Access.Client(consumerKey), LoginSubType, request.Address);
        Access.CheckOpen(attempt);
        return attempt;
    }

    /// <summary>As <see cref="Begin"/>, but a wrong secret is reported before anything else is.</summary>
    protected LoginAttempt BeginWithSecret(TokenRequest request, Func<OAuthClient, bool> isRequired)
    {
        LoginAttempt attempt = new(World, Access.Client(request.ClientId), LoginSubType, request.Address);
        AppAccess.CheckSecret(attempt, request.ClientSecret, isRequired(attempt.Client));
        Access.CheckOpen(attempt);
        return attempt;
    }

    protected Row UserOf(string userId) => World.Rows("User").First(u => u.Text("Id") == userId);

    /// <summary>The scopes that a request may have.</summary>
    protected static string Scope(LoginAttempt attempt, string? requested) =>
        attempt.Client.Grant(requested)
        ?? throw attempt.Refuse("invalid_scope", "the requested scope is not allowed", "Failed: Invalid Scope");
}
