<#
.SYNOPSIS
    Takes one Connected App through all twelve items of the migration checklist, on a practice org.
.DESCRIPTION
    Plays seven weeks in a minute: inventory, audit, metadata, deployment, access, flow test, backup and rollback rehearsal, then the cutover of
    a caller with 20 instances on the practice org's clock, and the freeze of the Connected App. The first step to 10 % is planted to fail: the
    gate decides Rollback, the cutover goes back to the canary, and on from there.

    In your own org, a day is a day: run each part when it is due, and let $action do what switches your callers. Nothing here leaves the machine.
.EXAMPLE
    ./complete-migration.ps1 -OutputPath ./practice
    Writes the metadata, the folder of the migration, the event logs and checklist.html to ./practice, and the checklist to the pipeline.
#>
[CmdletBinding()]
param(
    # A new folder for everything that is written.
    [Parameter(Mandatory)]
    [string] $OutputPath,

    # The app: one that a program uses by the client credentials flow.
    [string] $Name = 'Warehouse_Sync',

    # The user that the flow runs as.
    [string] $User = 'warehouse.integration@harbourline.example.com'
)

$ErrorActionPreference = 'Stop'
$migration = Join-Path $OutputPath migration
$logs = Join-Path $OutputPath logs
$instances = 20

$practice = Start-EcaPracticeOrg -Now 2026-11-22T12:00:00Z
try {
    $null = $practice | Connect-EcaOrg

    # 1 and 2: the inventory with its owner, and the audit. Both are the first evidence of the plan.
    $assessment = Get-ConnectedApp $Name | Test-EcaBlocker -Usage (Get-ConnectedAppUsage)
    $assessment | New-EcaMigration $migration -Admin ann@example.com -Developer dev@example.com -Architect abe@example.com

    # The plan is a file for people. It gets the number of instances, and the place where the credential is stored; never the credential.
    $file = Join-Path $migration "apps/$Name.json"
    $plan = Get-Content $file -Raw | ConvertFrom-Json -AsHashtable
    $plan.callers[0].instances = $instances
    $plan.callers[0].credential = "kv-practice/$Name"
    $plan | ConvertTo-Json -Depth 5 | Set-Content $file

    # 3 and 4: LoginHistory knows apps by their labels alone, so the External Client App gets a label of its own.
    $metadata = $assessment | New-EcaMetadata -OutputPath (Join-Path $OutputPath force-app) -LabelPattern '{Label} ECA'
    $deployment = $metadata | Publish-EcaMetadata
    $metadata, $deployment | Add-EcaEvidence $migration

    # 6: what the one app permits, and the other does not.
    Compare-EcaAccess $Name $deployment.Name -DifferenceFlow ClientCredentials -IncludeEqual | Add-EcaEvidence $migration

    # 7: the new consumer key and secret get a token.
    $credential = Get-EcaCredential $deployment.Name
    $credential | Test-EcaOAuthFlow ClientCredentials | Add-EcaEvidence $migration

    # 11: the way back, kept and rehearsed.
    $backups = Join-Path $migration backup
    Backup-ConnectedApp $backups $Name -Kind ConnectedApp | Add-EcaEvidence $migration
    Test-EcaRollback $Name $backups -Kind ConnectedApp -Confirm:$false | Add-EcaEvidence $migration

    # What the callers do: each instance makes six calls an hour with the app that it uses. In your org, this is real.
    $running = [System.Collections.Generic.List[int]]::new()
    $planted = @{ FailuresPerMille = 400 }
    $who = @{ Username = $User; LoginsPerHour = 1 }
    function Switch-Traffic([int] $OnNew, [int] $FailuresPerMille) {
        $running | ForEach-Object { $practice.EndTraffic($_) }
        $running.Clear()
        if ($OnNew -lt $instances) {
            $running.Add($practice.PlanTraffic($who + @{ ConnectedApp = $Name; CallsPerHour = 6 * ($instances - $OnNew) }))
        }
        if ($OnNew -gt 0) {
            $new = @{ ExternalClientApp = $deployment.Name; CallsPerHour = 6 * $OnNew; FailuresPerMille = $FailuresPerMille }
            $running.Add($practice.PlanTraffic($who + $new))
        }
    }

    # The team's own action. It may run twice.
    $action = {
        param($Move)
        if ($Move.To -eq 'Frozen') {
            $null = Block-ConnectedApp $Move.App -Kind ConnectedApp -Confirm:$false
            return
        }
        if ($Move.InstancesOnEca -gt 0) {
            $null = $credential | Test-EcaOAuthFlow ClientCredentials -FailOn Failed
        }
        Switch-Traffic $Move.InstancesOnEca ($Move.To -eq '10 %' ? $planted.FailuresPerMille : 0)
    }

    # Days pass. The logs are kept in a folder, because the org deletes them before the migration ends.
    $apps = @{
        App      = $Name
        OldApp   = $assessment.App.Id, $assessment.App.Label
        NewApp   = $credential.ConsumerId, (Get-ExternalClientApp $deployment.Name).Label
        Baseline = '90d'
    }
    function Get-Decision([int] $Days, [switch] $AllCallersMoved) {
        $start = $practice.Now.UtcDateTime.Date.AddDays(1)
        $practice.MoveClock([timespan]::FromDays($Days))
        $null = Get-EcaEventLog -Since "$($Days + 3)d" -OutputPath $logs
        $window = $Days -gt 1 ? @{ WindowStart = $start } : @{}
        Test-EcaCutoverGate -Path $logs @apps @window -AllCallersMoved:$AllCallersMoved
    }
    function Step-App([string] $To, $Gate) {
        $step = @{ Path = $migration; App = $Name; To = $To; Action = $action; Confirm = $false }
        $Gate ? ($Gate | Step-EcaCutover @step) : (Step-EcaCutover @step)
    }

    # 5, 8 and 9: the cutover.
    Switch-Traffic 0 0
    Step-App Validated
    Step-App Canary
    Step-App '10 %' (Get-Decision 8)

    # The planted failure: the decision goes into the ledger, and the way back is taken.
    $bad = Get-Decision 1
    if ($bad.Verdict -ne 'Rollback') { throw "The gate decided $($bad.Verdict)." }
    $bad | Add-EcaEvidence $migration
    Undo-EcaCutover $migration -App $Name -Action $action -Reason $bad.Reasons[0].Detail -Confirm:$false
    $planted.FailuresPerMille = 0

    Step-App '10 %' (Get-Decision 5)
    Step-App '30 %' (Get-Decision 4)
    Step-App '100 %' (Get-Decision 2)
    Step-App Stable (Get-Decision 2 -AllCallersMoved)

    # 12: thirty stable days without a call by the Connected App; then it is blocked.
    foreach ($week in 1..5) { Get-Decision 7 -AllCallersMoved | Add-EcaEvidence $migration }
    Step-App Frozen

    Export-EcaReport (Join-Path $OutputPath checklist.html) -Path $migration
    Get-EcaChecklist $migration
}
finally {
    $practice | Stop-EcaPracticeOrg
}
