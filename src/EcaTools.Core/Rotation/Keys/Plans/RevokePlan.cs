using System.Collections.Immutable;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>Revokes the previous pair.</summary>
public sealed class RevokePlan : RotationPlan
{
    internal RevokePlan(
        KeyRotationSession session,
        PairState state,
        ICredentialTarget target,
        ImmutableArray<EcaKeyCaller> callers
    )
        : base(session, state, target)
    {
        Callers = callers;
        Steps = Numbered([
            Warning,
            "revoke the previous pair, and every token that it got",
            .. callers.Select(caller => $"which ends the access of {caller}"),
        ]);
    }

    /// <summary>What was not checked, and which callers that may lock out; null if every known target was read.</summary>
    public string? Warning
    {
        get
        {
            string[] names =
            [
                .. Found.Places.Where(place => place.Name != Found.Read?.Name).Select(place => place.Name),
            ];
            bool isUnknown = Found.Places.IsEmpty && Found.Read is null;
            string what = isUnknown ? "No delivery target was read" : $"Not read: {string.Join(", ", names)}";
            return names.Length == 0 && !isUnknown
                ? null
                : $"{what}. Callers that have the previous pair only are locked out; run "
                    + $"Invoke-EcaKeyRotation with their target, which "
                    + "delivers the app's own pair there.";
        }
    }

    private protected override async Task<EcaKeyRotation> RunAsync(
        RotationProgress progress,
        CancellationToken cancellation
    )
    {
        StagedPair previous = Found.Second!;
        await Session.Credentials.DeleteStagedAsync(Consumer, previous.Id, cancellation).ConfigureAwait(false);
        progress.State = progress.State with { Second = null, SecondKey = null };
        if (Found.Entry is not null)
        {
            await progress
                .RecordAsync(KeyRotationStep.Completed, entry => entry with { PreviousValidUntil = null })
                .ConfigureAwait(false);
        }

        return Session.Result(progress.State, KeyRotationState.Completed, Warning) with
        {
            Callers = Callers,
        };
    }
}
