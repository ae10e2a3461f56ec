using EcaTools.Core.Credentials;

namespace EcaTools.Core.Rotation;

/// <summary>Says where the rotation of a consumer stands. It changes nothing.</summary>
/// <param name="session">The app; a preview is enough.</param>
public sealed class KeyRotationStatus(KeyRotationSession session)
{
    /// <summary>Where it stands.</summary>
    /// <param name="consumer">One of the session's consumers.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">Those of reading credentials.</exception>
    public async Task<EcaKeyRotation> ReadAsync(EcaConsumer consumer, CancellationToken cancellation = default)
    {
        RotationJudge judge = await session.LookAsync(consumer, cancellation).ConfigureAwait(false);
        RotationDecision decision = judge.Decide(adopt: false, ifOlderThan: null);
        (KeyRotationState state, string? next) = (decision.Action, judge.Second?.Credential.State, judge.Entry?.Step) switch
        {
            (RotationAction.Ask, EcaCredentialState.Previous, KeyRotationStep.Undone) => (KeyRotationState.Undone, decision.Reason),
            (RotationAction.Ask, EcaCredentialState.Previous, _) when judge.Entry is not { IsRunning: true } => (KeyRotationState.Rotated, "The journal does not know this rotation."),
            (RotationAction.Ask, _, _) => (KeyRotationState.NeedsHuman, decision.Reason),
            _ when judge.Entry is { IsRunning: true } => (KeyRotationState.InProgress, "Run Invoke-EcaKeyRotation again to take it up, or Undo-EcaKeyRotation to take it back."),
            (_, EcaCredentialState.Previous, _) => (KeyRotationState.Rotated, null),
            (_, _, KeyRotationStep.Undone) => (KeyRotationState.Undone, null),
            (_, _, KeyRotationStep.Done or KeyRotationStep.Completed) => (KeyRotationState.Completed, null),
            _ => (KeyRotationState.NeverRotated, null),
        };
        return session.Result(consumer, state, judge, next);
    }
}
