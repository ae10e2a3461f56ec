using System.Management.Automation;
using EcaTools.PracticeOrg;

namespace EcaTools.Commands.Practice;

/// <summary>Starts a Salesforce org to practice on, on loopback, in this process.</summary>
[Cmdlet(
    VerbsLifecycle.Start,
    "EcaPracticeOrg",
    DefaultParameterSetName = SeedSet,
    HelpUri = Help.Uri + "Start-EcaPracticeOrg.md"
)]
[OutputType(typeof(EcaPracticeOrg))]
public sealed class StartEcaPracticeOrgCommand : PracticeSeedCmdlet
{
    /// <summary>
    /// What the org starts with: demo has apps of every kind and every blocker, empty has none, enterprise:N is a large
    /// company with N connected apps, 1 to 10,000, and a month of traffic, and from:FOLDER is a folder of your own
    /// metadata.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = SeedSet)]
    [ValidatePattern(SeedPattern)]
    [ArgumentCompleter(typeof(PracticeSeedCompleter))]
    public string Seed { get; set; } = "demo";

    /// <summary>The port to listen on; 0 takes a free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        string seed = ResolveSeed(Seed);
        EcaPracticeOrg org;
        try
        {
            org = new EcaPracticeOrg(
                PracticeOrgServer.Start(
                    new PracticeOrgOptions
                    {
                        Seed = seed,
                        Port = Port,
                        Now = Now,
                    }
                ),
                seed
            );
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw PracticeCommandErrors.PracticeSeedUnusable(seed, e);
        }

        PracticeOrgs.Current.Add(org);
        Write(org);
        return Task.CompletedTask;
    }
}
