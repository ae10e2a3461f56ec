using System.Management.Automation;
using EcaTools.Engine;

namespace EcaTools.EngineProbe;

/// <summary>Sends a request that is never answered, and waits for it.</summary>
[Cmdlet(VerbsLifecycle.Wait, "Probe")]
[OutputType(typeof(string))]
public sealed class WaitProbeCommand : EcaCmdlet
{
    [Parameter(Mandatory = true)]
    public Uri Uri { get; set; } = new("about:blank");

    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        using HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };
        Write("sending");
        Write(await http.GetStringAsync(Uri, cancellation));
    }
}
