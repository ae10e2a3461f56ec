using System.Management.Automation;
using EcaTools.Engine;
using EcaTools.PracticeOrg;

namespace EcaTools.Commands.Practice;

/// <summary>Starts a Salesforce org to practise on, on loopback, in this process.</summary>
[Cmdlet(VerbsLifecycle.Start, "EcaPracticeOrg", HelpUri = Help.Uri + "Start-EcaPracticeOrg.md")]
[OutputType(typeof(EcaPracticeOrg))]
public sealed class StartEcaPracticeOrgCommand : EcaCmdlet
{
    /// <summary>The world to begin with: demo has apps of every kind and every blocker, empty has none.</summary>
    [Parameter(Position = 0)]
    [ValidateSet("demo", "empty")]
    public string Seed { get; set; } = "demo";

    /// <summary>The port to listen on; 0 takes a free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        EcaPracticeOrg org = new(PracticeOrgServer.Start(new PracticeOrgOptions { Seed = Seed, Port = Port }), Seed);
        EcaSession.Of(SessionState).PracticeOrgs.Add(org);
        Write(org);
        return Task.CompletedTask;
    }
}
