using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>Which OAuth flows need a person. By the flows' own definitions (RFC 6749, 7522, 7523, 8628,
/// 8693).</summary>
internal static class CallerFlows
{
    /// <summary>Whether a program logs in by this flow with nobody there.</summary>
    public static bool IsMachine(OAuthFlow flow) =>
        flow
            is OAuthFlow.ClientCredentials
                or OAuthFlow.JwtBearer
                or OAuthFlow.SamlBearer
                or OAuthFlow.TokenExchange
                or OAuthFlow.UsernamePassword;

    /// <summary>Whether somebody sits in front of a browser or a device. Refreshing a token says neither.</summary>
    public static bool IsInteractive(OAuthFlow flow) =>
        flow is OAuthFlow.CodeAndCredentials or OAuthFlow.Device or OAuthFlow.UserAgent or OAuthFlow.WebServer;
}
