using EcaTools.Core.Salesforce.OAuth;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce.OAuth;

/// <summary>Errors that public reports quote get the diagnosis that fits them, and not that of another flow.</summary>
public class ReportedErrorTests
{
    [Theory]
    [InlineData("app_blocked", "this app is blocked by admin", OAuthFlow.ClientCredentials, "blocked the app")]
    [InlineData("OAUTH_APP_BLOCKED", "this app is blocked by admin", OAuthFlow.WebServer, "blocked the app")]
    [InlineData(
        "OAUTH_APP_ACCESS_DENIED",
        "user is not admin approved to access this app",
        OAuthFlow.WebServer,
        "no administrator approved the user"
    )]
    [InlineData("OAUTH_APP_ACCESS_DENIED", "", OAuthFlow.WebServer, "outside the allowed ranges")]
    [InlineData(
        "INVALID_SESSION_ID",
        "This session is not valid for use with the REST API",
        OAuthFlow.JwtBearer,
        "API Access Control"
    )]
    [InlineData("INVALID_SESSION_ID", "Session expired or invalid", OAuthFlow.JwtBearer, "it ended")]
    [InlineData("INVALID_JWT_FORMAT", null, OAuthFlow.WebServer, "JWT format only")]
    [InlineData("INVALID_AUTH_HEADER", "INVALID_AUTH_HEADER", OAuthFlow.WebServer, "Authorization header")]
    [InlineData("invalid_grant", "expired authorization code", OAuthFlow.WebServer, "used before")]
    [InlineData("invalid_grant", "expired authorization code", OAuthFlow.JwtBearer, "grant_type or the assertion")]
    [InlineData("unsupported_grant_type", "grant type not supported", OAuthFlow.WebServer, "names none")]
    [InlineData(
        "invalid_grant",
        "External client app is not installed in this org\nExternal client app is not installed in this org\nuser hasn't approved this consumer",
        OAuthFlow.JwtBearer,
        "preview"
    )]
    [InlineData("invalid_grant", "expired access/refresh token", OAuthFlow.RefreshToken, "rotation")]
    [InlineData("invalid_grant", "expired access/refresh token", OAuthFlow.RefreshToken, "five tokens")]
    public void A_reported_error_has_its_own_cause(string error, string? description, OAuthFlow flow, string cause)
    {
        OAuthDiagnosis found = OAuthDiagnoses.Default.Find(error, description, flow)!;

        Assert.Contains(cause, found.Cause, StringComparison.Ordinal);
        Assert.NotEmpty(found.Source);
    }

    [Theory]
    [InlineData("app_blocked", OAuthFlow.ClientCredentials)]
    [InlineData("OAUTH_APP_BLOCKED", OAuthFlow.WebServer)]
    [InlineData("OAUTH_APP_ACCESS_DENIED", OAuthFlow.WebServer)]
    public void Waiting_does_not_lift_a_block(string error, OAuthFlow flow)
    {
        Assert.False(OAuthDiagnoses.Default.Find(error, "this app is blocked by admin", flow)!.MayPass);
    }
}
