using System.Collections.Immutable;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.Deployment;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>
/// Replaces the key and secret of an app immediately: the old pair, a second one, and every token that they got end.
/// The flags for it are deployed with the whole record of the global OAuth settings and taken back afterwards (Metadata
/// API Developer Guide: ExtlClntAppGlobalOauthSettings). A run after a crash resumes it.
/// </summary>
public sealed class ReplacePlan : RotationPlan
{
    private static readonly TimeSpan LongestDeploy = TimeSpan.FromMinutes(30);

    private readonly KeyRotationOptions _options;
    private readonly PairProof _proof;
    private readonly GlobalSettings _settings;
    private readonly bool _isReplaced;

    internal ReplacePlan(
        KeyRotationSession session,
        PairState state,
        ICredentialTarget target,
        KeyRotationOptions options,
        bool isReplaced,
        ImmutableArray<EcaKeyCaller> users
    )
        : base(session, state, target)
    {
        (_options, _isReplaced, Callers) = (options, isReplaced, users);
        (_proof, _settings) = (new PairProof(session.Org, options.Verify), new GlobalSettings(session.Org));
        string[] replace = isReplaced
            ? []
            :
            [
                $"deliver the app's own pair to {target.Name}, to see that the target accepts it",
                "replace the key and secret immediately: whoever calls by the old pair is locked out",
                .. users.Select(user => $"which ends the tokens of {user.Username}"),
            ];
        Steps = Numbered([
            .. replace,
            state.Second is null ? null : "revoke the second pair, too",
            $"deliver the new pair to {target.Name}",
            "log in with it",
            "take the flags for the replacement back",
        ]);
    }

    private protected override async Task<EcaKeyRotation> RunAsync(
        RotationProgress progress,
        CancellationToken cancellation
    )
    {
        bool isResumed = Found.Entry is { IsRunning: true, IsImmediate: true };
        if (!_isReplaced)
        {
            // A target that takes nothing must be found out before the only pair that callers have ends.
            await progress.DeliverAsync(cancellation).ConfigureAwait(false);
            await ReplaceAsync(progress, isResumed, cancellation).ConfigureAwait(false);
        }

        await TakeNewPairAsync(progress, cancellation).ConfigureAwait(false);
        if (progress.State.Second is { } second)
        {
            await Session.Credentials.DeleteStagedAsync(Consumer, second.Id, cancellation).ConfigureAwait(false);
            progress.State = progress.State with { Second = null, SecondKey = null };
        }

        await progress
            .RequireLoginAsync(_proof, "The new pair", _options.MaximumWait, cancellation)
            .ConfigureAwait(false);
        await progress.DeliverAndProveAsync(_proof, cancellation).ConfigureAwait(false);
        if (await DeployAsync(on: false, cancellation).ConfigureAwait(false) is { } refusal)
        {
            throw RotationErrors.ImmediateNotDeployed(Session.App.Name, Session.Org.Alias, refusal);
        }

        await progress
            .RecordAsync(KeyRotationStep.Done, entry => entry with { FinishedAt = Session.Now })
            .ConfigureAwait(false);
        EcaKeyRotation result = Session.Result(
            progress.State,
            isResumed ? KeyRotationState.Resumed : KeyRotationState.Rotated,
            $"There is no previous pair: callers are locked out until they fetch the new one from {Target.Name}."
        ) with
        {
            Callers = Callers,
        };
        return _options.IncludeCredential
            ? result with
            {
                Credential = progress.Pair with { State = EcaCredentialState.Current },
            }
            : result;
    }

    private async Task ReplaceAsync(RotationProgress progress, bool isResumed, CancellationToken cancellation)
    {
        ImmutableArray<PlaceKeys> before = progress.State.Places;
        progress.State = progress.State with
        {
            // As soon as the deploy is sent, it may have ended every pair that callers have.
            Places =
            [
                .. before.Select(place =>
                    place with
                    {
                        Keys = [.. place.Keys.Append(PlaceKeys.NoPair).Distinct(StringComparer.Ordinal)],
                    }
                ),
            ],
        };
        await progress
            .RecordAsync(KeyRotationStep.Promoting, entry => isResumed ? entry with { Target = Target.Name } : Begin())
            .ConfigureAwait(false);
        if (await DeployAsync(on: true, cancellation).ConfigureAwait(false) is { } refusal)
        {
            progress.State = progress.State with { Places = before };
            await progress.RecordAsync(KeyRotationStep.Promoting).ConfigureAwait(false);
            throw RotationErrors.ImmediateNotDeployed(Session.App.Name, Session.Org.Alias, refusal);
        }
    }

    private RotationEntry Begin() =>
        new()
        {
            Name = Consumer.ConsumerName,
            StartedAt = Session.Now,
            OldKey = Found.CurrentKey,
            IsImmediate = true,
            Target = Target.Name,
        };

    /// <summary>Reads the pair that the deploy has made. From now on it is known that the old one has ended.</summary>
    private async Task TakeNewPairAsync(RotationProgress progress, CancellationToken cancellation)
    {
        EcaCredential pair = await Session.Credentials.GetCurrentAsync(Consumer, cancellation).ConfigureAwait(false);
        string key = progress.Fingerprint(pair);
        if (key == progress.Entry!.OldKey)
        {
            throw RotationErrors.ImmediateNotDeployed(
                Session.App.Name,
                Session.Org.Alias,
                "the app still has the key that it had before."
            );
        }

        progress.Pair = pair;
        progress.State = progress.State with { Current = pair, CurrentKey = key };
        await progress
            .RecordAsync(
                KeyRotationStep.Promoted,
                entry =>
                    entry with
                    {
                        NewKey = key,
                        PromotedAt = entry.PromotedAt ?? Session.Now,
                        PreviousValidUntil = null,
                    }
            )
            .ConfigureAwait(false);
    }

    /// <summary>Deploys the settings as they are, with the flags on or off. A key in them would be one to set, so they
    /// go without.</summary>
    /// <returns>Why the org refused it; null if it was made.</returns>
    private async Task<string?> DeployAsync(bool on, CancellationToken cancellation)
    {
        string flag = on ? "true" : "false";
        NamedRecord held =
            await _settings.ReadAsync(Session.App.Name, cancellation).ConfigureAwait(false)
            ?? throw RotationErrors.ImmediateSettingsNotFound(Session.App.Name, Session.Org.Alias);
        NamedRecord wanted = GlobalSettings.With(
            held,
            ("consumerKey", null),
            ("consumerSecret", null),
            ("shouldRotateConsumerKey", flag),
            ("shouldRotateConsumerSecret", flag)
        );
        string id = await _settings
            .StartAsync(wanted, new DeployOptions { IgnoreWarnings = on }, cancellation)
            .ConfigureAwait(false);
        return await _settings.WaitAsync(id, LongestDeploy, cancellation).ConfigureAwait(false);
    }
}
