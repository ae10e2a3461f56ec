<#
.SYNOPSIS
    Rotates consumer keys and secrets in an Azure DevOps pipeline; azure-pipelines-rotation.yml runs it on a schedule.
.DESCRIPTION
    With -KeyVaultUrl the pairs go to an Azure Key Vault, where callers fetch them. Without it they become secret variables of the job, for a
    step that brings them to the callers: should that step fail, the pair is not due the next time, so have it try again until it succeeds, and
    use a store where you can. The variables are set by lines on the output of this PowerShell process, which the agent reads: don't redirect the
    output of the script.

    A consumer that needs a human is an error of the job, which fails after all others were rotated. The output variable ROTATED tells later
    jobs how many pairs are new.

    The journal must outlive the job: on a self-hosted agent, name a folder next to its work folder.
.EXAMPLE
    ./rotate-azure-devops.ps1 -App Billing -MyDomainUrl $(orgUrl) -ClientId $(clientId) -Username $(sfUser) -PrivateKeyPath $(key.secureFilePath) -JournalPath $(Agent.HomeDirectory)/rotations
    Rotates the pair of one app if it is older than 90 days, and sets the secret variables Billing_KEY and Billing_SECRET.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    # The full names of the apps.
    [Parameter(Mandatory)]
    [string[]] $App,

    # The org's My Domain URL.
    [Parameter(Mandatory)]
    [string] $MyDomainUrl,

    # The consumer key of the app that the pipeline logs in by: one that is not rotated here.
    [Parameter(Mandatory)]
    [string] $ClientId,

    # The user that the pipeline logs in as.
    [Parameter(Mandatory)]
    [string] $Username,

    # The private key of that app's certificate, from a secure file.
    [Parameter(Mandatory)]
    [string] $PrivateKeyPath,

    # The folder of the journal, on a disk that outlives the job.
    [Parameter(Mandatory)]
    [string] $JournalPath,

    # The key vault's URL. An access token for it is taken from the environment variable KEYVAULT_TOKEN.
    [uri] $KeyVaultUrl,

    # How old a pair is when it is due, such as 90d.
    [string] $IfOlderThan = '90d'
)

$ErrorActionPreference = 'Stop'

# The agent takes ##vso[ and ##[ for commands wherever they stand in a line, also in a name or an error that comes from the org.
function Protect-Log {
    param([string] $Text)
    if ($env:TF_BUILD -eq 'True') { $Text -replace '##(?=vso\[|\[)', '# # ' } else { $Text }
}

# As the agent reads the data of a logging command.
function Protect-Azure {
    param([string] $Text)
    (Protect-Log $Text).Replace('%', '%AZP25').Replace("`r", '%0D').Replace("`n", '%0A')
}

$target = if ($KeyVaultUrl) {
    @{ KeyVaultUrl = $KeyVaultUrl; KeyVaultToken = [Net.NetworkCredential]::new('', $env:KEYVAULT_TOKEN).SecurePassword; SecretName = 'sf-{App}' }
}
else {
    @{ AzureDevOps = $true; KeyVariable = '{App}_KEY'; SecretVariable = '{App}_SECRET' }
}

$org = Connect-EcaOrg -Environment $MyDomainUrl -ClientId $ClientId -Username $Username -PrivateKeyPath $PrivateKeyPath
try {
    $results = @($App | Invoke-EcaKeyRotation @target -IfOlderThan $IfOlderThan -JournalPath $JournalPath -Org $org -Confirm:$false -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -ErrorVariable failures)
}
finally {
    Disconnect-EcaOrg -Org $org
}

foreach ($result in $results) {
    Protect-Log "$($result.App) $($result.ConsumerName): $($result.State). $($result.NextStep)"
}

$troubles = @(
    $results | Where-Object { $_.State -eq 'NeedsHuman' -or $_.Places.Pair -contains 'Ended' } | ForEach-Object { "$($_.App): $($_.NextStep)" }
    $failures | ForEach-Object { "$_ $($_.ErrorDetails.RecommendedAction)" }
)
if ($env:TF_BUILD -eq 'True') {
    "##vso[task.setvariable variable=ROTATED;isoutput=true]$(@($results | Where-Object State -In Rotated, Resumed).Count)"
    $troubles | ForEach-Object { "##vso[task.logissue type=error]$(Protect-Azure $_)" }
}
if ($troubles) { throw (Protect-Log "The rotation needs a human. $($troubles -join ' ')") }
