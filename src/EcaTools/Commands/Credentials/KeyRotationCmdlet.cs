using System.Management.Automation;
using EcaTools.Core.Credentials;
using EcaTools.Core.Rotation;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Rotation.Keys.Plans;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Journals;

namespace EcaTools.Commands.Credentials;

/// <summary>The base of the cmdlets about key rotations: the journal, the consumers of each app, and how a plan is
/// carried out.</summary>
public abstract class KeyRotationCmdlet : EcaOrgCmdlet
{
    /// <summary>The folder of the journal, on storage that outlives this machine if a runbook runs on another one each
    /// time. The user's application data by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string JournalPath { get; set; } = "";

    /// <summary>A store for the journal that outlives the machine, if a runbook runs on a new one each time: the name of
    /// a vault of SecretManagement, @{ KeyVaultUrl = ...; Token = ... } for an Azure Key Vault, or
    /// @{ Read = ...; Write = ... } with two script blocks. See about_EcaTools_Rotation.</summary>
    [Parameter]
    [JournalStore]
    [ValidateNotNull]
    public JournalStoreIdentity? JournalStore { get; set; }

    /// <summary>The journal. To be taken in the cmdlet's body.</summary>
    private protected RotationJournal Journal =>
        JournalPlace.Open(
            JournalPath.Length > 0 ? ResolveOutputPath(JournalPath) : null,
            JournalStore,
            InvokeCommand, RequireOrg()
        );

    /// <summary>Runs the body for each consumer of each app. One that fails is an error of its own.</summary>
    private protected Task ForEachConsumerAsync(
        IEnumerable<EcaAppIdentity> apps,
        bool isPreview,
        Func<KeyRotationSession, EcaConsumer, Task> body,
        CancellationToken cancellation
    )
    {
        EcaOrg org = RequireOrg();
        RotationJournal journal = Journal;
        return ForEachAsync(
            apps,
            async app =>
            {
                await using KeyRotationSession session = await KeyRotationSession.OpenAsync(
                    org,
                    app,
                    journal,
                    isPreview,
                    cancellation
                );
                await ForEachAsync(session.Consumers, consumer => body(session, consumer));
            }
        );
    }

    /// <summary>Carries a plan out, if the user agrees, and writes the result.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="question">What is asked, as verb, question and caption.</param>
    /// <param name="cancellation">Stops it.</param>
    private protected async Task RunAsync(
        RotationPlan plan,
        (string Verb, string Question, string Caption) question,
        CancellationToken cancellation
    )
    {
        string description = string.Join(
            Environment.NewLine,
            [
                $"{question.Verb} of {plan.Consumer}:",
                .. plan.Steps.Select((step, i) => FormattableString.Invariant($"  {i + 1}. {step}")),
            ]
        );
        if (plan.Outcome is null && !ShouldProcess(description, question.Question, question.Caption))
        {
            return;
        }

        try
        {
            Report(plan.Consumer, await plan.RunAsync(cancellation));
        }
        catch (Exception stopped) when (plan.StoppedNote is not null && IsStop(stopped, cancellation))
        {
            // A cmdlet that is being stopped can write nothing to the pipeline; the host still shows a line.
            Host.UI.WriteWarningLine(plan.StoppedNote);
            throw;
        }
    }

    /// <summary>Whether the user stopped the command. A script block of the user may end with an error of its own
    /// then.</summary>
    private static bool IsStop(Exception exception, CancellationToken cancellation) =>
        exception is OperationCanceledException or PipelineStoppedException || cancellation.IsCancellationRequested;

    /// <summary>Writes a result, with a warning if somebody has to act or callers are locked out.</summary>
    private protected void Report(EcaConsumer consumer, EcaKeyRotation result)
    {
        Write(result);
        if (result.State == KeyRotationState.NeedsHuman || result.Places.Any(place => place.Pair == CallerPair.Ended))
        {
            WriteWarning($"{consumer}: {result.NextStep}");
        }
    }
}
