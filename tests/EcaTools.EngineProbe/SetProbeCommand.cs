using System.Management.Automation;
using EcaTools.Engine;

namespace EcaTools.EngineProbe;

/// <summary>Changes nothing, after asking whether it may.</summary>
[Cmdlet(VerbsCommon.Set, "Probe", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(string))]
public sealed class SetProbeCommand : EcaCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public string[] Name { get; set; } = [];

    protected override Task ProcessAsync(CancellationToken cancellation) =>
        ForEachAsync(
            Name,
            async name =>
            {
                await Task.Run(static () => { }, cancellation);
                if (ShouldProcess(name, "Set"))
                {
                    Write($"set {name}");
                }
            }
        );
}
