using System.Globalization;
using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation;

/// <summary>
/// Decides what a run does with a consumer, from what the org holds and what the journal remembers. The org is right about what is; the
/// journal only about what was meant.
/// </summary>
/// <param name="Entry">What the journal remembers; null where nothing.</param>
/// <param name="CurrentKey">The fingerprint of the consumer's own key.</param>
/// <param name="Second">The second pair; null where there is none.</param>
/// <param name="SecondKey">The fingerprint of its key.</param>
/// <param name="UserId">The user whom this session is logged in as.</param>
/// <param name="Now">The time on the org's clock.</param>
internal sealed record RotationJudge(RotationEntry? Entry, string CurrentKey, StagedPair? Second, string? SecondKey, string UserId, DateTimeOffset Now)
{
    // The slot was seen to be empty just before, so this only has to cover what a clock that tells whole seconds gets wrong.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(1);

    /// <summary>Whether the staged pair is the one of the rotation that the journal remembers.</summary>
    public bool IsStagedOurs => Entry is { IsRunning: true, IsImmediate: false } entry
        && Second is { Credential.State: EcaCredentialState.Staged }
        && (entry.NewKey is { } key
            ? key == SecondKey
            : entry.OldKey == CurrentKey && Second.CreatedDate >= entry.StartedAt - ClockSlack && IsUs(Second.CreatedBy));

    /// <summary>Whether the consumer's own pair is the one that the journal's rotation made.</summary>
    public bool IsPromotedOurs => Entry is { NewKey: { } key } && key == CurrentKey;

    /// <summary>When the consumer's own pair became that: from the journal, or else from the pair that it replaced.</summary>
    public DateTimeOffset? PromotedAt => IsPromotedOurs && Entry!.PromotedAt is { } at ? at
        : Second is { Credential.State: EcaCredentialState.Previous } ? Second.CreatedDate : null;

    /// <summary>What to do.</summary>
    /// <param name="adopt">Whether what the journal does not know is gone on with.</param>
    /// <param name="ifOlderThan">The age from which on a rotation is due; null for any.</param>
    public RotationDecision Decide(bool adopt, TimeSpan? ifOlderThan) =>
        Entry is { IsRunning: true, IsImmediate: true } ? new(RotationAction.Ask, "The key and secret are being replaced at once. Run it again with -Immediate, which ends that.")
        : Entry is { IsRunning: true } ? GoOn(adopt)
        : Begin(adopt, ifOlderThan);

    private RotationDecision GoOn(bool adopt) => Second?.Credential.State switch
    {
        EcaCredentialState.Staged => IsStagedOurs || adopt ? new(RotationAction.GoOnStaged) : Foreign(),
        EcaCredentialState.Previous => IsPromotedOurs || adopt ? new(RotationAction.GoOnPromoted) : Elsewhere(),
        _ when Entry!.OldKey == CurrentKey => new(RotationAction.Stage),
        _ => IsPromotedOurs || adopt ? new(RotationAction.GoOnPromoted) : Elsewhere(),
    };

    private RotationDecision Begin(bool adopt, TimeSpan? ifOlderThan)
    {
        bool wasUndone = Entry is { Step: KeyRotationStep.Undone };
        if (ifOlderThan is { } limit && !wasUndone && PromotedAt is { } since && Now - since < limit)
        {
            return new(RotationAction.Leave, $"The pair is {Days(Now - since)} old; it is due at {Days(limit)}.");
        }

        switch (Second?.Credential.State)
        {
            case EcaCredentialState.Staged:
                return adopt ? new(RotationAction.GoOnStaged) : Foreign();
            case EcaCredentialState.Previous when IsPromotedOurs && wasUndone:
                return adopt
                    ? new(RotationAction.GoOnPromoted)
                    : new(RotationAction.Ask, $"The rotation was taken back, and callers have the previous pair, which is good until {Time(Second.ExpirationDate)}. -AdoptStaged delivers the app's own pair again.");
            case EcaCredentialState.Previous when IsPromotedOurs:
                return new(RotationAction.Leave, $"It was rotated {At(Entry!.PromotedAt)}; the previous pair, good until {Time(Second.ExpirationDate)}, is in the way of another rotation. Complete-EcaKeyRotation revokes it.");
            case EcaCredentialState.Previous:
                return adopt
                    ? new(RotationAction.GoOnPromoted)
                    : new(RotationAction.Ask, $"Somebody else rotated the pair {At(Second.CreatedDate)}; the previous one, good until {Time(Second.ExpirationDate)}, is in the way. Wait, or revoke it with Complete-EcaKeyRotation once no caller needs it. -AdoptStaged delivers the pair that the org has now.");
            default:
                return new(RotationAction.Stage);
        }
    }

    private RotationDecision Foreign() => new(
        RotationAction.Ask,
        $"A pair was staged {At(Second!.CreatedDate)} by {Second.CreatedBy ?? "somebody"}, and this journal does not know it. If nobody else is rotating the app, go on with it by -AdoptStaged, or remove it with Undo-EcaKeyRotation -AdoptStaged.");

    private static RotationDecision Elsewhere() => new(
        RotationAction.Ask,
        "The app's own pair is neither the one from before this rotation nor the one that it staged: somebody else rotated it meanwhile. -AdoptStaged delivers the pair that the org has now.");

    private bool IsUs(string? who) => who is not null && SalesforceId.Short(who) == SalesforceId.Short(UserId);

    private static string Days(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalDays):0.#} days");

    private static string At(DateTimeOffset? time) => time is null ? "at an unknown time" : $"on {Time(time)}";

    private static string Time(DateTimeOffset? time) => time is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) : "an unknown time";
}
