<#
.SYNOPSIS
    Moves the Connected Apps of an org to External Client Apps, in two runs: first look, then publish.
.DESCRIPTION
    The first run, without -Publish, writes the ECA metadata and four lists to review: findings.csv (what stands in the way),
    unchecked.csv (what could not be looked at), losses.csv (what the metadata doesn't carry, and what to do by hand) and drift.csv
    (what somebody changed in the files since an earlier run, and what was therefore left as it is).
    Commit the folder, have it reviewed, and run again with -Publish. What is the same as in the org is not deployed again.
.EXAMPLE
    ./migrate.ps1 -InstanceUrl https://acme--dev.sandbox.my.salesforce.com -AccessToken (Read-Host -AsSecureString) -OutputPath ./eca
    Looks, and writes the metadata and the lists to ./eca.
.EXAMPLE
    ./migrate.ps1 -InstanceUrl https://acme--dev.sandbox.my.salesforce.com -AccessToken $token -OutputPath ./eca -Publish
    Publishes what was reviewed.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The org's My Domain, as a URL or host name.
    [Parameter(Mandatory)]
    [string] $InstanceUrl,

    # An access token of the org.
    [Parameter(Mandatory)]
    [securestring] $AccessToken,

    # The folder for the metadata and the lists.
    [Parameter(Mandatory)]
    [string] $OutputPath,

    # The apps to look at; wildcards are allowed.
    [string[]] $Name = '*',

    # Deploys what an earlier run wrote.
    [switch] $Publish
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

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

# Azure Pipelines looks for its commands anywhere in a line, and names and messages come from files and orgs.
function Protect-Log([string] $Text) { $env:TF_BUILD -eq 'True' ? $Text.Replace('##vso[', '##_vso[').Replace('##[', '##_[') : $Text }

$org = Connect-EcaOrg -InstanceUrl $InstanceUrl -AccessToken $AccessToken
try {
    $project = Join-Path $OutputPath force-app
    if ($Publish) {
        # What was reviewed is what is deployed: the files as they are now. One app that fails is reported, and the others go on.
        $deployments = Publish-EcaMetadata -Path $project -Org $org -ErrorAction Continue
        if ($env:TF_BUILD -eq 'True') { $deployments | Out-String -Stream | ForEach-Object { Protect-Log $_ } } else { $deployments }
        return
    }

    # One app that can't be read or written is reported, and the others go on.
    $assessments = Get-ConnectedApp -Name $Name -Org $org -ErrorAction Continue | Test-EcaBlocker -ApiVersion $org.ApiVersion
    $metadata = $assessments | Where-Object CanMigrate |
        New-EcaMetadata -OutputPath $project -ApiVersion $org.ApiVersion -ErrorAction Continue

    if ($PSCmdlet.ShouldProcess($OutputPath, 'Write findings.csv, unchecked.csv, losses.csv and drift.csv')) {
        $null = New-Item $OutputPath -ItemType Directory -Force
        $assessments.Findings | Select-Object App, * -ErrorAction Ignore | Protect-Row | Export-Csv (Join-Path $OutputPath findings.csv)
        $assessments.Skipped | Select-Object App, * -ErrorAction Ignore | Protect-Row | Export-Csv (Join-Path $OutputPath unchecked.csv)
        $metadata.Losses | Select-Object App, * -ErrorAction Ignore | Protect-Row | Export-Csv (Join-Path $OutputPath losses.csv)
        $metadata.Drift | Select-Object App, * -ErrorAction Ignore | Protect-Row | Export-Csv (Join-Path $OutputPath drift.csv)
    }

    $assessments | Group-Object Verdict -NoElement | Sort-Object Name | ForEach-Object { "$($_.Name): $($_.Count)" }
}
finally {
    Disconnect-EcaOrg -Org $org
}
