namespace EcaTools.Core.Access.Tokens;

/// <summary>The errors of revoking tokens.</summary>
internal static class TokenErrors
{
    public static EcaException TokenNotRevoked(EcaToken token, string reason) =>
        AppErrors.TokenNotRevoked(
            $"The token {token} was not revoked: {reason}",
            "Run the command again. If it fails again, revoke the token in Setup > Connected Apps OAuth Usage.",
            target: token
        );

    public static EcaException TokenNotRevocable(EcaToken token) =>
        AppErrors.TokenNotRevoked(
            $"The org did not give what revokes the token {token}.",
            "Get the token again with Get-EcaToken, as a user with the permission Customize Application.",
            target: token
        );
}
