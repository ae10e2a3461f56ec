using System.Collections.Immutable;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Flows;

/// <summary>The steps of one test as they come about: timed, and diagnosed where they fail.</summary>
internal sealed class FlowSteps(OAuthFlow flow, OAuthDiagnoses diagnoses, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ImmutableArray<OAuthFlowStep>.Builder _steps = ImmutableArray.CreateBuilder<OAuthFlowStep>();

    /// <summary>What has come about so far.</summary>
    public ImmutableArray<OAuthFlowStep> All => _steps.ToImmutable();

    /// <summary>Adds a step that could not be tried.</summary>
    public void Skip(string name, string reason) =>
        _steps.Add(
            new OAuthFlowStep
            {
                Name = name,
                Outcome = CheckOutcome.Skipped,
                Detail = reason,
            }
        );

    /// <summary>Adds a step that was decided without asking anybody.</summary>
    public void Add(string name, bool passed, string detail, string? cause = null, string? nextStep = null) =>
        _steps.Add(
            new OAuthFlowStep
            {
                Name = name,
                Outcome = passed ? CheckOutcome.Passed : CheckOutcome.Failed,
                Detail = detail,
                Cause = passed ? null : cause,
                NextStep = passed ? null : nextStep,
            }
        );

    /// <summary>Asks, and passes where the org accepts the request. Null where it does not.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="ask">Asks once.</param>
    /// <param name="wait">How long to ask again while the org may not have resumed a change; zero for once.</param>
    /// <param name="isGood">What more a good answer has; and what it is reported to be otherwise.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<OAuthOutcome?> TryAsync(
        string name,
        Func<Task<OAuthOutcome>> ask,
        TimeSpan wait,
        Func<OAuthOutcome, string?> isGood,
        CancellationToken cancellation
    )
    {
        Backoff backoff = new(time, FirstPause, LongestPause, growth: 2);
        for (int attempt = 1; ; attempt++)
        {
            (OAuthOutcome? answer, OAuthFlowStep step) = await AskAsync(name, ask).ConfigureAwait(false);
            step = step with { Attempts = attempt, Duration = backoff.Waited };
            if (answer is { IsAccepted: true })
            {
                string? lack = isGood(answer);
                _steps.Add(
                    lack is null
                        ? step
                        : Diagnosed(step, new OAuthOutcome(answer.Status, null, OAuthOutcome.NotSalesforce, lack))
                );
                return lack is null ? answer : null;
            }

            TimeSpan left = wait - backoff.Waited;
            if (
                answer is null
                || left <= TimeSpan.Zero
                || diagnoses.Find(answer.Error!, answer.Description, flow) is not { MayPass: true }
            )
            {
                string waited = attempt == 1 ? "" : $" Still so after {attempt} attempts.";
                _steps.Add(step with { Detail = step.Detail + waited });
                return null;
            }

            await backoff.PauseAsync(left, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Asks what must be refused. The response, where the org accepts it; null where it refused, or could not be
    /// asked.</summary>
    /// <param name="probe">What is tried.</param>
    /// <param name="ask">Asks.</param>
    /// <param name="doubt">Why a refusal proves nothing; null where it does.</param>
    public async Task<OAuthOutcome?> RefuseAsync(
        OAuthProbe probe,
        Func<Task<OAuthOutcome>> ask,
        Func<OAuthOutcome, string?>? doubt = null
    )
    {
        long start = time.GetTimestamp();
        (OAuthOutcome? answer, OAuthFlowStep step) = await AskAsync(probe.Name, ask).ConfigureAwait(false);
        step = step with { Duration = time.GetElapsedTime(start) };
        if (answer is null)
        {
            _steps.Add(step);
            return null;
        }

        if (answer.IsAccepted)
        {
            _steps.Add(
                step with
                {
                    Outcome = CheckOutcome.Failed,
                    Detail = $"Accepted: {probe.What}",
                    Cause = probe.Cause,
                    NextStep = probe.NextStep,
                }
            );
            return answer;
        }

        // A page that is not a response of Salesforce says nothing about what Salesforce does.
        string? reason =
            answer.Error == OAuthOutcome.NotSalesforce
                ? $"The response did not come from Salesforce's OAuth: {answer.Description}"
                : doubt?.Invoke(answer);
        _steps.Add(
            reason is null
                ? step with
                {
                    Outcome = CheckOutcome.Passed,
                    Detail = $"Refused: {probe.What}",
                    Cause = null,
                    NextStep = null,
                }
                : step with
                {
                    Outcome = CheckOutcome.Skipped,
                    Detail = reason,
                    Cause = null,
                    NextStep = null,
                }
        );
        return null;
    }

    private async Task<(OAuthOutcome? Answer, OAuthFlowStep Step)> AskAsync(string name, Func<Task<OAuthOutcome>> ask)
    {
        OAuthFlowStep step = new() { Name = name, Outcome = CheckOutcome.Passed };
        try
        {
            OAuthOutcome answer = await ask().ConfigureAwait(false);
            return (answer, answer.IsAccepted ? step with { HttpStatus = answer.Status } : Diagnosed(step, answer));
        }
        catch (EcaException broken)
        {
            return (
                null,
                step with
                {
                    Outcome = CheckOutcome.Failed,
                    OAuthError = broken.ErrorId,
                    Detail = broken.Message,
                    Cause = "The request got no response that says anything about the flow.",
                    NextStep = broken.NextStep,
                }
            );
        }
    }

    /// <summary>What is known of an error; where nothing is, the error itself and what its class has in
    /// common.</summary>
    private OAuthFlowStep Diagnosed(OAuthFlowStep step, OAuthOutcome answer)
    {
        OAuthDiagnosis? known = diagnoses.Find(answer.Error ?? "", answer.Description, flow);
        OAuthErrorClass? kind = known is null ? diagnoses.ClassOf(answer.Status) : null;
        return step with
        {
            Outcome = CheckOutcome.Failed,
            HttpStatus = answer.Status,
            OAuthError = answer.Error,
            OAuthErrorDescription = answer.Description,
            Detail = $"{answer.Error}: {answer.Description}",
            Cause = known?.Cause ?? $"Not known here. {kind?.Cause}".TrimEnd(),
            NextStep =
                known?.NextStep ?? kind?.NextStep ?? "See Setup > Login History for the reason that the org noted.",
        };
    }
}
