using System.Collections.Immutable;
using System.Security;
using System.Text.Json;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Access.Proof;

/// <summary>What one token shows of itself by requests that only read.</summary>
/// <param name="org">The org, for its URL and version; its own token is not used.</param>
/// <param name="token">The token.</param>
/// <param name="side">What errors call the token: <c>reference</c> or <c>difference</c>.</param>
internal sealed class TokenView(EcaOrg org, AccessToken token, string side) : IDisposable
{
    private const string UserInfo = "/services/oauth2/userinfo";

    private readonly SalesforceClient _client = new(
        org.GetClient().InstanceUrl,
        token,
        org.ApiVersion,
        org.GetClient().Wire.Options
    );

    /// <summary>Whether the token is a JWT.</summary>
    public bool IsJwt => token.IsJwt;

    /// <summary>The user and org that it stands for.</summary>
    /// <exception cref="EcaException"><c>SessionExpired</c>.</exception>
    public async Task<JsonElement> IdentityAsync(CancellationToken cancellation)
    {
        ApiResponse answer = await GetAsync(UserInfo, cancellation).ConfigureAwait(false);
        return answer.Succeeded
            ? answer.Json()
            : throw ProofErrors.ProofTokenRefused(side, org.Alias, _client.Wire.Excerpt(answer));
    }

    /// <summary>Sends a request that only reads. A refusal is a response, too.</summary>
    public Task<ApiResponse> GetAsync(string path, CancellationToken cancellation) =>
        _client.Wire.SendAsync(_client.Request(HttpMethod.Get, path) with { ReturnsErrors = true }, cancellation);

    /// <summary>The code of a response: its status, and Salesforce's error code.</summary>
    public string CodeOf(ApiResponse answer) =>
        answer.Succeeded ? $"{answer.Status}" : $"{answer.Status} {_client.Wire.ReadError(answer)?.Code}".TrimEnd();

    /// <summary>The scopes that the token was granted and how long it is good: by its own claims if it is a JWT, or else
    /// as the app is reported that introspects it; null if neither is possible.</summary>
    public async Task<TokenIntrospection?> IntrospectAsync(
        IReadOnlyCollection<(string Key, SecureString Secret)> apps,
        CancellationToken cancellation
    )
    {
        if (token.Claims is { } claims && claims.ValueKind == JsonValueKind.Object)
        {
            return new TokenIntrospection(true, claims.Text("client_id"), null, null)
            {
                // The name of the claim is UNCONFIRMED; scp is seen in field reports.
                Scope = claims.Text("scp") ?? claims.Text("scope"),
                Lifetime = TokenIntrospection.LifetimeOf(claims),
            };
        }

        foreach ((string key, SecureString secret) in apps)
        {
            TokenIntrospection told = await OAuthTokenClient
                .IntrospectAsync(
                    org.GetClient().InstanceUrl,
                    key,
                    secret,
                    token,
                    org.GetClient().Wire.Options,
                    cancellation
                )
                .ConfigureAwait(false);
            if (told.IsActive)
            {
                return told;
            }
        }

        return null;
    }

    /// <summary>The objects that the token sees, each with what may be done with it; null if it may not describe
    /// any.</summary>
    public async Task<ImmutableSortedDictionary<string, string>?> ObjectsAsync(CancellationToken cancellation)
    {
        ApiResponse answer = await GetAsync("sobjects", cancellation).ConfigureAwait(false);
        return answer.Succeeded
            ? answer
                .Json()
                .Items("sobjects")
                .ToImmutableSortedDictionary(
                    item => item.Text("name") ?? "",
                    item =>
                        Abilities(
                            item,
                            ("queryable", "read"),
                            ("createable", "create"),
                            ("updateable", "update"),
                            ("deletable", "delete")
                        ),
                    StringComparer.Ordinal
                )
            : null;
    }

    /// <summary>The fields of an object that the token sees; null if it does not see the object.</summary>
    public async Task<ImmutableSortedDictionary<string, string>?> FieldsAsync(
        string sObject,
        CancellationToken cancellation
    )
    {
        ApiResponse answer = await GetAsync($"sobjects/{Uri.EscapeDataString(sObject)}/describe", cancellation)
            .ConfigureAwait(false);
        return answer.Succeeded
            ? answer
                .Json()
                .Items("fields")
                .ToImmutableSortedDictionary(
                    item => item.Text("name") ?? "",
                    item => Abilities(item, ("name", "read"), ("createable", "create"), ("updateable", "update")),
                    StringComparer.Ordinal
                )
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string Abilities(JsonElement item, params (string Flag, string Word)[] abilities) =>
        string.Join(
            ", ",
            abilities
                .Where(ability => ability.Flag == "name" || item.Flag(ability.Flag))
                .Select(ability => ability.Word)
        );
}
