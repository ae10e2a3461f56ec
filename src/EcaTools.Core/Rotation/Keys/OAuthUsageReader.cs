using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Rotation.Keys;

/// <summary>
/// Who calls an app, as the Connect REST API tells it (Connect REST API Developer Guide: OAuth usage). It tells when
/// tokens were got and used, and not by which of an app's pairs.
/// </summary>
/// <param name="client">The connection.</param>
internal sealed class OAuthUsageReader(SalesforceClient client)
{
    private const int PageSize = 100;
    private const int MostPages = 1000;

    // The end of a rotation is known by a clock that is read from answers in whole seconds.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The callers since a promotion. A token from before it that was used since came of the previous pair; one from
    /// after it came of either. Those that a rotation's own logins got, between the promotion and its end, and that
    /// nobody used later, are left out.
    /// </summary>
    /// <param name="appId">The app's id.</param>
    /// <param name="promotedAt">When the pair was promoted, on the org's clock.</param>
    /// <param name="finishedAt">When the rotation ended; null where that is not known.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<ImmutableArray<EcaKeyCaller>> CallersSinceAsync(
        string appId,
        DateTimeOffset promotedAt,
        DateTimeOffset? finishedAt,
        CancellationToken cancellation
    )
    {
        ImmutableArray<EcaKeyCaller>.Builder callers = ImmutableArray.CreateBuilder<EcaKeyCaller>();
        await foreach (
            JsonElement user in PagesAsync($"apps/oauth/usage/{appId}/users", "users", cancellation)
                .ConfigureAwait(false)
        )
        {
            // A user without a date may have called at any time.
            DateTimeOffset? lastUsed = Date(user, "lastUsedAt");
            if (user.Text("id") is not { } id || lastUsed < promotedAt)
            {
                continue;
            }

            CallerPair? pair = null;
            await foreach (
                JsonElement token in PagesAsync($"apps/oauth/usage/{appId}/{id}/tokens", "tokens", cancellation)
                    .ConfigureAwait(false)
            )
            {
                DateTimeOffset? begun = Date(token, "initialConnectionAt");
                DateTimeOffset? used = Date(token, "lastUsedAt");
                bool isOurs = begun >= promotedAt && (used ?? begun) <= finishedAt + ClockSlack;
                if (isOurs || used < promotedAt)
                {
                    continue;
                }

                pair = begun < promotedAt ? CallerPair.Previous : pair ?? CallerPair.Unknown;
            }

            if (pair is { } known)
            {
                callers.Add(new EcaKeyCaller(user.Text("username") ?? id, id, lastUsed, known));
            }
        }

        return callers.ToImmutable();
    }

    /// <summary>Everybody who has a token of the app.</summary>
    public async Task<ImmutableArray<EcaKeyCaller>> UsersAsync(string appId, CancellationToken cancellation)
    {
        ImmutableArray<EcaKeyCaller>.Builder users = ImmutableArray.CreateBuilder<EcaKeyCaller>();
        await foreach (
            JsonElement user in PagesAsync($"apps/oauth/usage/{appId}/users", "users", cancellation)
                .ConfigureAwait(false)
        )
        {
            string id = user.Text("id") ?? "";
            users.Add(new EcaKeyCaller(user.Text("username") ?? id, id, Date(user, "lastUsedAt"), CallerPair.Unknown));
        }

        return users.ToImmutable();
    }

    /// <summary>The forms of the access tokens of a user's tokens of an app (<c>JWT</c>, <c>Opaque</c>), each
    /// once.</summary>
    public async Task<ImmutableArray<string>> TokenFormatsAsync(
        string appId,
        string userId,
        CancellationToken cancellation
    )
    {
        HashSet<string> formats = new(StringComparer.Ordinal);
        await foreach (
            JsonElement token in PagesAsync($"apps/oauth/usage/{appId}/{userId}/tokens", "tokens", cancellation)
                .ConfigureAwait(false)
        )
        {
            if (token.Text("accessTokenFormat") is { } format)
            {
                formats.Add(format);
            }
        }

        return [.. formats];
    }

    /// <summary>How many tokens an app has.</summary>
    public async Task<int> CountTokensAsync(string appId, CancellationToken cancellation)
    {
        int count = 0;
        foreach (EcaKeyCaller user in await UsersAsync(appId, cancellation).ConfigureAwait(false))
        {
            await foreach (
                JsonElement token in PagesAsync(
                        $"apps/oauth/usage/{appId}/{user.UserId}/tokens",
                        "tokens",
                        cancellation
                    )
                    .ConfigureAwait(false)
            )
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>The items of all pages. The link to a next page is there even on the last one (field report), so a page
    /// that is not full ends it.</summary>
    private async IAsyncEnumerable<JsonElement> PagesAsync(
        string path,
        string name,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        for (int page = 0; page < MostPages; page++)
        {
            JsonElement answer = await client
                .GetJsonAsync(
                    string.Create(CultureInfo.InvariantCulture, $"{path}?page={page}&pageSize={PageSize}"),
                    cancellation
                )
                .ConfigureAwait(false);
            int count = 0;
            foreach (JsonElement item in answer.Items(name))
            {
                count++;
                yield return item;
            }

            if (count < PageSize)
            {
                yield break;
            }
        }
    }

    private static DateTimeOffset? Date(JsonElement item, string name) =>
        DateTimeOffset.TryParse(
            item.Text(name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset date
        )
            ? date
            : null;
}
