using System.Management.Automation;
using EcaTools.Core.Cutover;
using EcaTools.Core.Migrations;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Cutover;

/// <summary>Tells where each caller of a migration stands: its stage by the ledger, the stable days, the last gate,
/// backup and rehearsal, and what comes next.</summary>
[Cmdlet(VerbsCommon.Get, "EcaMigration", HelpUri = Help.Uri + "Get-EcaMigration.md")]
[OutputType(typeof(MigrationCaller))]
public sealed class GetEcaMigrationCommand : EcaCmdlet
{
    private readonly List<string> _apps = [];

    /// <summary>The folder of the migration, as New-EcaMigration made it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The names of the Connected Apps; wildcards are allowed. All apps of the plan if it is left
    /// out.</summary>
    [Parameter(ValueFromPipeline = true)]
    [NameFrom("App", "ConnectedAppName", "Name", "AppName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [Alias("Name")]
    public string[] App { get; set; } = [];

    /// <summary>The wave; all waves if it is left out.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Wave { get; set; }

    /// <summary>How many stable days an app needs before it can be frozen; 30 if it is left out.</summary>
    [Parameter]
    [ValidateRange(0, 3650)]
    public int StableDays { get; set; } = new CutoverOptions().StableDays;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        _apps.AddRange(App);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        string path = ResolveOutputPath(Path);
        MigrationFolder folder = MigrationFolder.Open(path, SessionClock.Of(SessionState));
        if (folder.Ledger.Problem is { } problem)
        {
            Write(problem);
        }

        foreach (string unplanned in MigrationOverview.Unplanned(folder))
        {
            WriteWarning(
                $"The ledger tells of {unplanned}, which the plan does not have. If it was renamed, give "
                    + $"it its name back: under a new name it begins at the first stage."
            );
        }

        NameFilter filter = new(_apps.Count > 0 ? [.. _apps] : null);
        foreach (MigrationCaller caller in MigrationOverview.Of(folder, StableDays))
        {
            if (filter.Matches(caller.App) && (Wave is null || caller.Wave == Wave))
            {
                Write(caller);
            }
        }

        ReportMissing(filter, path);
        return Task.CompletedTask;
    }
}
