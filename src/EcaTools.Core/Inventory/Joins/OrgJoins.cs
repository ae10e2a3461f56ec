using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Inventory.Joins;

/// <summary>
/// What an org's objects tell of its apps outside their metadata, read once for all apps, the sources next to one
/// another. A source that the org refuses is noted with each app, and the others go on.
/// </summary>
internal sealed class OrgJoins
{
    private readonly EcaOrg _org;
    private readonly AppMenu _menu;
    private readonly AppGrants _grants;
    private readonly AppTokens _tokens;
    private readonly LoginCounts _logins;
    private readonly BlockedConsumers _blocked;
    private readonly MigratedApps _migrated;

    private OrgJoins(EcaOrg org, AppMenu menu, Joined joined)
    {
        (_org, _menu) = (org, menu);
        (_grants, _tokens, _logins, _blocked, _migrated) = joined;
    }

    /// <summary>Reads the sources.</summary>
    /// <param name="org">The org.</param>
    /// <param name="menu">The menu, as <see cref="ReadMenuAsync"/> gives it.</param>
    /// <param name="apps">About how many apps there are.</param>
    /// <param name="applications">The labels of the apps whose tokens are wanted; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape.</exception>
    public static async Task<OrgJoins> ReadAsync(
        EcaOrg org,
        Task<AppMenu> menu,
        int apps,
        IReadOnlyCollection<string>? applications,
        CancellationToken cancellation
    )
    {
        Task<AppGrants> readGrants = TryAsync(
            org,
            "SetupEntityAccess",
            () => AppGrants.ReadAsync(org, cancellation),
            AppGrants.Unread
        );
        Task<AppTokens> readTokens = TryAsync(
            org,
            "OauthToken",
            () => AppTokens.ReadAsync(org, applications, cancellation),
            AppTokens.Unread
        );
        DateTimeOffset now = org.GetClient().Now;
        Task<LoginCounts> readLogins = TryAsync(
            org,
            "LoginHistory",
            () => LoginCounts.ReadAsync(org, apps, now, cancellation),
            LoginCounts.Unread
        );
        Task<BlockedConsumers> readBlocked = TryAsync(
            org,
            BlockedConsumers.Type,
            () => BlockedConsumers.ReadAsync(org, cancellation),
            BlockedConsumers.Unread
        );
        Task<MigratedApps> readMigrated = TryAsync(
            org,
            "ExternalClientApplication",
            () => MigratedApps.ReadAsync(org, cancellation),
            MigratedApps.Unread
        );
        await Task.WhenAll(menu, readGrants, readTokens, readLogins, readBlocked, readMigrated).ConfigureAwait(false);
        return new OrgJoins(
            org,
            await menu.ConfigureAwait(false),
            new Joined(
                await readGrants.ConfigureAwait(false),
                await readTokens.ConfigureAwait(false),
                await readLogins.ConfigureAwait(false),
                await readBlocked.ConfigureAwait(false),
                await readMigrated.ConfigureAwait(false)
            )
        );
    }

    /// <summary>Reads the menu, which tells ids and labels of all apps.</summary>
    public static Task<AppMenu> ReadMenuAsync(EcaOrg org, CancellationToken cancellation) =>
        TryAsync(org, "AppMenuItem", () => AppMenu.ReadAsync(org, cancellation), AppMenu.Unread);

    /// <summary>An app with what the sources tell of it.</summary>
    public ConnectedApp Complete(ConnectedApp app)
    {
        (ConnectedAppTokens? sum, UnreadPart? noTokens) = _tokens.Of(app, _menu);
        ImmutableArray<AppGrant>? access = app.Id is null ? null : _grants.Of(app.Id);
        UnreadPart? noAccess =
            _grants.NotRead
            ?? (
                app.Id is null
                    ? new UnreadPart(
                        "SetupEntityAccess",
                        $"{_org.Alias} told no id of the app, so that its grants can't be found."
                    )
                    : null
            );
        return WithFlows(
            app with
            {
                Menu = _menu.OfApp(app.Id)?.Entry,
                Tokens = sum,
                Access = access,
                Block = _blocked.Of(app.ConsumerKey),
                MigratedTo = _migrated.Of(app),
                NotRead =
                [
                    .. app.NotRead,
                    .. new[]
                    {
                        _menu.NotRead,
                        noAccess,
                        noTokens,
                        _logins.NotRead,
                        _blocked.NotRead,
                        _migrated.NotRead,
                    }.OfType<UnreadPart>(),
                    .. FlowEvidenceBuilder.Unnamed(_logins.Of(app.Label)),
                ],
            }
        );
    }

    /// <summary>The apps that are used and not installed: those that have tokens here or logged in by OAuth, under
    /// labels that no app of the org has.</summary>
    public IEnumerable<ConnectedApp> Uninstalled() => _tokens.Uninstalled(_org, _menu, _logins).Select(WithFlows);

    private ConnectedApp WithFlows(ConnectedApp app)
    {
        int appsWithLabel = _menu.OfLabel(app.Label).Count;
        LoginGroup[] own = [.. _logins.Of(app.Label).Where(group => group.IsOAuth)];

        // Logins name an app by its label. Whose they are is known if one app has it, or none: then it is an app that
        // is not installed.
        bool isOwn = appsWithLabel == 1 || app.Origin is ConnectedAppOrigin.Uninstalled;
        bool isKnown = isOwn && _logins.NotRead is null && _menu.NotRead is null;
        return app with
        {
            FlowEvidence = FlowEvidenceBuilder.Build(app, _logins.Of(app.Label), appsWithLabel),
            Logins30Days = isKnown ? own.Sum(group => group.Count) : null,
            LastLogin = isKnown && own.Length > 0 ? own.Max(group => group.Last) : null,
        };
    }

    private static async Task<T> TryAsync<T>(EcaOrg org, string source, Func<Task<T>> read, Func<UnreadPart, T> unread)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            return unread(new SourceAccess(org).Refused(InventoryFacts.Default.Source(source), error));
        }
    }

    private sealed record Joined(
        AppGrants Grants,
        AppTokens Tokens,
        LoginCounts Logins,
        BlockedConsumers Blocked,
        MigratedApps Migrated
    );
}
