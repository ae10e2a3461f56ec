using System.Management.Automation;
using EcaTools.Engine;
using EcaTools.PracticeOrg;

namespace EcaTools.Commands.Practice;

/// <summary>Starts a Salesforce org to practise on, on loopback, in this process.</summary>
[Cmdlet(VerbsLifecycle.Start, "EcaPracticeOrg", DefaultParameterSetName = SeedSet, HelpUri = Help.Uri + "Start-EcaPracticeOrg.md")]
[OutputType(typeof(EcaPracticeOrg))]
public sealed class StartEcaPracticeOrgCommand : EcaCmdlet
{
    private const string SeedSet = "Seed";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>
    /// The world to begin with: demo has apps of every kind and every blocker, empty has none, enterprise:N is a large company with N connected
    /// apps, 1 to 10,000, and a month of traffic.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = SeedSet)]
    [ValidatePattern("^(demo|empty|enterprise:([1-9][0-9]{0,3}|10000))$")]
    [ArgumentCompleter(typeof(PracticeSeedCompleter))]
    public string Seed { get; set; } = "demo";

    /// <summary>A folder of your own metadata, in source or package format: the org begins with its Connected Apps and External Client Apps.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The same, taken as it is: no character is a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string LiteralPath { get; set; } = "";

    /// <summary>The port to listen on; 0 takes a free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        string seed = ParameterSetName == SeedSet ? Seed : "from:" + Folder();
        EcaPracticeOrg org;
        try
        {
            org = new EcaPracticeOrg(PracticeOrgServer.Start(new PracticeOrgOptions { Seed = seed, Port = Port }), seed);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw PracticeCommandErrors.PracticeSeedUnusable(seed, e);
        }

        EcaSession.Of(SessionState).PracticeOrgs.Add(org);
        Write(org);
        return Task.CompletedTask;
    }

    private string Folder()
    {
        IReadOnlyList<string> found = ParameterSetName == PathSet ? ResolvePaths(Path, literal: false) : ResolvePaths(LiteralPath, literal: true);
        return found.Count == 1 ? found[0] : throw PracticeCommandErrors.PracticePathNotOneFolder(Path, found.Count);
    }
}
