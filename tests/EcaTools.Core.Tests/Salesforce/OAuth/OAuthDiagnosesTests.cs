using System.Text;
using EcaTools.Core.Salesforce.OAuth;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce.OAuth;

public sealed class OAuthDiagnosesTests
{
    [Theory]
    [InlineData("invalid_grant", "user hasn't approved this consumer", OAuthFlow.JwtBearer, "approved")]
    [InlineData("invalid_grant", "expired access/refresh token", OAuthFlow.RefreshToken, "refresh token")]
    [InlineData("invalid_grant", "Audience validation failed", OAuthFlow.JwtBearer, "audience")]
    [InlineData("invalid_grant", "audience is invalid", OAuthFlow.SamlBearer, "audience")]
    [InlineData("invalid_grant", "invalid assertion", OAuthFlow.JwtBearer, "certificate")]
    [InlineData(
        "invalid_grant",
        "no client credentials user enabled",
        OAuthFlow.ClientCredentials,
        "client credentials"
    )]
    [InlineData("invalid_grant", "authentication failure", OAuthFlow.UsernamePassword, "password")]
    [InlineData("invalid_grant", "expired authorization code", OAuthFlow.WebServer, "code")]
    [InlineData("invalid_grant", "invalid code verifier", OAuthFlow.WebServer, "verifier")]
    [InlineData("invalid_grant", "ip restricted", OAuthFlow.ClientCredentials, "address")]
    [InlineData("invalid_grant", "user is inactive", OAuthFlow.JwtBearer, "deactivated")]
    [InlineData("invalid_client", "invalid client credentials", OAuthFlow.ClientCredentials, "secret")]
    [InlineData("invalid_client", "invalid client credentials", OAuthFlow.JwtBearer, "another key")]
    [InlineData("invalid_client_id", "client identifier invalid", OAuthFlow.JwtBearer, "consumer key")]
    [InlineData(
        "invalid_request",
        "refresh_token scope is required and the connected app should be installed and preauthorized.",
        OAuthFlow.JwtBearer,
        "refresh_token"
    )]
    [InlineData("invalid_scope", "the requested scope is not allowed", OAuthFlow.WebServer, "scope")]
    [InlineData("invalid_app_access", "user is not admin approved to access this app", OAuthFlow.JwtBearer, "approved")]
    [InlineData(
        "OAUTH_EC_APP_NOT_FOUND",
        "External client app is not installed in this org",
        OAuthFlow.ClientCredentials,
        "not in this org"
    )]
    [InlineData(
        "OAUTH_APPROVAL_ERROR_GENERIC",
        "An unexpected error has occured during authentication. Please try again.",
        OAuthFlow.WebServer,
        "blocked"
    )]
    public void Every_known_description_has_its_own_cause(
        string error,
        string description,
        OAuthFlow flow,
        string cause
    )
    {
        OAuthDiagnosis found = OAuthDiagnoses.Default.Find(error, description, flow)!;
        Assert.Contains(cause, found.Cause, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(found.NextStep);
        Assert.NotEmpty(found.Source);
    }

    [Theory]
    [InlineData("redirect_uri_mismatch")]
    [InlineData("redirect_uri_missing")]
    [InlineData("unsupported_grant_type")]
    [InlineData("unsupported_response_type")]
    [InlineData("inactive_user")]
    [InlineData("inactive_org")]
    [InlineData("no_access")]
    [InlineData("rate_limit_exceeded")]
    [InlineData("immediate_unsuccessful")]
    [InlineData("access_denied")]
    [InlineData("server_error")]
    [InlineData("unknown_error")]
    [InlineData("invalid_client_credentials")]
    [InlineData("invalid_assertion_type")]
    public void Every_classic_error_is_known_whatever_its_description(string error) =>
        Assert.All(
            Enum.GetValues<OAuthFlow>(),
            flow => Assert.NotNull(OAuthDiagnoses.Default.Find(error, "words that nobody ever saw", flow))
        );

    [Fact]
    public void What_is_unknown_stays_unknown_and_every_status_of_an_answer_has_a_class()
    {
        Assert.Null(OAuthDiagnoses.Default.Find("no_such_error", "", OAuthFlow.Device));
        Assert.All(Enumerable.Range(200, 400), status => Assert.NotNull(OAuthDiagnoses.Default.ClassOf(status)));
    }

    [Fact]
    public void No_two_diagnoses_are_about_the_same_and_every_flow_is_described()
    {
        OAuthDiagnoses data = OAuthDiagnoses.Default;
        Assert.Equal(
            data.All.Length,
            data.All.DistinctBy(item => (item.Error, item.Description, string.Join(' ', item.Flows))).Count()
        );
        Assert.Equal(Enum.GetValues<OAuthFlow>(), data.Flows.Select(flow => flow.Flow));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData(
        """{"flows":[{"flow":"Nobody","what":"a","needs":"a","without":"a","opens":"a","source":"a"}],"diagnoses":[],"probes":[],"classes":[]}"""
    )]
    [InlineData(
        """{"flows":[],"diagnoses":[{"error":"a","cause":"","nextStep":"a","source":"a"}],"probes":[],"classes":[]}"""
    )]
    [InlineData(
        """{"flows":[],"diagnoses":[],"probes":[{"name":"WrongSecrets","what":"a","cause":"a","nextStep":"a","source":"a"}],"classes":[]}"""
    )]
    public void Damaged_data_is_refused(string json) =>
        Assert.Equal(
            "EmbeddedDataInvalid",
            Assert
                .Throws<EcaException>(() => OAuthDiagnoses.Load(new MemoryStream(Encoding.UTF8.GetBytes(json))))
                .ErrorId
        );
}
