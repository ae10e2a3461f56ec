namespace EcaTools.Core.Monitoring.Statuses;

/// <summary>What a login's status means.</summary>
/// <param name="Code">The event log's code, such as <c>LOGIN_OAUTH_INVALID_TOKEN</c>; null where none is known.</param>
/// <param name="Words">The words of LoginHistory, such as <c>Failed: Invalid Token</c>.</param>
/// <param name="Class">Where the cause lies.</param>
/// <param name="OAuthError">What the token endpoint says for the same cause; null where that is not known.</param>
public sealed record LoginStatus(string? Code, string Words, LoginStatusClass Class, string? OAuthError = null)
{
    /// <summary>The outcome that it counts as.</summary>
    public AuthOutcome Outcome =>
        Class switch
        {
            LoginStatusClass.Success => AuthOutcome.Success,
            LoginStatusClass.Credential => AuthOutcome.Unauthorized,
            LoginStatusClass.Other => AuthOutcome.Unknown,
            _ => AuthOutcome.Forbidden,
        };

    /// <summary>The words.</summary>
    public override string ToString() => Words;
}
