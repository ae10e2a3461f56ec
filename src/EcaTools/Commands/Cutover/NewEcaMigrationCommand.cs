using System.Management.Automation;
using EcaTools.Core.Blockers;
using EcaTools.Core.Cutover;
using EcaTools.Core.Inventory;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Evidence;
using EcaTools.Core.Migrations.Ledgers;
using EcaTools.Core.Planning;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Usage;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Cutover;

/// <summary>Makes the plan of a migration, in a folder to keep in Git: a file for each app with its callers, and a
/// ledger of what is done and found out. Apps that are planned already stay as they are.</summary>
[Cmdlet(VerbsCommon.New, "EcaMigration", SupportsShouldProcess = true, HelpUri = Help.Uri + "New-EcaMigration.md")]
[OutputType(typeof(MigrationCaller))]
public sealed class NewEcaMigrationCommand : EcaCmdlet
{
    private readonly PlanMaker _maker = new();
    private readonly List<LedgerEntry> _evidence = [];

    /// <summary>The folder of the plan. It is made if it does not exist.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Alias("OutputPath")]
    public string Path { get; set; } = "";

    /// <summary>What the plan is made from: connected apps, assessments, waves and usage, as Get-ConnectedApp,
    /// Test-EcaBlocker, Get-EcaMigrationWave and Get-ConnectedAppUsage write them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [LiveObject(typeof(ConnectedApp), "Get-ConnectedApp {0}")]
    [LiveObject(typeof(EcaAssessment), "Test-EcaBlocker {0}")]
    [LiveObject(typeof(MigrationWave), "Get-EcaMigrationWave")]
    [LiveObject(typeof(ConnectedAppUsage), "Get-ConnectedAppUsage {0}")]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Who is responsible for policies, permission sets and rollbacks.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Admin { get; set; }

    /// <summary>Who is responsible for the callers and the deployment.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Developer { get; set; }

    /// <summary>Who is responsible for waves, risks and compliance.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Architect { get; set; }

    /// <summary>Says that MCP clients are to use the apps, so that the checklist asks for their check.</summary>
    [Parameter]
    public SwitchParameter Mcp { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        foreach (PSObject item in InputObject)
        {
            if (_maker.Add(item.BaseObject))
            {
                _evidence.AddRange(EvidenceObject.Read(item));
                foreach (EcaAssessment assessment in (item.BaseObject as MigrationWave)?.Assessments ?? [])
                {
                    _evidence.AddRange(EvidenceObject.Read(PSObject.AsPSObject(assessment)));
                }
            }
            else
            {
                Write(CutoverCommandErrors.PlanInputUnknown(item.TypeNames[0]), item);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        string path = ResolveOutputPath(Path);
        EcaOrg? org = SourceOrg();
        MigrationPlan plan = new()
        {
            OrgId = org?.OrgId,
            OrgAlias = org?.Alias,
            Admin = Admin,
            Developer = Developer,
            Architect = Architect,
            UsesMcp = Mcp,
            Apps = _maker.ToApps(),
        };
        IReadOnlyList<PlannedApp> missing = MigrationFolder.Missing(path, plan);
        if (missing.Count == 0)
        {
            WriteVerbose($"All {plan.Apps.Length} apps are in the plan already. Nothing was changed.");
        }
        else if (ShouldProcess($"{path}: {missing.Count} apps: {string.Join(", ", missing)}", "Plan"))
        {
            (MigrationFolder folder, IReadOnlyList<PlannedApp> added) = MigrationFolder.Make(
                path,
                plan,
                SessionClock.Of(SessionState)
            );
            EvidenceBook.Add(folder, EvidenceOf(folder, added));
            foreach (MigrationCaller caller in MigrationOverview.Of(folder))
            {
                if (added.Any(app => app.App == caller.App))
                {
                    Write(caller);
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>What came with the apps that were added, once for each app and kind.</summary>
    private LedgerEntry[] EvidenceOf(MigrationFolder folder, IReadOnlyList<PlannedApp> added) =>
        [
            .. _evidence
                .Where(entry =>
                    entry.Evidence is "Inventory" or "Blockers"
                    && added.Any(app => app.App.Equals(entry.App, StringComparison.OrdinalIgnoreCase))
                )
                .DistinctBy(entry => (entry.App, entry.Evidence))
                .Select(entry => EvidenceBook.Complete(folder, entry)),
        ];

    /// <summary>The connected org that the apps come from; null if they come from files.</summary>
    private EcaOrg? SourceOrg()
    {
        EcaOrg[] orgs =
        [
            .. _maker
                .Sources.Select(EcaSession.Of(SessionState).Orgs.Find)
                .OfType<EcaOrg>()
                .DistinctBy(org => org.OrgId, StringComparer.Ordinal),
        ];
        return orgs.Length <= 1
            ? orgs.FirstOrDefault()
            : throw CutoverCommandErrors.AppsOfSeveralOrgs(orgs.Select(org => org.Alias));
    }
}
