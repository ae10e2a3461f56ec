using System.Collections.Immutable;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Freeze;

/// <summary>Finds an app that is to be blocked, and what tells whether it is in use.</summary>
/// <param name="org">The org.</param>
internal sealed class BlockTargetReader(EcaOrg org)
{
    /// <summary>The app of a full name. If no kind is given, the Connected App is meant where there is one.</summary>
    /// <exception cref="EcaException"><c>AppNotFound</c>, <c>AppHasNoOAuth</c>, <c>SettingsNotFound</c>, or an
    /// error of the org.</exception>
    public async Task<BlockTarget> FindAsync(string name, AppKind? kind, CancellationToken cancellation)
    {
        BlockTarget? found =
            kind is AppKind.ExternalClientApp
                ? null
                : await FindConnectedAppAsync(name, cancellation).ConfigureAwait(false);
        found ??=
            kind is AppKind.ConnectedApp
                ? null
                : await FindExternalClientAppAsync(name, cancellation).ConfigureAwait(false);
        return found ?? throw FreezeErrors.AppToBlockNotFound(name, org.Alias);
    }

    private async Task<BlockTarget?> FindConnectedAppAsync(string name, CancellationToken cancellation)
    {
        ConnectedAppSelection selection = new(
            (candidate, _) => candidate.Equals(name, StringComparison.OrdinalIgnoreCase),
            [name]
        );
        await foreach (
            ConnectedAppFile file in new ConnectedAppOrgReader(org, selection)
                .ReadAsync(cancellation)
                .ConfigureAwait(false)
        )
        {
            if (file.Error is { } error)
            {
                throw error;
            }

            if (file.App is { Origin: not ConnectedAppOrigin.Uninstalled } app)
            {
                if (app.ConsumerKey is null)
                {
                    throw FreezeErrors.NoConsumerKey(app.Name, org.Alias);
                }

                UnreadPart? blind = app.NotRead.FirstOrDefault(part => part.Type == BlockedConsumers.Type);
                return blind is not null
                    ? throw FreezeErrors.BlockNotChanged(app.Name, org.Alias, blind.Reason)
                    : new BlockTarget(app.Name, app.Label, app.Id, AppKind.ConnectedApp)
                    {
                        IsBlocked = app.Block is not null,
                        Block = app.Block,
                        ConsumerKey = app.ConsumerKey,
                        LastUsed = app.LastUsed,
                        UseNotKnown = app.IsUseKnown
                            ? null
                            : string.Join(
                                " ",
                                app.NotRead.Where(part => part.Type is "OauthToken" or "LoginHistory")
                                    .Select(part => part.Reason)
                                    .DefaultIfEmpty("Its logins can't be distinguished from those of another app.")
                            ),
                    };
            }
        }

        return null;
    }

    private async Task<BlockTarget?> FindExternalClientAppAsync(string name, CancellationToken cancellation)
    {
        OrgAppReader reader = new(org);
        if (await reader.ReadAppAsync(name, cancellation).ConfigureAwait(false) is not { } app)
        {
            return null;
        }

        ImmutableDictionary<string, NamedRecord> records = await reader
            .ReadSatellitesAsync(
                app.FullName,
                app.Record["label"] ?? app.FullName,
                ImmutableDictionary<string, string>.Empty,
                [EcaType.Policies, EcaType.GlobalOauthSettings],
                everywhere: true,
                cancellation
            )
            .ConfigureAwait(false);
        NamedRecord policies =
            records.GetValueOrDefault(EcaType.Policies) ?? throw FreezeErrors.PoliciesNotFound(app.FullName, org.Alias);
        BlockTarget target = new(
            app.FullName,
            app.Record["label"] ?? app.FullName,
            await IdOfAsync(app.FullName, cancellation).ConfigureAwait(false),
            AppKind.ExternalClientApp
        )
        {
            IsBlocked = policies.Record["isEnabled"] is "false",
            Policies = policies,
            ConsumerKey = records.GetValueOrDefault(EcaType.GlobalOauthSettings)?.Record["consumerKey"],
        };
        return await WithUseAsync(target, cancellation).ConfigureAwait(false);
    }

    private async Task<string?> IdOfAsync(string name, CancellationToken cancellation) =>
        (await new ExternalClientAppReader(org).ListAsync(cancellation).ConfigureAwait(false))
            .Find(app => app.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?.Id;

    private async Task<BlockTarget> WithUseAsync(BlockTarget app, CancellationToken cancellation)
    {
        try
        {
            LoginCounts logins = await LoginCounts
                .ReadAsync(org, apps: 1, org.GetClient().Now, cancellation)
                .ConfigureAwait(false);
            ImmutableArray<EcaKeyCaller> users = app.Id is null
                ? []
                : await new OAuthUsageReader(org.GetClient()).UsersAsync(app.Id, cancellation).ConfigureAwait(false);
            return app with
            {
                LastUsed = logins
                    .Of(app.Label)
                    .Where(group => group.IsOAuth)
                    .Select(group => (DateTimeOffset?)group.Last)
                    .Concat(users.Select(user => user.LastUsedAt))
                    .Max(),
                UseNotKnown = app.Id is null ? "The org gave no id of the app." : logins.NotRead?.Reason,
            };
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            return app with { UseNotKnown = error.Message };
        }
    }
}
