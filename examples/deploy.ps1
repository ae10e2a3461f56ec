<#
.SYNOPSIS
    Deploys External Client Apps in a pipeline job by the plan that was reviewed.
.DESCRIPTION
    Carries out the plan that plan-deployment.ps1 left. It is refused if the org or the files are not as they were when the plan was made. A job
    that was interrupted is run again: what is in the org already is not sent again. pwsh ends with exit code 1 if an app was not deployed.
.EXAMPLE
    ./deploy.ps1 -Path ./force-app -PlanPath ./plan.json -InstanceUrl https://acme.my.salesforce.com -ClientId $key -Username ci@acme.com -PrivateKeyPath ./server.key
    Deploys what the plan says.
#>
[CmdletBinding()]
param(
    # The folder with the metadata.
    [Parameter(Mandatory)]
    [string] $Path,

    # The plan.
    [Parameter(Mandatory)]
    [string] $PlanPath,

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
    [string] $PrivateKeyPath
)

$ErrorActionPreference = 'Stop'

# Azure Pipelines looks for its commands anywhere in a line, and names and messages come from files and orgs.
function Protect-Log([string] $Text) { $env:TF_BUILD -eq 'True' ? $Text.Replace('##vso[', '##_vso[').Replace('##[', '##_[') : $Text }

$org = Connect-EcaOrg -Environment $InstanceUrl -ClientId $ClientId -Username $Username -PrivateKeyPath $PrivateKeyPath
try {
    $deployments = @(Publish-EcaMetadata $Path -Plan $PlanPath -Org $org -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failures)
}
finally {
    Disconnect-EcaOrg -Org $org
}

foreach ($deployment in $deployments) {
    Protect-Log "$($deployment.Name): $($deployment.Status) $($deployment.ConsumerKey)"
    $deployment.Retrieved + $deployment.Renamed | ForEach-Object { Protect-Log "    commit $_" }
}
if ($failures) { throw (Protect-Log "Not all was deployed. $(@($failures | ForEach-Object { "$_ $($_.ErrorDetails.RecommendedAction)" }) -join ' ')") }
