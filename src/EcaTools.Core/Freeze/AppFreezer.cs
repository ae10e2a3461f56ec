using System.Xml.Linq;
using EcaTools.Core.Deployment;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Freeze;

/// <summary>
/// Blocks apps and unblocks them. A Connected App is blocked by a record of the type BlacklistedConsumer (Metadata API
/// Developer Guide), and unblocked when that record is deleted (UNCONFIRMED). An External Client App is switched off
/// and on by its policies. Each is one change in the org; a run after a crash finds it made and goes on with the
/// tokens.
/// </summary>
/// <param name="org">The org.</param>
public sealed class AppFreezer(EcaOrg org)
{
    private const string UnblockNote =
        "Unblocked by deleting the BlacklistedConsumer record. No Salesforce document confirms that: check with a caller.";

    private readonly MetadataClient _metadata = new(org.GetClient());

    /// <summary>Looks what blocking an app would do, and changes nothing.</summary>
    /// <param name="name">The app's full name.</param>
    /// <param name="kind">What kind of app is meant; null for the Connected App, or the External Client App if there is
    /// no Connected App of that name.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>AppNotFound</c>, <c>AppHasNoOAuth</c>, <c>SettingsNotFound</c>, or an
    /// error of the org.</exception>
    public async Task<BlockPlan> PlanBlockAsync(
        string name,
        AppKind? kind,
        BlockOptions? options,
        CancellationToken cancellation
    )
    {
        options ??= new BlockOptions();
        BlockTarget app = await new BlockTargetReader(org).FindAsync(name, kind, cancellation).ConfigureAwait(false);
        return new BlockPlan(app, blocks: true, options) { Refusal = RefusalFor(app, options) };
    }

    private EcaException? RefusalFor(BlockTarget app, BlockOptions options)
    {
        if (app.IsBlocked || options.ForceReason is not null)
        {
            return null;
        }

        if (app.LastUsed > org.GetClient().Now - options.QuietPeriod)
        {
            return FreezeErrors.AppStillInUse(app, org.Alias, options);
        }

        return app.UseNotKnown is not null ? FreezeErrors.UseNotKnown(app, org.Alias) : null;
    }

    /// <summary>Looks what unblocking an app would do, and changes nothing.</summary>
    /// <inheritdoc cref="PlanBlockAsync"/>
    public async Task<BlockPlan> PlanUnblockAsync(string name, AppKind? kind, CancellationToken cancellation)
    {
        BlockTarget app = await new BlockTargetReader(org).FindAsync(name, kind, cancellation).ConfigureAwait(false);
        return new BlockPlan(app, blocks: false, new BlockOptions())
        {
            Refusal = app.Block is { IsByApiAccessControl: true }
                ? FreezeErrors.BlockedByApiAccessControl(app.Name, org.Alias)
                : null,
        };
    }

    /// <summary>Carries a plan out: the block first, then the tokens.</summary>
    /// <exception cref="EcaException">The plan's refusal; <c>ChangeRefused</c>; <c>TokenNotRevoked</c>; an error of
    /// the org.</exception>
    public async Task<EcaBlock> ApplyAsync(BlockPlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Refusal is { } refusal)
        {
            throw refusal;
        }

        BlockTarget app = plan.Target;
        if (!plan.IsUnchanged)
        {
            await ChangeAsync(app, plan.Blocks, cancellation).ConfigureAwait(false);
        }

        (int revoked, int gone) = plan.Options.RevokeTokens
            ? await RevokeAsync(app, cancellation).ConfigureAwait(false)
            : (0, 0);
        BlockOutcome done = plan.Blocks ? BlockOutcome.Blocked : BlockOutcome.Unblocked;
        return new EcaBlock
        {
            App = app.Name,
            Kind = app.Kind,
            Org = org.Alias,
            OrgId = org.OrgId,
            Outcome = plan.IsUnchanged ? BlockOutcome.Unchanged : done,
            IsBlocked = plan.Blocks,
            LastUsed = app.LastUsed,
            Reason = plan.Options.ForceReason,
            TokensRevoked = revoked,
            TokensGone = gone,
            Note = plan is { Blocks: false, IsUnchanged: false, Kind: AppKind.ConnectedApp } ? UnblockNote : null,
            CheckedAt = org.GetClient().Now,
        };
    }

    /// <summary>Blocks a consumer that a backup shows as blocked.</summary>
    internal Task BlockConsumerAsync(string app, string consumerKey, CancellationToken cancellation) =>
        SaveAsync(
            app,
            _metadata.UpsertAsync(BlockedConsumers.Type, [Record(app, consumerKey)], cancellation),
            cancellation
        );

    /// <summary>Unblocks a consumer.</summary>
    internal Task UnblockConsumerAsync(string app, string fullName, CancellationToken cancellation) =>
        SaveAsync(app, _metadata.DeleteAsync(BlockedConsumers.Type, [fullName], cancellation), cancellation);

    private Task ChangeAsync(BlockTarget app, bool blocks, CancellationToken cancellation)
    {
        if (app.Policies is { } policies)
        {
            NamedRecord changed = GlobalSettings.With(policies, ("isEnabled", blocks ? "false" : "true"));
            return SaveAsync(
                app.Name,
                _metadata.UpdateAsync(EcaType.Policies, [RecordXml.Of(changed)], cancellation),
                cancellation
            );
        }

        return blocks
            ? BlockConsumerAsync(app.Name, app.ConsumerKey!, cancellation)
            : UnblockConsumerAsync(app.Name, app.Block!.FullName, cancellation);
    }

    /// <summary>The record that blocks a consumer. Its full name is not documented (UNCONFIRMED): the app's name is
    /// taken.</summary>
    private static XElement Record(string app, string consumerKey) =>
        RecordXml.Of(
            new NamedRecord(
                app,
                new MetadataRecord(
                    BlockedConsumers.Type,
                    [
                        new MetadataField("blockedByApiWhitelisting", "false", Group: null),
                        new MetadataField("consumerKey", consumerKey, Group: null),
                        new MetadataField("consumerName", app, Group: null),
                        new MetadataField("masterLabel", app, Group: null),
                    ]
                )
            )
        );

    private async Task SaveAsync(
        string app,
        IAsyncEnumerable<MetadataSaveResult> results,
        CancellationToken cancellation
    )
    {
        await foreach (MetadataSaveResult result in results.WithCancellation(cancellation).ConfigureAwait(false))
        {
            if (!result.Success)
            {
                throw FreezeErrors.BlockNotChanged(app, org.Alias, string.Join("; ", result.Errors));
            }
        }
    }

    private async Task<(int Revoked, int Gone)> RevokeAsync(BlockTarget app, CancellationToken cancellation)
    {
        if (app.Kind is AppKind.ConnectedApp)
        {
            return await new TokenRevoker(org).RevokeAsync(app, cancellation).ConfigureAwait(false);
        }

        if (app.Id is null)
        {
            throw FreezeErrors.TokensNotRevoked(app.Name, org.Alias, "the org gave no id of the app.");
        }

        // One request ends all tokens of an External Client App (Connect REST API Developer Guide: OAuth usage).
        int tokens = await new OAuthUsageReader(org.GetClient())
            .CountTokensAsync(app.Id, cancellation)
            .ConfigureAwait(false);
        await org.GetClient()
            .SendJsonAsync(HttpMethod.Delete, $"apps/oauth/usage/{app.Id}/tokens", body: null, cancellation)
            .ConfigureAwait(false);
        return (tokens, 0);
    }
}
