using EcaTools.Core.Monitoring.Statuses;
using Xunit;

namespace EcaTools.Core.Tests.Monitoring;

public class AuthStatusTests
{
    [Theory]
    [InlineData("LOGIN_OAUTH_INVALID_TOKEN", "LOGIN_OAUTH_INVALID_TOKEN")]
    [InlineData("Failed: Invalid Token", "LOGIN_OAUTH_INVALID_TOKEN")]
    [InlineData("  failed:invalid token ", "LOGIN_OAUTH_INVALID_TOKEN")]
    [InlineData("Invalid Token", "LOGIN_OAUTH_INVALID_TOKEN")]
    [InlineData("Missing Consumer Key Parameter", "LOGIN_OAUTH_NO_CONSUMER")]
    [InlineData("Failed: Missing Consumer Key Parameter", "LOGIN_OAUTH_NO_CONSUMER")]
    [InlineData("login_no_error", "LOGIN_NO_ERROR")]
    [InlineData("Success", "LOGIN_NO_ERROR")]
    [InlineData("Restricted IP", "LOGIN_ERROR_RESTRICTED_DOMAIN")]
    [InlineData("Failed: Mobile License Required", "LOGIN_ERROR_USER_NON_MOBILE")]
    public void A_status_is_known_by_its_code_and_by_its_words(string status, string code) =>
        Assert.Equal(code, AuthStatuses.Default.OfLogin(status).Code);

    [Fact]
    public void Every_status_of_the_table_is_found_by_its_words_and_its_code()
    {
        Assert.All(
            AuthStatuses.Default.Logins,
            status =>
            {
                Assert.Equal(
                    status.Words.Replace("Failed: ", "", StringComparison.Ordinal),
                    AuthStatuses.Default.OfLogin(status.Words).Words.Replace("Failed: ", "", StringComparison.Ordinal),
                    ignoreCase: true
                );
                Assert.Equal(status, AuthStatuses.Default.OfLogin(status.Code ?? status.Words));
            }
        );
    }

    [Fact]
    public void An_unknown_status_keeps_its_words_and_counts_neither_as_success_nor_as_failure()
    {
        LoginStatus status = AuthStatuses.Default.OfLogin(" Failed: The moon was full ");

        Assert.Equal("Other: The moon was full", status.Words);
        Assert.Equal(LoginStatusClass.Other, status.Class);
        Assert.Equal(AuthOutcome.Unknown, status.Outcome);
    }

    [Theory]
    [InlineData("200", AuthOutcome.Success)]
    [InlineData("304", AuthOutcome.Success)]
    [InlineData("400", AuthOutcome.ClientError)]
    [InlineData("401", AuthOutcome.Unauthorized)]
    [InlineData("403", AuthOutcome.Forbidden)]
    [InlineData("404", AuthOutcome.ClientError)]
    [InlineData("408", AuthOutcome.Timeout)]
    [InlineData("429", AuthOutcome.ClientError)]
    [InlineData("500", AuthOutcome.ServerError)]
    [InlineData("504", AuthOutcome.Timeout)]
    [InlineData("599", AuthOutcome.ServerError)]
    [InlineData("600", AuthOutcome.Unknown)]
    [InlineData("0", AuthOutcome.Unknown)]
    [InlineData("", AuthOutcome.Unknown)]
    [InlineData("Failed: Not approved for access", AuthOutcome.Forbidden)]
    [InlineData("LOGIN_OAUTH_CONSUMER_DELETED", AuthOutcome.Unauthorized)]
    [InlineData("LOGIN_ERROR_RATE_EXCEEDED", AuthOutcome.Forbidden)]
    public void A_status_has_an_outcome(string status, AuthOutcome outcome) =>
        Assert.Equal(outcome, AuthStatuses.Default.OutcomeOf(status));

    [Fact]
    public void The_OAuth_errors_of_the_table_are_such_as_the_diagnoses_know()
    {
        string[] known =
        [
            .. Core
                .Salesforce.OAuth.OAuthDiagnoses.Default.All.Select(diagnosis => diagnosis.Error)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];

        Assert.All(
            AuthStatuses
                .Default.Logins.Select(status => status.OAuthError)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal),
            error => Assert.Contains(error, known, StringComparer.Ordinal)
        );
    }
}
