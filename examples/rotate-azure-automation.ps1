<#
.SYNOPSIS
    Rotates consumer keys and secrets in an Azure Automation runbook, and delivers them to an Azure Key Vault.
.DESCRIPTION
    The runbook's managed identity gets a token for the key vault. The vault holds the pair that the runbook itself logs in by, of an app of its
    own with the client credentials flow, and gets the pairs of the apps that are rotated; its callers fetch them there. Both are JSON objects
    with consumerKey and consumerSecret. No secret is in the runbook, its parameters or its output.

    One object for each consumer is written: its State is Rotated, Resumed (this job finished what an earlier one began), NotDue, Redelivered
    (nothing was due, but the vault did not hold the app's own pair) or NeedsHuman. The job fails if one needs a human, if callers are locked
    out or if an app failed, after all the others were rotated.

    The journal tells a job that follows a crash what the last one meant to do, and how old the pairs are. It must outlive the job: run this on a
    Hybrid Runbook Worker and name a folder of its disk. The managed identity needs the role Key Vault Secrets Officer on the vault.
.EXAMPLE
    ./rotate-azure-automation.ps1 -App Billing, Warehouse -MyDomainUrl https://acme.my.salesforce.com -KeyVaultUrl https://acme.vault.azure.net -JournalPath D:\rotations
    Rotates the pairs of two apps that are older than 90 days, to the secrets sf-Billing and sf-Warehouse.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    # The full names of the apps.
    [Parameter(Mandatory)]
    [string[]] $App,

    # The org's My Domain URL.
    [Parameter(Mandatory)]
    [uri] $MyDomainUrl,

    # The key vault's URL.
    [Parameter(Mandatory)]
    [uri] $KeyVaultUrl,

    # The folder of the journal, on a disk that outlives the job.
    [Parameter(Mandatory)]
    [string] $JournalPath,

    # The secret with the pair that the runbook logs in by.
    [string] $LoginSecretName = 'sf-rotation-login',

    # The secrets that callers read; {App} is the app's name.
    [string] $SecretName = 'sf-{App}',

    # How old a pair is when it is due, such as 90d.
    [string] $IfOlderThan = '90d'
)

$ErrorActionPreference = 'Stop'

# https://learn.microsoft.com/azure/automation/enable-managed-identity-for-automation
# Never verbose: that would show the headers, and the token in them.
$identity = Invoke-RestMethod "${env:IDENTITY_ENDPOINT}?resource=https://vault.azure.net" -Headers @{ 'X-IDENTITY-HEADER' = $env:IDENTITY_HEADER; Metadata = 'True' } -Verbose:$false -Debug:$false
$keyVaultToken = [Net.NetworkCredential]::new('', $identity.access_token).SecurePassword
$secret = Invoke-RestMethod ([uri]::new($KeyVaultUrl, "secrets/${LoginSecretName}?api-version=7.4")) -Headers @{ Authorization = "Bearer $($identity.access_token)" } -Verbose:$false -Debug:$false
$login = $secret.value | ConvertFrom-Json
$credential = [pscredential]::new($login.consumerKey, [Net.NetworkCredential]::new('', $login.consumerSecret).SecurePassword)

$org = Connect-EcaOrg -Environment $MyDomainUrl -Credential $credential
try {
    $rotation = @{
        KeyVaultUrl   = $KeyVaultUrl
        KeyVaultToken = $keyVaultToken
        SecretName    = $SecretName
        IfOlderThan   = $IfOlderThan
        JournalPath   = $JournalPath
        Org           = $org
        Confirm       = $false
    }
    $results = @($App | Invoke-EcaKeyRotation @rotation -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -ErrorVariable failures)
}
finally {
    Disconnect-EcaOrg -Org $org
}

$results | Select-Object App, ConsumerName, State, Target, PreviousValidUntil, NextStep

$troubles = @(
    $results | Where-Object { $_.State -eq 'NeedsHuman' -or $_.Places.Pair -contains 'Ended' } | ForEach-Object { "$($_.App): $($_.NextStep)" }
    $failures | ForEach-Object { "$_ $($_.ErrorDetails.RecommendedAction)" }
)
if ($troubles) { throw "The rotation needs a human. $($troubles -join ' ')" }
