<#
.SYNOPSIS
    Takes stock of an org: its Connected Apps, who is responsible for them, who uses them and how, and what could not be looked at.
.DESCRIPTION
    Writes four files to a folder:

    - apps.csv: one line for each app, with its owner, flows, last use, tokens and grants; "unknown" is what was not read;
    - apps.json: the same with the evidence for each flow, and the metadata that names the app;
    - usage.csv: one line for each caller, as each source of the org saw it; sources are not to be added up;
    - gaps.csv: what was not read, why, and how to fix it. An inventory with gaps is not a proof that nobody uses an app.

    It changes nothing in the org. The last lines say how many apps, callers and gaps there are.
.EXAMPLE
    Connect-EcaOrg -SfAlias prod
    ./inventory.ps1 -OutputPath ./inventory
    Takes stock of the current org.
.EXAMPLE
    ./inventory.ps1 -Org uat -OutputPath ./inventory -OwnerMap ./owners.csv -Days 7
    Takes stock of another connected org, with owners from a file of the columns App and Owner, and the callers of a week.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The folder for the files.
    [Parameter(Mandatory)]
    [string] $OutputPath,

    # The org, or its alias; the session's current one where it is left out.
    [object] $Org,

    # A CSV file with the columns App and Owner.
    [string] $OwnerMap,

    # How many days of logins and calls to look at.
    [ValidateRange(1, 365)]
    [int] $Days = 30
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

$where = if ($Org) { @{ Org = $Org } } else { @{} }
$who = if ($OwnerMap) { @{ OwnerMap = $OwnerMap } } else { @{} }

# One app that can't be read is reported and in gaps.csv, and the others go on.
$apps = Get-ConnectedApp @where @who -ErrorAction Continue -ErrorVariable failures
$usage = Get-ConnectedAppUsage @where -Since "${Days}d" -WarningVariable unread
$gaps = @(
    $apps | ForEach-Object { $app = $_; $app.NotRead | Select-Object @{ n = 'App'; e = { $app.Name } }, Type, Reason, NextStep }
    $failures | ForEach-Object { [pscustomobject] @{ App = "$($_.TargetObject)"; Type = 'ConnectedApp'; Reason = "$_"; NextStep = $_.ErrorDetails.RecommendedAction } }
    $unread | ForEach-Object { [pscustomobject] @{ App = ''; Type = 'Usage'; Reason = "$_"; NextStep = '' } }
)

if ($PSCmdlet.ShouldProcess($OutputPath, 'Write apps.csv, apps.json, usage.csv and gaps.csv')) {
    $null = New-Item $OutputPath -ItemType Directory -Force
    $apps | Select-Object Name, Label, Id, Origin, Owner, OwnerSource,
    @{ n = 'Flows'; e = { $_.Flows -join ' ' } }, @{ n = 'DeclaredFlows'; e = { $_.DeclaredFlows -join ' ' } },
    @{ n = 'LastUsed'; e = { $_.LastUsed ?? ($_.IsUseKnown ? 'never' : 'unknown') } },
    @{ n = 'Logins30Days'; e = { $_.Logins30Days ?? 'unknown' } },
    @{ n = 'Tokens'; e = { $_.Tokens ? $_.Tokens.Count : 'unknown' } }, @{ n = 'Users'; e = { $_.Tokens ? $_.Tokens.Users : 'unknown' } },
    @{ n = 'Access'; e = { ($_.Access | ForEach-Object Name) -join '; ' } },
    @{ n = 'NamedBy'; e = { ($_.References | ForEach-Object { "$($_.Type) $($_.FullName)" }) -join '; ' } },
    @{ n = 'NotRead'; e = { $_.NotReadSummary } } | Protect-Row | Export-Csv (Join-Path $OutputPath apps.csv)
    $apps | Select-Object Name, Label, Id, Origin, Owner, OwnerSource, Scopes, CallbackUrls, Flows, DeclaredFlows, FlowEvidence, LastUsed, Logins30Days, Tokens, Access, References, Menu, NotRead |
        ConvertTo-Json -Depth 4 -EnumsAsStrings -AsArray | Set-Content (Join-Path $OutputPath apps.json)
    $usage | Select-Object AppName, Application, User, SourceIp, Client, ApiFamily, LoginType, Flow, Count, Failures, FirstSeen, LastSeen, Source |
        Protect-Row | Export-Csv (Join-Path $OutputPath usage.csv)
    # Without gaps there is still a line with the names of the columns.
    if ($gaps) { $gaps | Protect-Row | Export-Csv (Join-Path $OutputPath gaps.csv) }
    else { '"App","Type","Reason","NextStep"' | Set-Content (Join-Path $OutputPath gaps.csv) }
}

"$(@($apps).Count) apps, $(@($apps | Where-Object Origin -EQ Uninstalled).Count) of them not installed, $(@($apps | Where-Object { -not $_.Owner }).Count) without an owner"
$usage | Group-Object Source -NoElement | ForEach-Object { "$($_.Count) callers by $($_.Name)" }
"$($gaps.Count) gaps"
