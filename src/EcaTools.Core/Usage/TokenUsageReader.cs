using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Usage;

/// <summary>Who gave apps refresh tokens, and how often these were used.</summary>
internal sealed class TokenUsageReader(EcaOrg org, AppDirectory apps, DateTimeOffset since)
    : UsageSourceReader(org, UsageSource.OauthToken, apps, since)
{
    /// <inheritdoc/>
    protected override async Task CountAsync(CancellationToken cancellation)
    {
        const int FewLabels = 50;
        OauthTokenReader reader = new(Org);
        await foreach (
            OauthTokenRow row in reader
                .ReadAsync(Apps.WantedLabels is { Length: <= FewLabels } labels ? labels : null, cancellation)
                .ConfigureAwait(false)
        )
        {
            Seen++;
            AppIdentity? app = row.MenuItemId is { } item
                ? Apps.OfMenuItem(item, row.Application)
                : Apps.OfLabel(row.Application, isOAuth: true);
            if (app is null || row.LastUsed is null || row.LastUsed < Since)
            {
                LeftOut++;
                continue;
            }

            Tally.Add(app, new UsageKey { UserId = SalesforceId.Long(row.UserId) }, row.UseCount, row.LastUsed);
        }

        NotRead = reader.NotRead;
    }
}
