using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>
/// Plans to revoke the previous pair before it expires: once the journal says that the rotation is done, every known
/// delivery target has the new pair, some time has passed, and the org shows no caller since the rotation. A caller
/// with a token from before the rotation uses the previous pair; for later tokens an org does not say by which pair
/// they were issued.
/// </summary>
/// <param name="session">The app.</param>
/// <param name="options">When.</param>
public sealed class KeyRotationCompletion(KeyRotationSession session, KeyCompletionOptions options)
{
    /// <summary>Looks at whether the previous pair can go. It changes nothing.</summary>
    /// <param name="consumer">One of the session's consumers.</param>
    /// <param name="target">Where its callers fetch the pair; a <see cref="Delivery.ReturnedTarget"/> if none is
    /// named.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">
    /// <c>OwnAppRefused</c>, <c>CurrentPairNotDelivered</c>, an error of the target, or those of reading credentials.
    /// </exception>
    public async Task<RotationPlan> PlanAsync(
        EcaConsumer consumer,
        ICredentialTarget target,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(target);
        ICredentialTarget? read = target.CanReadBack ? target : null;
        PairState state = await session.MatchOrgRecordsAsync(consumer, read, cancellation).ConfigureAwait(false);
        if (!state.IsPrevious)
        {
            return state.Second is { Credential.State: EcaCredentialState.Staged }
                ? Ask(
                    "A pair is staged, and there is no previous one: finish the rotation first, with "
                        + "Invoke-EcaKeyRotation or "
                        + "Undo-EcaKeyRotation."
                )
                : Closed(KeyRotationState.Completed, "There is no previous pair.");
        }

        if (session.Org.LoginConsumerKey == state.Second!.Credential.ConsumerKey)
        {
            throw RotationErrors.OwnAppRefused(session.App.Name, session.Org);
        }

        if (state.Entry is { IsRunning: true, IsImmediate: true })
        {
            return Ask(
                "The key and secret are being replaced immediately. Run Invoke-EcaKeyRotation -Immediate "
                    + "again, which finishes that."
            );
        }

        RequireDelivered(state);
        ImmutableArray<EcaKeyCaller> callers = await CallersAsync(state, cancellation).ConfigureAwait(false);
        string? doubt = options.Force ? null : Doubt(state, target) ?? Count(callers);
        return doubt is null ? new RevokePlan(session, state, target, callers) : Ask(doubt, callers);

        ClosedPlan Ask(string reason, ImmutableArray<EcaKeyCaller> who = default) =>
            Closed(KeyRotationState.NeedsHuman, reason, who);

        ClosedPlan Closed(KeyRotationState outcome, string reason, ImmutableArray<EcaKeyCaller> who = default)
        {
            EcaKeyRotation result = session.Result(state, outcome, reason);
            return new ClosedPlan(session, state, target, result with { Callers = who.IsDefault ? [] : who });
        }
    }

    /// <summary>Whoever certainly has the previous pair and no other is not locked out, whatever was asked
    /// for.</summary>
    private static void RequireDelivered(PairState state)
    {
        if (state.Read is { } read && state.PairOf(read) != CallerPair.Current)
        {
            throw RotationErrors.CurrentPairNotDelivered(state.Current, read.Name);
        }

        // An undo gave callers the previous pair back, and the org did not make it the app's own.
        if (state.Entry is not { IsTakenBack: true } entry || !state.IsPromotedOurs)
        {
            return;
        }

        if (state.Places.FirstOrDefault(place => state.PairOf(place) != CallerPair.Current) is { } undone)
        {
            throw RotationErrors.CurrentPairNotDelivered(state.Current, undone.Name);
        }

        if (state.Read is null)
        {
            throw RotationErrors.CurrentPairNotDelivered(state.Current, entry.Target ?? "the delivery target");
        }
    }

    /// <summary>Why callers may still need the previous pair; null if nothing says so.</summary>
    private string? Doubt(PairState state, ICredentialTarget target)
    {
        bool isDone = state.Entry is { Step: KeyRotationStep.Done } && state.IsPromotedOurs;
        bool isUndone = state.Entry is { Step: KeyRotationStep.Undone } && state.IsPutBack;
        if (!isDone && !isUndone)
        {
            return "The journal does not say that this rotation is done, so callers may have the previous pair "
                + "only. Run "
                + "Invoke-EcaKeyRotation first, with -AdoptStaged if the journal does not know the "
                + "rotation; -Force revokes the "
                + "previous pair nevertheless.";
        }

        if (state.Places.FirstOrDefault(place => state.PairOf(place) != CallerPair.Current) is { } behind)
        {
            return $"{state.Describe(behind)} Run Invoke-EcaKeyRotation with that target first; -Force revokes "
                + $"the previous pair "
                + "nevertheless.";
        }

        string[] readable = [.. state.Places.Where(place => place.CanReadBack).Select(place => place.Name)];
        if (readable.Length > 0 && !readable.Contains(target.Name, StringComparer.Ordinal))
        {
            return $"Name the delivery target as Invoke-EcaKeyRotation had it ({string.Join(" or ", readable)}), "
                + $"so that it is read "
                + "before the previous pair is revoked; -Force revokes it without reading the target.";
        }

        DateTimeOffset since =
            new[] { state.PromotedAt, state.Entry!.FinishedAt, state.Entry.DeliveredAt }.Max()
            ?? DateTimeOffset.MinValue;
        string hours = options.MinimumAge.TotalHours.ToString("0.#", CultureInfo.InvariantCulture);
        return state.Now - since >= options.MinimumAge
            ? null
            : $"Callers have had the new pair since {PairState.Text(since)}, which is less than {hours} "
                + $"hours (-MinimumAge). Whoever still "
                + "has the previous pair in memory would be locked out. Run this again later; -Force "
                + "revokes the previous pair nevertheless.";
    }

    private async Task<ImmutableArray<EcaKeyCaller>> CallersAsync(PairState state, CancellationToken cancellation)
    {
        DateTimeOffset? finishedAt = state.IsPromotedOurs ? state.Entry!.FinishedAt : null;
        return await new OAuthUsageReader(session.Org.GetClient())
            .CallersSinceAsync(
                state.Current.AppId,
                state.PromotedAt ?? DateTimeOffset.MinValue,
                finishedAt,
                cancellation
            )
            .ConfigureAwait(false);
    }

    private static string? Count(ImmutableArray<EcaKeyCaller> callers)
    {
        if (callers.IsEmpty)
        {
            return null;
        }

        int known = callers.Count(caller => caller.Pair == CallerPair.Previous);
        string who =
            known > 0
                ? $"Users since the rotation: {callers.Length}; certainly with the previous pair: {known}."
                : $"Users who got tokens since the rotation: {callers.Length}; the org does not say by which pair.";
        return $"{who} Callers names them. Once they have the new pair, -Force revokes the previous one.";
    }
}
