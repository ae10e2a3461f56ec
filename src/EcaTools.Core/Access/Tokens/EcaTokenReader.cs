using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Usage;

namespace EcaTools.Core.Access.Tokens;

/// <summary>Reads the refresh tokens of an org, as OauthToken lists them: those of client credentials and assertions are
/// not in it.</summary>
/// <param name="org">The org.</param>
public sealed class EcaTokenReader(EcaOrg org)
{
    /// <summary>How many approvals of one app Salesforce keeps of a user; one more ends the oldest (Salesforce Help, as
    /// field reports quote it).</summary>
    public const int MostTokensOfUserAndApp = 5;

    private readonly Dictionary<(string App, string User), string?> _formats = [];

    /// <summary>What was not read, and why; null if every token was. Known once the reading has ended.</summary>
    public UnreadPart? NotRead { get; private set; }

    /// <summary>Reads the tokens that are wanted, user by user.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The org refuses, or an error of the wire.</exception>
    public async IAsyncEnumerable<EcaToken> ReadAsync(
        TokenFilter filter,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        TokenApps apps = await TokenApps.ReadAsync(org, cancellation).ConfigureAwait(false);
        UserNames names = new(org);
        OauthTokenReader rows = new(org) { WithDetails = true };
        List<OauthTokenRow> ofUser = [];
        await foreach (OauthTokenRow row in rows.ReadAsync(applications: null, cancellation).ConfigureAwait(false))
        {
            if (ofUser.Count > 0 && ofUser[0].UserId != row.UserId)
            {
                foreach (EcaToken token in await OfUserAsync(ofUser, cancellation).ConfigureAwait(false))
                {
                    yield return token;
                }

                ofUser = [];
            }

            ofUser.Add(row);
        }

        foreach (EcaToken token in await OfUserAsync(ofUser, cancellation).ConfigureAwait(false))
        {
            yield return token;
        }

        NotRead = rows.NotRead;

        async Task<List<EcaToken>> OfUserAsync(List<OauthTokenRow> list, CancellationToken stop)
        {
            if (list.Count == 0)
            {
                return [];
            }

            await names.ReadAsync([list[0].UserId], stop).ConfigureAwait(false);
            ILookup<string, EcaToken> byApp = list.Select(row =>
                    apps.Name(
                        new EcaToken
                        {
                            Application = row.Application,
                            User = names.Of(row.UserId) ?? row.UserId,
                            UserId = row.UserId,
                            Created = row.Created,
                            LastUsed = row.LastUsed,
                            UseCount = row.UseCount,
                            OrgAlias = org.Alias,
                            DeleteToken = row.DeleteToken,
                        },
                        row.MenuItemId
                    )
                )
                .ToLookup(token => token.AppId ?? token.Application, StringComparer.Ordinal);
            List<EcaToken> found = [];
            foreach (IGrouping<string, EcaToken> same in byApp.OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                int count = same.Count();
                foreach (EcaToken token in same.Where(token => filter.Matches(token, org.GetClient().Now)))
                {
                    found.Add(
                        token with
                        {
                            TokensOfUserAndApp = count,
                            Format = filter.WithFormat ? await FormatAsync(token, stop).ConfigureAwait(false) : null,
                        }
                    );
                }
            }

            return found;
        }
    }

    /// <summary>The form of a token, which the Connect REST API alone tells, for External Client Apps (Connect REST API
    /// Developer Guide: OAuth usage).</summary>
    private async Task<string?> FormatAsync(EcaToken token, CancellationToken cancellation)
    {
        if (token is not { AppKind: AccessAppKind.ExternalClientApp, AppId: { } app })
        {
            return null;
        }

        if (!_formats.TryGetValue((app, token.UserId), out string? format))
        {
            try
            {
                ImmutableArray<string> formats = await new OAuthUsageReader(org.GetClient())
                    .TokenFormatsAsync(app, token.UserId, cancellation)
                    .ConfigureAwait(false);
                format = formats.Length == 1 ? formats[0] : null;
            }
            catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
            {
                // The form stays unknown, which the property says.
            }

            _formats[(app, token.UserId)] = format;
        }

        return format;
    }
}
