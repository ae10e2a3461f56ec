using System.Management.Automation;
using EcaTools.Core.Blockers;
using EcaTools.Core.Planning;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Planning;

/// <summary>Puts judged Connected Apps into waves: few callers first, what shares a caller or a credential together,
/// what can't move last.</summary>
[Cmdlet(VerbsCommon.Get, "EcaMigrationWave", HelpUri = Help.Uri + "Get-EcaMigrationWave.md")]
[OutputType(typeof(MigrationWave))]
public sealed class GetEcaMigrationWaveCommand : EcaCmdlet
{
    private readonly List<EcaAssessment> _assessments = [];

    /// <summary>The apps as Test-EcaBlocker judged them. Waves come when all are there.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [LiveObject(typeof(EcaAssessment), "Test-EcaBlocker {0}", IsOnlyType = true)]
    public EcaAssessment[] Assessment { get; set; } = [];

    /// <summary>How many apps a wave has at most; 20 where it is left out. Apps that share a caller or a credential
    /// stay together even if they are more.</summary>
    [Parameter]
    [ValidateRange(1, 10000)]
    public int MaximumApps { get; set; } = MigrationPlanner.DefaultMaximumApps;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        _assessments.AddRange(Assessment);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        foreach (MigrationWave wave in MigrationPlanner.Plan(_assessments, MaximumApps))
        {
            Write(wave);
        }

        return Task.CompletedTask;
    }
}
