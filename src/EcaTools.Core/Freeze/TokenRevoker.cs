using System.Text.Json;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Freeze;

/// <summary>
/// Revokes the tokens of a Connected App one by one, by their DeleteToken (Object Reference: OauthToken). Tokens name
/// an app by its menu item, or by its label alone: those that may be another app's stay.
/// </summary>
/// <param name="org">The org.</param>
internal sealed class TokenRevoker(EcaOrg org)
{
    private const int PageSize = 500;

    // OFFSET reaches no further (SOQL and SOSL Reference; field report for OauthToken).
    private const int Reach = 2500;

    /// <summary>Revokes the tokens, page after page, until none is left.</summary>
    /// <returns>How many were revoked, and how many were gone already.</returns>
    /// <exception cref="EcaException"><c>TokenNotRevoked</c>, or an error of the org.</exception>
    public async Task<(int Revoked, int Gone)> RevokeAsync(BlockTarget app, CancellationToken cancellation)
    {
        SalesforceClient client = org.GetClient();
        AppMenu menu = await OrgJoins.ReadMenuAsync(org, cancellation).ConfigureAwait(false);
        HashSet<string> tried = new(StringComparer.Ordinal);
        (int revoked, int gone) = (0, 0);
        while (true)
        {
            List<string> tokens = await ListAsync(app, menu, cancellation).ConfigureAwait(false);
            tokens.RemoveAll(token => !tried.Add(token));
            if (tokens.Count == 0)
            {
                return (revoked, gone);
            }

            foreach (string token in tokens)
            {
                OAuthOutcome outcome = await OAuthTokenClient
                    .RevokeAsync(client.InstanceUrl, token, client.Wire.Options, cancellation)
                    .ConfigureAwait(false);
                if (outcome.IsAccepted)
                {
                    revoked++;
                }
                else if (outcome.Error is "invalid_token" or "unsupported_token_type")
                {
                    gone++;
                }
                else
                {
                    throw FreezeErrors.TokensNotRevoked(
                        app.Name,
                        org.Alias,
                        $"{revoked} were revoked, then {outcome.Error}: {outcome.Description}"
                    );
                }
            }
        }
    }

    private async Task<List<string>> ListAsync(BlockTarget app, AppMenu menu, CancellationToken cancellation)
    {
        List<string> tokens = [];
        bool isLabelOwn = menu.OfLabel(app.Label).Count <= 1;
        int rows = 0;
        for (int offset = 0; offset < Reach; offset += PageSize)
        {
            string soql =
                $"SELECT AppMenuItemId, DeleteToken FROM OauthToken WHERE AppName = {Soql.Text(app.Label)} ORDER BY UserId LIMIT {PageSize}{(offset == 0 ? "" : $" OFFSET {offset}")}";
            await foreach (
                JsonElement row in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
            )
            {
                rows++;
                string? owner = row.Text("AppMenuItemId") is { } item ? menu.AppOf(item) : null;
                bool isOurs = owner is null
                    ? isLabelOwn
                    : app.Id is not null && SalesforceId.Short(owner) == SalesforceId.Short(app.Id);
                if (isOurs && row.Text("DeleteToken") is { Length: > 0 } token)
                {
                    tokens.Add(token);
                }
            }

            if (rows < offset + PageSize)
            {
                break;
            }
        }

        return tokens;
    }
}
