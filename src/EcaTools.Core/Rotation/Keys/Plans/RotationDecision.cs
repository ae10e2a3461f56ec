using System.Globalization;
using EcaTools.Core.Credentials;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>What a rotation has to do with a consumer.</summary>
/// <param name="Action">What it has to do.</param>
/// <param name="Reason">Why nothing can or need be done, and what to do next; null if something is done.</param>
internal sealed record RotationDecision(RotationAction Action, string? Reason = null)
{
    /// <summary>Decides.</summary>
    /// <param name="state">Which pairs are valid, and which ones callers have.</param>
    /// <param name="adopt">Whether to continue with a pair that the journal does not know.</param>
    /// <param name="ifOlderThan">The age from which on a rotation is due; null for any.</param>
    public static RotationDecision Of(PairState state, bool adopt, TimeSpan? ifOlderThan) =>
        state.Entry switch
        {
            { IsRunning: true, IsImmediate: true } => Ask(
                "The key and secret are being replaced immediately. Run Invoke-EcaKeyRotation -Immediate "
                    + "again, which finishes that."
            ),
            { Step: KeyRotationStep.Undoing } when !adopt => Ask(
                "An undo began and has not finished. Run Undo-EcaKeyRotation again, which finishes it. "
                    + "-AdoptStaged continues with the new pair."
            ),
            { IsRunning: true } => Resume(state, adopt),
            _ => Begin(state, adopt, ifOlderThan),
        };

    private static RotationDecision Resume(PairState state, bool adopt)
    {
        switch (state.Second?.Credential.State)
        {
            case EcaCredentialState.Staged:
                return state.IsStagedOurs || adopt ? new(RotationAction.ResumeStaged) : Foreign(state);
            case EcaCredentialState.Previous:
                return state.IsPromotedOurs || adopt ? new(RotationAction.ResumePromoted) : Elsewhere();
        }

        if (state.Entry!.OldKey == state.CurrentKey)
        {
            return new(RotationAction.Stage);
        }

        return state.IsPromotedOurs || adopt ? new(RotationAction.ResumePromoted) : Elsewhere();
    }

    private static RotationDecision Begin(PairState state, bool adopt, TimeSpan? ifOlderThan)
    {
        bool wasUndone = state.Entry is { Step: KeyRotationStep.Undone };
        bool isStaged = state.Second is { Credential.State: EcaCredentialState.Staged };
        TimeSpan? age = state.Now - state.PromotedAt;

        // A pair that somebody else promoted, and callers don't have: the previous one that they use ends whatever the
        // age.
        bool isLeftBehind =
            !state.IsPromotedOurs && state.Read is { } read && state.PairOf(read) == CallerPair.Previous;
        if (age < ifOlderThan && !wasUndone && !isLeftBehind)
        {
            return new(
                RotationAction.None,
                $"The pair is {Days(age.Value)} old; it is due at {Days(ifOlderThan.Value)}."
            );
        }

        if (isStaged)
        {
            return adopt ? new(RotationAction.ResumeStaged) : Foreign(state);
        }

        if (!state.IsPrevious)
        {
            return new(RotationAction.Stage);
        }

        string until = PairState.Text(state.Second!.ExpirationDate);
        if (state.IsPutBack)
        {
            return new(
                RotationAction.None,
                $"The rotation was undone; the pair that it made, valid until {until}, leaves no room for "
                    + $"another rotation. "
                    + "Complete-EcaKeyRotation revokes it."
            );
        }

        if (adopt && (wasUndone || !state.IsPromotedOurs))
        {
            return new(RotationAction.ResumePromoted);
        }

        if (state.IsPromotedOurs && wasUndone)
        {
            return Ask(
                $"The rotation was undone, and callers have the previous pair, which is valid until {until}. "
                    + "-AdoptStaged delivers the app's own pair again."
            );
        }

        return state.IsPromotedOurs
            ? new(
                RotationAction.None,
                $"It was rotated {At(state.Entry!.PromotedAt)}; the previous pair, valid until {until}, "
                    + $"leaves no room for another "
                    + "rotation. Complete-EcaKeyRotation revokes it."
            )
            : Ask(
                $"Somebody else rotated the pair {At(state.Second.CreatedDate)}; the previous one, valid "
                    + $"until {until}, leaves no room "
                    + "for another rotation. Wait, or revoke it with Complete-EcaKeyRotation once no caller needs it. "
                    + "-AdoptStaged delivers the pair that the org has now."
            );
    }

    private static RotationDecision Ask(string reason) => new(RotationAction.NeedsDecision, reason);

    private static RotationDecision Foreign(PairState state) =>
        Ask(
            $"A pair was staged {At(state.Second!.CreatedDate)} by "
                + $"{state.Second.CreatedBy ?? "an unknown user"}, and this journal does not "
                + "know it. If nobody else is rotating the app, continue with it by -AdoptStaged, or "
                + "remove it with Undo-EcaKeyRotation "
                + "-AdoptStaged."
        );

    private static RotationDecision Elsewhere() =>
        Ask(
            "The app's own pair is neither the one from before this rotation nor the one that it staged: "
                + "somebody else rotated it "
                + "meanwhile. -AdoptStaged delivers the pair that the org has now."
        );

    private static string Days(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalDays):0.#} days");

    private static string At(DateTimeOffset? time) =>
        time is null ? "at an unknown time" : $"on {PairState.Text(time)}";
}
