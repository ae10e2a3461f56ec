using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Salesforce;
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

    /// <summary>As many users as one query for their names has room for.</summary>
    private const int UsersAtOnce = 300;

    private readonly Dictionary<(string App, string User), string?> _formats = [];

    /// <summary>What was not read, and why; null if every token was. Known once the reading has ended.</summary>
    public UnreadPart? NotRead { get; private set; }

    /// <summary>The apps of the org, by name and label, whether they have tokens or not; null if they could not be read.
    /// Known once the reading has begun.</summary>
    public IReadOnlyList<(string Name, string Label)>? Apps { get; private set; }

    /// <summary>Reads the tokens that are wanted, user by user.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>UserNotFound</c>, or an error of the org.</exception>
    public async IAsyncEnumerable<EcaToken> ReadAsync(
        TokenFilter filter,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.Users.Count > 0)
        {
            // A mistyped user must not look like one without tokens.
            await AccessUserRow.FindAsync(org, filter.Users, cancellation).ConfigureAwait(false);
        }

        TokenApps apps = await TokenApps.ReadAsync(org, cancellation).ConfigureAwait(false);
        Apps = apps.All;
        UserNames names = new(org);
        OauthTokenReader rows = new(org) { WithDetails = true };
        List<OauthTokenRow> buffer = [];
        int users = 0;
        await foreach (OauthTokenRow row in rows.ReadAsync(applications: null, cancellation).ConfigureAwait(false))
        {
            // Rows come user by user, so that a user's tokens are in one batch.
            if (buffer.Count > 0 && buffer[^1].UserId != row.UserId && ++users == UsersAtOnce)
            {
                foreach (EcaToken token in await WantedAsync(buffer).ConfigureAwait(false))
                {
                    yield return token;
                }

                buffer = [];
                users = 0;
            }

            buffer.Add(row);
        }

        foreach (EcaToken token in await WantedAsync(buffer).ConfigureAwait(false))
        {
            yield return token;
        }

        NotRead = rows.NotRead;

        async Task<List<EcaToken>> WantedAsync(List<OauthTokenRow> batch)
        {
            await names
                .ReadAsync(batch.Select(row => row.UserId).Distinct(StringComparer.Ordinal), cancellation)
                .ConfigureAwait(false);
            List<EcaToken> found = [];
            foreach (
                IGrouping<(string, string), EcaToken> same in batch
                    .Select(row => apps.Name(Token(row, names), row.MenuItemId))
                    .GroupBy(token => (token.UserId, token.AppId ?? token.Application))
            )
            {
                int count = same.Count();
                foreach (EcaToken token in same.Where(token => filter.Matches(token, org.GetClient().Now)))
                {
                    found.Add(
                        token with
                        {
                            TokensOfUserAndApp = count,
                            Format = filter.WithFormat
                                ? await FormatAsync(token, cancellation).ConfigureAwait(false)
                                : null,
                        }
                    );
                }
            }

            return found;
        }
    }

    private EcaToken Token(OauthTokenRow row, UserNames names) =>
        new()
        {
            Application = row.Application,
            User = names.Of(row.UserId) ?? row.UserId,
            UserId = row.UserId,
            Created = row.Created,
            LastUsed = row.LastUsed,
            UseCount = row.UseCount,
            OrgAlias = org.Alias,
            DeleteToken = row.DeleteToken,
        };

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
