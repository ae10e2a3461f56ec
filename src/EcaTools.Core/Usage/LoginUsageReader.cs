using System.Text.Json;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Usage;

/// <summary>Logins by LoginHistory or LoginEvent, day by day from the newest. Both name the app by its label
/// alone.</summary>
/// <param name="org">The org.</param>
/// <param name="source">Which of the two.</param>
/// <param name="apps">The org's apps.</param>
/// <param name="since">The oldest moment that is looked at.</param>
internal sealed class LoginUsageReader(EcaOrg org, UsageSource source, AppDirectory apps, DateTimeOffset since)
    : UsageSourceReader(org, source, apps, since)
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(1);

    private readonly string _time = source is UsageSource.LoginEvent ? "EventDate" : "LoginTime";

    /// <inheritdoc/>
    protected override async Task CountAsync(CancellationToken cancellation)
    {
        NotRead = Facts.OwnRowsOtherwise
            ? await new SourceAccess(Org).OwnRowsAloneAsync(Facts, cancellation).ConfigureAwait(false)
            : null;
        DateTimeOffset end = Org.GetClient().Now;
        for (DateTimeOffset? to = null; end > Since; to = end)
        {
            // The newest piece has no end: logins come while it is read.
            DateTimeOffset from = end - Window > Since ? end - Window : Since;
            await ReadWindowAsync(from, to, cancellation).ConfigureAwait(false);
            end = from;
        }
    }

    private async Task ReadWindowAsync(DateTimeOffset from, DateTimeOffset? to, CancellationToken cancellation)
    {
        string soql =
            $"SELECT Application, UserId, SourceIp, LoginType, LoginSubType, ApiType, ApiVersion, Status, {_time} FROM "
            + $"{Facts.Name} WHERE {_time} >= {Soql.Time(from)}{(to is null ? "" : $" AND {_time} < {Soql.Time(to.Value)}")}"
            + $" ORDER BY {_time} DESC";
        await foreach (
            JsonElement row in Org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            Seen++;
            string? subType = row.Text("LoginSubType");
            string? loginType = row.Text("LoginType");
            bool isOAuth = InventoryFacts.Default.FlowOf(subType) is not null || InventoryFacts.IsOAuth(loginType);
            string? label = row.Text("Application");
            bool isSoapLogin = InventoryFacts.Default.SoapLogin.IsLogin(loginType, label, row.Text("ApiType"));
            if (
                label is not { Length: > 0 }
                || row.Time(_time) is not { } moment
                || (isSoapLogin ? Apps.SoapLogin() : Apps.OfLabel(label, isOAuth)) is not { } app
            )
            {
                LeftOut++;
                continue;
            }

            UsageKey key = new()
            {
                UserId = row.Text("UserId") is { } user ? SalesforceId.Long(user) : null,
                SourceIp = row.Text("SourceIp"),
                LoginType = loginType,
                LoginSubType = subType,
                ApiVersion = isSoapLogin ? row.Text("ApiVersion") : null,
            };
            Tally.Add(app, key, moment, failed: row.Text("Status") is { } status && status != "Success");
        }
    }
}
