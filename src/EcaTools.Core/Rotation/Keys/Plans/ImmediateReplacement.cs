using System.Collections.Immutable;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.Deployment;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>Plans to replace the key and secret of an app immediately, without an overlap, as after a leak.</summary>
/// <param name="session">The app.</param>
/// <param name="options">How; only the proof, the wait and the result's credential matter here.</param>
public sealed class ImmediateReplacement(KeyRotationSession session, KeyRotationOptions options)
{
    private readonly PairProof _proof = new(session.Org, options.Verify);

    /// <summary>Looks at what there is to do, and who will be locked out. It changes nothing.</summary>
    /// <param name="consumer">One of the session's consumers. Only that of the app's metadata can be replaced
    /// so.</param>
    /// <param name="target">Where its callers fetch the pair.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">
    /// <c>OwnAppRefused</c>, <c>SettingsNotFound</c>, an error of the target, or those of reading credentials.
    /// </exception>
    public async Task<RotationPlan> PlanAsync(
        EcaConsumer consumer,
        ICredentialTarget target,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(target);
        PairState state = await session.MatchOrgRecordsAsync(consumer, target, cancellation).ConfigureAwait(false);
        await session.RefuseOwnAppAsync(state, _proof, cancellation).ConfigureAwait(false);
        NamedRecord record =
            await new GlobalSettings(session.Org).ReadAsync(session.App.Name, cancellation).ConfigureAwait(false)
            ?? throw RotationErrors.ImmediateSettingsNotFound(session.App.Name, session.Org.Alias);
        if (record.Record["consumerKey"] is { } key && key != state.Current.ConsumerKey)
        {
            const string Reason =
                "Only the consumer of the app's metadata can be replaced immediately. Rotate this one "
                + "without -Immediate, "
                + "and revoke its previous pair with Complete-EcaKeyRotation -Force.";
            return new ClosedPlan(session, state, target, session.Result(state, KeyRotationState.NeedsHuman, Reason));
        }

        // An earlier run may have had its deployment made.
        bool isReplaced =
            state.Entry is { IsRunning: true, IsImmediate: true } entry && entry.OldKey != state.CurrentKey;
        ImmutableArray<EcaKeyCaller> users = isReplaced
            ? []
            : await new OAuthUsageReader(session.Org.GetClient())
                .UsersAsync(consumer.AppId, cancellation)
                .ConfigureAwait(false);
        return new ReplacePlan(session, state, target, options, isReplaced, users);
    }
}
