<#
.SYNOPSIS
    Takes stock of an org: its Connected Apps, who uses them, what stands in the way of their move, and in which order to move them.
.DESCRIPTION
    Writes five lists to a folder: apps.csv (verdict, priority, deadline and callers of each app), callers.csv (who uses which app, by the
    source that saw it), findings.csv (what stands in the way and what to do, with what the allow-list allows), unchecked.csv (the checks
    that could not look, and why) and waves.csv (the migration order). It changes nothing in the org.

    With -FailOn the script ends with an error after all lists are written, so that a job fails:

        - pwsh: ./assess.ps1 -SfAlias prod -OutputPath ./stock -AllowList ./allowed.csv -FailOn Blocked, Unknown
.EXAMPLE
    ./assess.ps1 -SfAlias prod -OutputPath ./stock
    Takes stock of an org of the Salesforce CLI.
.EXAMPLE
    ./assess.ps1 -SfAlias prod -OutputPath ./stock -AsOf 2027-02-20
    The same, as of the day on which the username-password flow and the user-agent flow end.
#>
[CmdletBinding(DefaultParameterSetName = 'SfAlias')]
param(
    # The org, by its alias or username in the Salesforce CLI.
    [Parameter(Mandatory, ParameterSetName = 'SfAlias')]
    [string] $SfAlias,

    # The org's My Domain, as a URL or host name.
    [Parameter(Mandatory, ParameterSetName = 'AccessToken')]
    [string] $InstanceUrl,

    # An access token of the org.
    [Parameter(Mandatory, ParameterSetName = 'AccessToken')]
    [securestring] $AccessToken,

    # The folder for the lists.
    [Parameter(Mandatory)]
    [string] $OutputPath,

    # The apps to look at; wildcards are allowed.
    [string[]] $Name = '*',

    # A CSV file with the columns App and Owner.
    [string] $OwnerMap,

    # A file of findings that are allowed.
    [string] $AllowList,

    # The day to judge for; today where it is left out.
    [datetime] $AsOf,

    # How many apps a wave has at most.
    [int] $MaximumApps = 20,

    # The verdicts that fail the job.
    [ValidateSet('NeedsChange', 'Blocked', 'Unknown')]
    [string[]] $FailOn
)

$ErrorActionPreference = 'Stop'

# A spreadsheet takes a cell that begins so for a formula, and who logs in chooses some of these texts.
filter Protect-Row {
    $row = [ordered] @{}
    foreach ($property in $_.PSObject.Properties) {
        $value = $property.Value
        # The same in every culture.
        if ($value -is [System.DateTimeOffset]) { $value = $value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'") }
        elseif ($value -is [System.DateOnly]) { $value = $value.ToString('yyyy-MM-dd') }
        $row[$property.Name] = $value -is [string] -and $value -match '^[=+\-@\t\r]' ? "'$value" : $value
    }
    [pscustomobject] $row
}

$connection = $PSCmdlet.ParameterSetName -eq 'SfAlias' ? @{ SfAlias = $SfAlias } : @{ InstanceUrl = $InstanceUrl; AccessToken = $AccessToken }
$org = Connect-EcaOrg @connection
try {
    $inventory = @{ Name = $Name; Org = $org; ErrorAction = 'Continue' }
    if ($OwnerMap) { $inventory.OwnerMap = $OwnerMap }
    $apps = Get-ConnectedApp @inventory
    $usage = $apps | Get-ConnectedAppUsage

    $judgment = @{ Usage = @($usage); ErrorAction = 'Continue' }
    if ($AllowList) { $judgment.AllowList = $AllowList }
    if ($PSBoundParameters.ContainsKey('AsOf')) { $judgment.AsOf = $AsOf }
    $assessments = $apps | Test-EcaBlocker @judgment
    $waves = $assessments | Get-EcaMigrationWave -MaximumApps $MaximumApps

    $null = New-Item $OutputPath -ItemType Directory -Force
    $columns = @(
        'Name', 'Verdict', 'Priority', 'Deadline', 'CallersSummary'
        @{ n = 'Owner'; e = { $_.App.Owner } }
        @{ n = 'Label'; e = { $_.App.Label } }
        @{ n = 'Flows'; e = { $_.Usage.Flows -join ' ' } }
        @{ n = 'LastUsed'; e = { $_.Usage.LastUsed ?? ($_.Usage.IsUnused ? 'never' : 'unknown') } }
        'BlockerCount', 'ChangeCount', 'SkippedCount'
    )
    $assessments | Select-Object $columns | Protect-Row | Export-Csv (Join-Path $OutputPath apps.csv)

    $columns = @(
        'AppName', 'Application', 'User', 'SourceIp', 'Client', 'Flow', 'ApiFamily', 'Count', 'Failures', 'FirstSeen', 'LastSeen', 'Source'
        @{ n = 'BlindSpots'; e = { $_.BlindSpots -join ' ' } }
    )
    $usage | Select-Object $columns | Protect-Row | Export-Csv (Join-Path $OutputPath callers.csv)

    $assessments | ForEach-Object {
        $app = $_.Name
        $_.Findings | Select-Object @{ n = 'App'; e = { $app } }, RuleId, Severity, Title, Evidence, InForceFrom, Remediation, Alternative, @{ n = 'AllowedUntil'; e = { } }, @{ n = 'AllowedBecause'; e = { } }
        $_.Allowed | ForEach-Object {
            $allowed = $_
            $_.Finding | Select-Object @{ n = 'App'; e = { $app } }, RuleId, Severity, Title, Evidence, InForceFrom, Remediation, Alternative, @{ n = 'AllowedUntil'; e = { $allowed.Expires } }, @{ n = 'AllowedBecause'; e = { $allowed.Reason } }
        }
    } | Protect-Row | Export-Csv (Join-Path $OutputPath findings.csv)
    $assessments | ForEach-Object { $app = $_.Name; $_.Skipped | Select-Object @{ n = 'App'; e = { $app } }, RuleId, Title, Reason } |
        Protect-Row | Export-Csv (Join-Path $OutputPath unchecked.csv)
    $columns = @(
        @{ n = 'Wave'; e = { $wave.Number } }
        @{ n = 'Kind'; e = { $wave.Kind } }
        'Name', 'Verdict', 'Priority', 'CallersSummary', 'Deadline'
        @{ n = 'MovesWith'; e = { $moved = $_.Name; ($wave.Ties | Where-Object { $_.Apps -contains $moved }) -join '; ' } }
        @{ n = 'WaitsFor'; e = { $moved = $_.Name; ($wave.WaitsFor | Where-Object App -EQ $moved).What -join '; ' } }
    )
    $waves | ForEach-Object { $wave = $_; $_.Assessments | Select-Object $columns } | Protect-Row | Export-Csv (Join-Path $OutputPath waves.csv)

    $assessments | Group-Object Verdict -NoElement | Sort-Object Name | ForEach-Object { "$($_.Name): $($_.Count)" }
    if ($FailOn) {
        # All lists are there; now the same judgment ends the job where it must.
        $null = $apps | Test-EcaBlocker @judgment -FailOn $FailOn -WarningAction SilentlyContinue
    }
}
finally {
    Disconnect-EcaOrg -Org $org
}
