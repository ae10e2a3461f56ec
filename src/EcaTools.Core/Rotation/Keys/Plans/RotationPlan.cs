using System.Collections.Immutable;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>
/// What a run would do with one consumer, and the way to do it: a plan carries itself out. Making it changed nothing.
/// The kinds are <see cref="StagePlan"/>, <see cref="ResumePlan"/>, <see cref="RedeliverPlan"/>,
/// <see cref="ReplacePlan"/>, <see cref="UndoPlan"/>, <see cref="RevokePlan"/> and <see cref="ClosedPlan"/>.
/// </summary>
public abstract class RotationPlan
{
    private readonly RotationProgress _progress;
    private bool _wasRun;

    private protected RotationPlan(KeyRotationSession session, PairState state, ICredentialTarget target)
    {
        (Session, Target, Found) = (session, target, state);
        _progress = new RotationProgress(session, state, target);
    }

    /// <summary>The consumer.</summary>
    public EcaConsumer Consumer => Found.Current;

    /// <summary>The steps, in words and in order; none if nothing would be done.</summary>
    public ImmutableArray<string> Steps { get; private protected init; } = [];

    /// <summary>The result if nothing is to be done; else null.</summary>
    public virtual EcaKeyRotation? Outcome => null;

    /// <summary>The users who were seen calling, if the plan looked for them.</summary>
    public ImmutableArray<EcaKeyCaller> Callers { get; private protected init; } = [];

    /// <summary>What a run that was stopped has left behind, in words; null if it had changed nothing.</summary>
    public string? StoppedNote =>
        !_progress.HasBegun || _progress.Entry is not { IsRunning: true } entry
            ? null
            : string.Join(
                ' ',
                [
                    $"The rotation of {Consumer} was stopped after step {entry.Step}.",
                    .. HereOf(_progress.State),
                    "Run the same command again to resume it.",
                ]
            );

    private protected KeyRotationSession Session { get; }

    private protected ICredentialTarget Target { get; }

    /// <summary>What the plan was made from.</summary>
    private protected PairState Found { get; }

    /// <summary>Carries the plan out.</summary>
    /// <exception cref="EcaException">
    /// What kept it from finishing, and which pair callers have now. The same command resumes it. <c>PairRefused</c>,
    /// <c>StagedPairGone</c>, <c>DeliveryNotReadBack</c>, <c>CredentialNotDeployed</c>, <c>ChangeOutcomeUnknown</c>,
    /// <c>RotationJournalNotWritten</c>, an error of the delivery target, or one of the org.
    /// </exception>
    public async Task<EcaKeyRotation> RunAsync(CancellationToken cancellation = default)
    {
        if (Outcome is { } outcome)
        {
            return outcome;
        }

        if (_wasRun)
        {
            throw new InvalidOperationException("A plan is carried out once. Make a new one.");
        }

        _wasRun = true;
        try
        {
            await Session.Journal.RenewAsync().ConfigureAwait(false);
            return await RunAsync(_progress, cancellation).ConfigureAwait(false);
        }
        catch (EcaException error) when (HereOf(_progress.State) is { Length: > 0 } callers)
        {
            // Whatever went wrong, the first question is whether callers can log in.
            throw new EcaException(
                error.Category,
                $"{Sentence(error.Message)} {string.Join(' ', callers)}",
                error.NextStep,
                error,
                error.Target,
                error.ErrorId
            );
        }
    }

    private protected abstract Task<EcaKeyRotation> RunAsync(RotationProgress progress, CancellationToken cancellation);

    private protected static ImmutableArray<string> Numbered(IEnumerable<string?> steps) => [.. steps.OfType<string>()];

    private static string Sentence(string text) => text.TrimEnd() is [.., '.' or '!' or '?'] whole ? whole : $"{text}.";

    /// <summary>What callers of the target get, and of those others whose callers are locked out.</summary>
    private string[] HereOf(PairState state) =>
        [
            .. state
                .Places.Where(place =>
                    place.Name == Target.Name || place.Keys.Any(key => state.PairOf(key) == CallerPair.Ended)
                )
                .Select(state.Describe),
        ];
}
