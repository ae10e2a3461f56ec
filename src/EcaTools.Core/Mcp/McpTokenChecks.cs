using EcaTools.Core.Conversion.Profiles;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Mcp;

/// <summary>Checks what an agent could do with an access token, by the claims of the token itself: nothing is
/// sent.</summary>
internal static class McpTokenChecks
{
    private const string Reach = "TokenReach";

    /// <summary>Checks a token.</summary>
    public static McpFinding Check(AccessToken token)
    {
        if (token.Claims is not { } claims || (claims.Text("scp") ?? claims.Text("scope")) is not { } scope)
        {
            return new McpFinding(
                Reach,
                McpCheckStatus.Skipped,
                token.IsJwt
                    ? "The token does not name its scopes."
                    : "The token is opaque, so it does not name its scopes.",
                "Get a token in JWT format: hosted MCP servers take no other."
            );
        }

        string[] broad = [.. scope.Split(' ').Intersect(McpProfile.BroadScopes, StringComparer.OrdinalIgnoreCase)];
        return broad.Length == 0
            ? new McpFinding(
                Reach,
                McpCheckStatus.Passed,
                $"The token has the scopes {scope}, and reaches MCP servers alone."
            )
            : new McpFinding(
                Reach,
                McpCheckStatus.Warning,
                $"The token has the scopes {scope}. With {string.Join(", ", broad)} whoever holds it, such as an agent, reaches all data of its user by the other APIs, too.",
                "Remove these scopes from the app, or give the MCP client an app of its own, and get a new token."
            );
    }
}
