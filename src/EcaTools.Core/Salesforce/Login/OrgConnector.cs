using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Salesforce.Login;

/// <summary>Connects to orgs: finds out which org and user a token belongs to and which API version to speak.</summary>
public static class OrgConnector
{
    /// <summary>The newest API version that this module knows the metadata of.</summary>
    public static ApiVersion NewestKnown { get; } = new(68);

    /// <summary>Connects and looks up the org and the user.</summary>
    /// <param name="instanceUrl">The org's My Domain URL.</param>
    /// <param name="token">An access token or session id of it.</param>
    /// <param name="alias">The name for later use; null for the username.</param>
    /// <param name="version">The API version; null for the newest that both sides know.</param>
    /// <param name="options">Timeouts and attempts; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>InsecureUrl</c>, <c>SessionExpired</c>, <c>ApiVersionNotSupported</c>, or
    /// another error of the wire.</exception>
    public static Task<EcaOrg> ConnectAsync(
        Uri instanceUrl,
        AccessToken token,
        string? alias = null,
        ApiVersion? version = null,
        SalesforceClientOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        options ??= new SalesforceClientOptions();
        if (instanceUrl.IsAbsoluteUri && LoginHost.From(instanceUrl) is { IsShared: true } shared)
        {
            throw OAuthErrors.MyDomainRequired(shared.Url, "requests with an access token");
        }

        return LookUpAsync(
            new SalesforceClient(instanceUrl, token, version ?? NewestKnown, options),
            OrgLoginMethod.AccessToken,
            token.ConsumerKey,
            alias,
            version,
            options,
            cancellation
        );
    }

    /// <summary>Logs in, then connects as with a token. Where the login can be repeated without the user, the
    /// connection does so when its token is refused.</summary>
    /// <param name="login">How to log in. It belongs to the connection from then on.</param>
    /// <param name="alias">The name for later use; null for the username.</param>
    /// <param name="version">The API version; null for the newest that both sides know.</param>
    /// <param name="options">Timeouts and attempts; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">Those of the login, and those of connecting with a token.</exception>
    public static async Task<EcaOrg> ConnectAsync(
        OrgLogin login,
        string? alias = null,
        ApiVersion? version = null,
        SalesforceClientOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        options ??= new SalesforceClientOptions();
        OAuthToken token = await login.LogInAsync(options, cancellation).ConfigureAwait(false);
        Uri instance = token.InstanceUrl;
        Func<CancellationToken, Task<AccessToken>>? renew = !login.CanRenew
            ? null
            : async stop =>
            {
                OAuthToken fresh = await login.RenewAsync(options, stop).ConfigureAwait(false);
                return fresh.InstanceUrl.Host.Equals(instance.Host, StringComparison.OrdinalIgnoreCase)
                    ? fresh.AccessToken
                    : throw SalesforceErrors.ForeignUrl(fresh.InstanceUrl.GetLeftPart(UriPartial.Authority), instance);
            };
        SalesforceClient client = new(instance, token.AccessToken, version ?? NewestKnown, options, renew);
        return await LookUpAsync(
                client,
                login.Method,
                login.ConsumerKey ?? token.AccessToken.ConsumerKey,
                alias,
                version,
                options,
                cancellation
            )
            .ConfigureAwait(false);
    }

    private static async Task<EcaOrg> LookUpAsync(
        SalesforceClient client,
        OrgLoginMethod method,
        string? consumerKey,
        string? alias,
        ApiVersion? version,
        SalesforceClientOptions options,
        CancellationToken cancellation
    )
    {
        ImmutableArray<ApiVersion> offered = await client.GetVersionsAsync(cancellation).ConfigureAwait(false);
        client = client.WithVersion(Choose(client.InstanceUrl, offered, version));

        ApiRequest whoAmI = client.Request(HttpMethod.Get, "/services/oauth2/userinfo");
        ApiResponse answer = await client.Wire.SendAsync(whoAmI, cancellation).ConfigureAwait(false);
        JsonElement user = client.Read(whoAmI, answer);
        string? userId = user.Text("user_id");
        string? orgId = user.Text("organization_id");
        string? username = user.Text("preferred_username");
        if (userId is null || orgId is null || username is null)
        {
            throw client.Wire.NotUnderstood(whoAmI, answer);
        }

        JsonElement organization = default;
        const string Soql = "SELECT Name, IsSandbox, OrganizationType, TrialExpirationDate FROM Organization LIMIT 1";
        await foreach (JsonElement record in client.QueryAsync(Soql, cancellation: cancellation).ConfigureAwait(false))
        {
            organization = record;
        }

        if (!string.IsNullOrEmpty(alias))
        {
            client.Wire.OrgName = alias;
        }

        return new EcaOrg(client)
        {
            Alias = string.IsNullOrEmpty(alias) ? username : alias,
            Username = username,
            UserId = userId,
            OrgId = orgId,
            OrgName = organization.Text("Name") ?? "",
            OrgType = TypeOf(client.InstanceUrl, organization),
            InstanceUrl = client.InstanceUrl.GetLeftPart(UriPartial.Authority),
            ApiVersion = client.Version,
            ConnectedAt = options.TimeProvider.GetUtcNow(),
            LoginMethod = method,
            LoginConsumerKey = consumerKey,
        };
    }

    /// <summary>The newest version that the org offers and this module knows, or the one that was asked for.</summary>
    private static ApiVersion Choose(Uri instance, ImmutableArray<ApiVersion> offered, ApiVersion? asked)
    {
        ApiVersion chosen = asked ?? offered.LastOrDefault(version => version <= NewestKnown);
        return offered.Contains(chosen)
            ? chosen
            : throw SalesforceErrors.ApiVersionNotOffered(instance, asked ?? NewestKnown, offered);
    }

    private static OrgType TypeOf(Uri instance, JsonElement organization)
    {
        if (LoopbackAddress.Is(instance))
        {
            return OrgType.Practice;
        }

        if (organization.Flag("IsSandbox"))
        {
            // A scratch org says it is a sandbox and has an end date; a sandbox has none (long-stable behavior,
            // UNCONFIRMED in documentation).
            return organization.Text("TrialExpirationDate") is null ? OrgType.Sandbox : OrgType.Scratch;
        }

        return organization.Text("OrganizationType") == "Developer Edition" ? OrgType.Developer : OrgType.Production;
    }
}
