using System.Security;
using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Rotation.Keys;

/// <summary>
/// Proves that a key and secret are good. Where the app has the client credentials flow, by a login; else the
/// introspection endpoint is asked about a made-up token, which it answers only to an app whose key and secret match
/// (that it does so in every org is UNCONFIRMED).
/// </summary>
/// <param name="org">The org.</param>
/// <param name="verify">Proves in place of both; null for them.</param>
internal sealed class PairProof(EcaOrg org, Func<EcaCredential, CancellationToken, Task<string?>>? verify)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SalesforceClientOptions _options = org.GetClient().Wire.Options;
    private readonly Uri _host = org.GetClient().InstanceUrl;
    private bool _hasNoClientCredentials;

    /// <summary>Tries a pair until it is good or the time is over.</summary>
    /// <returns>Null if it is good; else what the org, or the script, answered last.</returns>
    /// <exception cref="EcaException">The org could not be asked.</exception>
    public async Task<string?> RefusalAsync(EcaCredential pair, TimeSpan wait, CancellationToken cancellation)
    {
        Backoff backoff = new(_options.TimeProvider, Pause, Pause);
        while (true)
        {
            string? refusal = await TryAsync(pair, cancellation).ConfigureAwait(false);
            if (refusal is null || backoff.Waited + backoff.Next > wait)
            {
                return refusal;
            }

            await backoff.PauseAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Whether this session's own token belongs to the app of a pair.</summary>
    public async Task<bool> IsOwnAppAsync(
        EcaCredential pair,
        IEnumerable<EcaConsumer> consumers,
        CancellationToken cancellation
    )
    {
        TokenIntrospection ours = await IntrospectAsync(
                pair.ConsumerKey,
                pair.Secret,
                org.GetClient().Token,
                cancellation
            )
            .ConfigureAwait(false);

        // An app that may look into every token is reported about ours too; whose that is, the key says then.
        return ours.IsActive
            && (ours.ConsumerKey is not { } key || consumers.Any(consumer => consumer.ConsumerKey == key));
    }

    private async Task<string?> TryAsync(EcaCredential pair, CancellationToken cancellation)
    {
        if (verify is not null)
        {
            return await verify(pair, cancellation).ConfigureAwait(false);
        }

        if (!_hasNoClientCredentials)
        {
            OAuthOutcome login = await OAuthTokenClient
                .SendAsync(_host, OAuthGrant.ClientCredentials(pair.ConsumerKey, pair.Secret), _options, cancellation)
                .ConfigureAwait(false);
            if (login.Succeeded)
            {
                return null;
            }

            // Any other refusal is about the flow, the user or the app, and says nothing about the pair.
            if (login.Error!.StartsWith("invalid_client", StringComparison.Ordinal))
            {
                return $"{login.Error}: {login.Description}";
            }

            _hasNoClientCredentials = true;
        }

        AccessToken madeUp = new($"eca-{Guid.NewGuid():N}");
        TokenIntrospection answer = await IntrospectAsync(pair.ConsumerKey, pair.Secret, madeUp, cancellation)
            .ConfigureAwait(false);
        return answer.Error is null ? null : $"{answer.Error}: {answer.Description}";
    }

    private Task<TokenIntrospection> IntrospectAsync(
        string key,
        SecureString secret,
        AccessToken token,
        CancellationToken cancellation
    ) => OAuthTokenClient.IntrospectAsync(_host, key, secret, token, _options, cancellation);
}
