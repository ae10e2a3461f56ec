using System.Management.Automation;
using EcaTools.Core.Rotation.Certificates;
using EcaTools.Engine;

namespace EcaTools.Commands.Credentials;

/// <summary>Callers that get the new key by the user's own script blocks, on the cmdlet's thread.</summary>
internal sealed class ScriptCallers(PipelineThread pipeline, ScriptBlock? prepare, ScriptBlock? activate)
    : ICertificateCallers
{
    public Task PrepareAsync(CertificateHandover handover, CancellationToken cancellation) =>
        RunAsync(prepare, "-Prepare", handover);

    public Task ActivateAsync(CertificateHandover handover, CancellationToken cancellation) =>
        RunAsync(activate, "-Activate", handover);

    // A key that lies next to the one in use harms nobody, and the next run lays it there again.
    public Task WithdrawAsync(CertificateHandover handover, CancellationToken cancellation) => Task.CompletedTask;

    private Task RunAsync(ScriptBlock? script, string parameter, CertificateHandover handover) =>
        script is null
            ? Task.CompletedTask
            : pipeline.InvokeAsync(() =>
            {
                try
                {
                    return UserScript.Invoke(script, handover);
                }
                catch (RuntimeException failure) when (failure is not PipelineStoppedException)
                {
                    throw DeliveryCommandErrors.DeliveryScriptFailed(handover.App, parameter, failure.Message, null);
                }
            });
}
