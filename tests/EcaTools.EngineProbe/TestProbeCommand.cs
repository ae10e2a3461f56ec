using System.Management.Automation;
using EcaTools.Engine;

namespace EcaTools.EngineProbe;

/// <summary>Passes even numbers on and fails on odd ones.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Probe")]
[OutputType(typeof(int))]
public sealed class TestProbeCommand : EcaCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public int[] Number { get; set; } = [];

    [Parameter]
    public SwitchParameter FailInBegin { get; set; }

    protected override async Task BeginAsync(CancellationToken cancellation)
    {
        await Task.Yield();
        if (FailInBegin)
        {
            throw ProbeErrors.ProbeFailed("begin");
        }
    }

    protected override Task ProcessAsync(CancellationToken cancellation) =>
        ForEachAsync(
            Number,
            async number =>
            {
                await Task.Yield();
                if (number % 2 != 0)
                {
                    throw ProbeErrors.ProbeFailed(number);
                }

                Write(number);
            }
        );
}
