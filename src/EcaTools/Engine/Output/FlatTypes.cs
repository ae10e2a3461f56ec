using System.Collections.Immutable;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using EcaTools.Commands.Practice;
using EcaTools.Core.Access;
using EcaTools.Core.Access.Grants;
using EcaTools.Core.Access.PermissionSets;
using EcaTools.Core.Access.Proof;
using EcaTools.Core.Access.Scopes;
using EcaTools.Core.Access.Tokens;
using EcaTools.Core.Backup;
using EcaTools.Core.Backup.Rehearsal;
using EcaTools.Core.Backup.Restore;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Certificates;
using EcaTools.Core.Checklist;
using EcaTools.Core.Comparison;
using EcaTools.Core.ConsumerKeys;
using EcaTools.Core.ConsumerKeys.Rewrite;
using EcaTools.Core.Conversion;
using EcaTools.Core.Credentials;
using EcaTools.Core.Cutover;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Cutover.Watching;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Plans;
using EcaTools.Core.Deployment.Removal;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Flows;
using EcaTools.Core.Freeze;
using EcaTools.Core.Inventory;
using EcaTools.Core.Linting;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Linting.Scoring;
using EcaTools.Core.Mcp;
using EcaTools.Core.Metadata;
using EcaTools.Core.Migrations.Ledgers;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Orgs;
using EcaTools.Core.Monitoring.Statuses;
using EcaTools.Core.Planning;
using EcaTools.Core.Preflight;
using EcaTools.Core.Rotation.Certificates;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Usage;
using EcaTools.Rehearsal;

namespace EcaTools.Engine.Output;

/// <summary>The types of objects that PowerShell sees by way of <see cref="FlatPropertyAdapter"/>: what cmdlets write,
/// and what its properties hold.</summary>
internal static class FlatTypes
{
    private static readonly ImmutableArray<Type> s_all =
    [
        typeof(EcaPracticeOrg),
        typeof(EcaAccess),
        typeof(EcaAccessFinding),
        typeof(EcaAccessUser),
        typeof(EcaAccessChange),
        typeof(EcaPermissionSet),
        typeof(EcaAccessDifference),
        typeof(EcaScopeEvidence),
        typeof(EcaScopeRecommendation),
        typeof(EcaToken),
        typeof(EcaTokenRevocation),
        typeof(EcaBackup),
        typeof(EcaRestore),
        typeof(EcaRollbackTest),
        typeof(RollbackStep),
        typeof(EcaMcpReadiness),
        typeof(McpFinding),
        typeof(AllowedFinding),
        typeof(EcaAssessment),
        typeof(NativeMigration),
        typeof(EcaFinding),
        typeof(EcaSkippedCheck),
        typeof(AppCaller),
        typeof(AppUsage),
        typeof(BlockerRule),
        typeof(EcaCertificate),
        typeof(ChecklistAppResult),
        typeof(ChecklistItem),
        typeof(ChecklistRaci),
        typeof(ChecklistRow),
        typeof(EcaDifference),
        typeof(ConsumerKeyMention),
        typeof(ConsumerKeyUpdate),
        typeof(EcaMetadata),
        typeof(EcaMetadataFile),
        typeof(MetadataDrift),
        typeof(MetadataLoss),
        typeof(EcaCredential),
        typeof(CutoverStep),
        typeof(CutoverGateResult),
        typeof(GateReason),
        typeof(MigrationCaller),
        typeof(CutoverAlert),
        typeof(EcaDeployment),
        typeof(EcaDeploymentPhase),
        typeof(EcaDeploymentProblem),
        typeof(EcaDeploymentPlan),
        typeof(EcaPlannedComponent),
        typeof(EcaRemoval),
        typeof(ExternalClientApp),
        typeof(OAuthFlowResult),
        typeof(OAuthFlowStep),
        typeof(EcaBlock),
        typeof(AppGrant),
        typeof(AppMenuEntry),
        typeof(AppReference),
        typeof(BlockedConsumer),
        typeof(ConnectedApp),
        typeof(ConnectedAppTokens),
        typeof(OAuthFlowEvidence),
        typeof(LintFinding),
        typeof(EcaRuleSetReadiness),
        typeof(LintRule),
        typeof(EcaScore),
        typeof(EcaScoreCategory),
        typeof(EcaScoreCriterion),
        typeof(MetadataRecord),
        typeof(UnknownElement),
        typeof(UnreadPart),
        typeof(LedgerEntry),
        typeof(AuthError),
        typeof(AuthMeasure),
        typeof(EcaEventLog),
        typeof(LoginStatus),
        typeof(MigrationWave),
        typeof(WaveObstacle),
        typeof(WaveTie),
        typeof(PreflightCheck),
        typeof(EcaCertificateRotation),
        typeof(EcaKeyCaller),
        typeof(EcaKeyPlace),
        typeof(EcaKeyRotation),
        typeof(EcaOrg),
        typeof(ConnectedAppUsage),
        typeof(RehearsalResult),
    ];

    /// <summary>
    /// Tells the runspace. The types file can't: PowerShell reads it before the assemblies of the types are loaded.
    /// </summary>
    public static void Register()
    {
        TypeData[] types =
        [
            .. s_all.Select(type => new TypeData(type.FullName!) { TypeAdapter = typeof(FlatPropertyAdapter) }),
        ];
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell
            .AddCommand("Microsoft.PowerShell.Utility\\Update-TypeData")
            .AddParameter("TypeData", types)
            // A runspace that knows them from an earlier import keeps what it has.
            .AddParameter("ErrorAction", ActionPreference.Ignore)
            .Invoke();
    }
}
