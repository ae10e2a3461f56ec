using System.Text.Json;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Salesforce.Login;

/// <summary>
/// Takes the access token of an org that the Salesforce CLI is logged in to. `sf org display` tells the org's URL;
/// where it redacts the token, as new versions do, `sf org auth show-access-token` tells it. Both let the CLI refresh
/// the token first, so that asking again is a new login. No secret is on a command line.
/// </summary>
/// <param name="alias">The alias or username that the CLI knows.</param>
/// <param name="cli">How the CLI is run.</param>
public sealed class SalesforceCliLogin(string alias, SalesforceCli cli) : OrgLogin
{
    /// <inheritdoc/>
    public override OrgLoginMethod Method => OrgLoginMethod.SalesforceCli;

    internal override bool CanRenew => true;

    /// <exception cref="EcaException"><c>ProgramNotFound</c>, <c>ProgramFailed</c>.</exception>
    internal override async Task<OAuthToken> LogInAsync(SalesforceClientOptions options, CancellationToken cancellation)
    {
        // Such a name would be an option of the CLI, or reach past its quotes where a shell runs it.
        if (
            alias.Length == 0
            || alias[0] == '-'
            || !alias.All(letter => char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-' or '@' or '+')
        )
        {
            throw CliErrors.CliAliasNotFound(alias, "It can't be the name of an org.");
        }

        JsonElement shown = await cli.RunAsync(alias, options.TimeProvider, cancellation, "org", "display")
            .ConfigureAwait(false);
        string? token = shown.ExactText("accessToken");
        if (token is null || token.Contains("REDACTED", StringComparison.Ordinal))
        {
            token = (
                await cli.RunAsync(alias, options.TimeProvider, cancellation, "org", "auth", "show-access-token")
                    .ConfigureAwait(false)
            ).Text("accessToken");
        }

        return token is not null && Uri.TryCreate(shown.Text("instanceUrl"), UriKind.Absolute, out Uri? instance)
            ? new OAuthToken(new AccessToken(token), instance, null, null, null)
            : throw CliErrors.CliUnexpectedResponse("org display", "it names no access token or no URL");
    }
}
