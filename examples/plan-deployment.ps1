<#
.SYNOPSIS
    Checks the External Client Apps of a pull request in a pipeline job, and leaves the plan of their deployment.
.DESCRIPTION
    Lints the metadata, has the org validate it, and writes the plan that deploy.ps1 carries out after the review. Nothing is changed in the
    org. pwsh ends with exit code 1 if the metadata has errors, if the org refuses it, or if the plan would replace what somebody changed in
    the org; then take the change into the files, or let -Force plan to replace it and have that reviewed.
.EXAMPLE
    ./plan-deployment.ps1 -Path ./force-app -InstanceUrl https://acme.my.salesforce.com -ClientId $key -Username ci@acme.com -PrivateKeyPath ./server.key -ResultPath ./results
    Leaves results/lint.sarif, results/lint.xml (JUnit) and results/plan.json.
#>
[CmdletBinding()]
param(
    # The folder with the metadata.
    [Parameter(Mandatory)]
    [string] $Path,

    # The org's My Domain, as a URL or host name.
    [Parameter(Mandatory)]
    [string] $InstanceUrl,

    # The consumer key of the app to log in through.
    [Parameter(Mandatory)]
    [string] $ClientId,

    # The user to log in as.
    [Parameter(Mandatory)]
    [string] $Username,

    # The file of the private key that belongs to that app's certificate.
    [Parameter(Mandatory)]
    [string] $PrivateKeyPath,

    # The folder for the plan and the results.
    [Parameter(Mandatory)]
    [string] $ResultPath,

    # Plans to replace what was not published from this folder. The plan says what.
    [switch] $Force
)

$ErrorActionPreference = 'Stop'

# Azure Pipelines looks for its commands anywhere in a line, and names and messages come from files and orgs.
function Protect-Log([string] $Text) { $env:TF_BUILD -eq 'True' ? $Text.Replace('##vso[', '##_vso[').Replace('##[', '##_[') : $Text }

$null = New-Item -ItemType Directory -Force $ResultPath
$null = Test-EcaMetadata $Path -SarifPath "$ResultPath/lint.sarif" -JUnitPath "$ResultPath/lint.xml" -FailOn Error

$org = Connect-EcaOrg -Environment $InstanceUrl -ClientId $ClientId -Username $Username -PrivateKeyPath $PrivateKeyPath
try {
    $plan = Publish-EcaMetadata $Path -PlanOnly -PlanPath "$ResultPath/plan.json" -Force:$Force -Org $org
    foreach ($component in $plan.Components | Where-Object Action -NE Leave) {
        Protect-Log "$($component.Phase) $($component.Action) $($component.Type) $($component.FullName)"
        $component.Changes | ForEach-Object { Protect-Log "    $_" }
    }
    $plan.Notes | ForEach-Object { Protect-Log $_ }
    $null = Publish-EcaMetadata $Path -ValidateOnly -Force:$Force -Org $org -Confirm:$false
    Protect-Log "$plan"
}
finally {
    Disconnect-EcaOrg -Org $org
}
