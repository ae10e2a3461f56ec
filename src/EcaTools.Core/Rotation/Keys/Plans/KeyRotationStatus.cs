using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>Says where the rotation of a consumer stands. It changes nothing.</summary>
/// <param name="session">The app; a preview is enough.</param>
public sealed class KeyRotationStatus(KeyRotationSession session)
{
    /// <summary>The apps of an org that a journal knows, as the org names them now.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="org">The org.</param>
    /// <param name="broken">Called with the error of each file that can't be read.</param>
    /// <param name="gone">Called with each app that the org no longer has.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">An error of the org.</exception>
    public static async Task<IReadOnlyList<EcaAppIdentity>> AppsOfAsync(
        RotationJournal journal,
        EcaOrg org,
        Action<EcaException> broken,
        Action<EcaAppIdentity> gone,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(org);
        if (journal.Folder is { } folder && !Directory.Exists(folder))
        {
            return [];
        }

        Dictionary<string, EcaAppIdentity> inOrg = new(StringComparer.Ordinal);
        foreach (
            EcaAppIdentity app in await new CredentialClient(org).ListAppsAsync(cancellation).ConfigureAwait(false)
        )
        {
            inOrg[SalesforceId.Short(app.Id!)] = app;
        }

        List<EcaAppIdentity> apps = [];
        foreach (
            EcaAppIdentity app in await AppJournal
                .AppsOfAsync(journal, org, inOrg.Values, broken, cancellation)
                .ConfigureAwait(false)
        )
        {
            if (inOrg.GetValueOrDefault(SalesforceId.Short(app.Id!)) is { } now)
            {
                apps.Add(now);
            }
            else
            {
                gone(app);
            }
        }

        return [.. apps.OrderBy(app => app.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Where it stands.</summary>
    /// <param name="consumer">One of the session's consumers.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">Those of reading credentials.</exception>
    public async Task<EcaKeyRotation> ReadAsync(EcaConsumer consumer, CancellationToken cancellation = default)
    {
        PairState state = await session.MatchOrgRecordsAsync(consumer, null, cancellation).ConfigureAwait(false);
        (KeyRotationState outcome, string? next) = Describe(state);
        return session.Result(state, state.LockedOut.IsEmpty ? outcome : KeyRotationState.NeedsHuman, next);
    }

    private static (KeyRotationState State, string? NextStep) Describe(PairState state)
    {
        RotationDecision decision = RotationDecision.Of(state, adopt: false, ifOlderThan: null);
        if (decision.Action == RotationAction.NeedsDecision)
        {
            bool isUndone = state is { IsPrevious: true, Entry.Step: KeyRotationStep.Undone };
            return (isUndone, state.IsPrevious && state.Entry is not { IsRunning: true }) switch
            {
                (true, _) => (KeyRotationState.Undone, decision.Reason),
                (_, true) => (KeyRotationState.Rotated, "The journal does not know this rotation."),
                _ => (KeyRotationState.NeedsHuman, decision.Reason),
            };
        }

        if (state.Entry is { IsRunning: true })
        {
            string? staged =
                state.PlacesOf(state.SecondKey).Except(state.LockedOut).FirstOrDefault() is { } place
                && !state.IsPrevious
                    ? state.Describe(place)
                    : null;
            return (
                KeyRotationState.InProgress,
                $"{staged} Run Invoke-EcaKeyRotation again to resume it, or Undo-EcaKeyRotation to undo it.".TrimStart()
            );
        }

        if (state.IsPutBack)
        {
            return (KeyRotationState.Undone, null);
        }

        if (state.IsPrevious)
        {
            return (KeyRotationState.Rotated, null);
        }

        return state.Entry?.Step switch
        {
            KeyRotationStep.Undone => (KeyRotationState.Undone, null),
            KeyRotationStep.Done or KeyRotationStep.Completed => (KeyRotationState.Completed, null),
            _ => (KeyRotationState.NeverRotated, null),
        };
    }
}
