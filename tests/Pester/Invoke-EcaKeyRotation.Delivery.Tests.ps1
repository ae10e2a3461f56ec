# The places that a rotation delivers to. What a rotation itself does is in Invoke-EcaKeyRotation.Tests.ps1.
BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    . $PSScriptRoot/KeyVault.ps1

    # SecretManagement as its commands behave, with a vault in memory: a name that is not there is an error of Get-Secret.
    $modules = "$TestDrive/modules"
    $folder = "$modules/Microsoft.PowerShell.SecretManagement"
    $null = New-Item -ItemType Directory -Force $folder
    Set-Content "$folder/Microsoft.PowerShell.SecretManagement.psm1" @'
$script:Held = @{}
$script:Broken = $null
function Set-Secret {
    [CmdletBinding()] param([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [object] $Secret, [string] $Vault)
    if ($script:Broken) { Write-Error ($script:Broken -replace 'PAIR', $Secret.GetNetworkCredential().Password); return }
    $script:Held["$Vault/$Name"] = $Secret
}
function Get-Secret {
    [CmdletBinding()] param([Parameter(Mandatory)] [string] $Name, [string] $Vault)
    if (-not $script:Held.ContainsKey("$Vault/$Name")) { Write-Error "The secret $Name was not found." -Category ObjectNotFound -ErrorId GetSecretNotFound; return }
    $script:Held["$Vault/$Name"]
}
function Get-SecretInfo {
    [CmdletBinding()] param([string] $Name, [string] $Vault)
    if ($script:Held.ContainsKey("$Vault/$Name")) { [pscustomobject] @{ Name = $Name; VaultName = $Vault } }
}
Export-ModuleMember -Function *
'@
    $modulePath = $env:PSModulePath
    $env:PSModulePath = $modules + [IO.Path]::PathSeparator + $modulePath

    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias practice
    $machine = 'ada.moreau@harbourline.example.com'
    $app = @{}
    Add-MachineApp Filed, Vaulted, Clouded, Scripted, Piped, Handed $machine $TestDrive | ForEach-Object { $app[$_.Name] = $_ }
    $vault = Open-LoopbackVault
    $token = ConvertTo-Secret $vault.Token
    $common = @{ JournalPath = "$TestDrive/journal"; Confirm = $false }
    $build = $env:TF_BUILD
    $env:TF_BUILD = $null
}

AfterAll {
    $env:TF_BUILD = $build
    $env:PSModulePath = $modulePath
    Close-LoopbackVault $vault
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'The places of a rotated pair' {
    It 'an environment file keeps its other lines, and its pair logs in' {
        Set-Content "$TestDrive/Filed.env" "# callers`nOTHER='kept as it is'`nexport SF_CONSUMER_KEY=old`n" -NoNewline
        $result = $app.Filed | Invoke-EcaKeyRotation -EnvironmentFile "$TestDrive/{App}.env" @common
        $result.State | Should -Be Rotated
        $lines = Get-Content "$TestDrive/Filed.env"
        $lines[0..1] | Should -Be '# callers', "OTHER='kept as it is'"
        Test-Pair $practice ($lines[2] -replace '^export SF_CONSUMER_KEY=') ($lines[3] -replace '^SF_CONSUMER_SECRET=') | Should -BeTrue
        if (-not $IsWindows) { (Get-Item "$TestDrive/Filed.env").UnixMode | Should -Be '-rw-------' }
    }

    It 'a vault of SecretManagement gets a PSCredential, and a failure of it says no secret' {
        $before = $practice.Requests.Changes
        $module = Get-Module Microsoft.PowerShell.SecretManagement -ListAvailable | Import-Module -PassThru
        & $module { $script:Broken = 'The vault is locked; PAIR is not stored.' }
        $null = $app.Vaulted | Invoke-EcaKeyRotation -Vault prod -SecretName 'sf-{App}' @common -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'VaultFailed,*'
        "$($failure[0])" | Should -Match 'locked; \(secret\) is not stored'
        $practice.Requests.Changes | Should -Be $before -Because 'a vault that refuses is found out before anything is staged'
        & $module { $script:Broken = $null }
        ($app.Vaulted | Invoke-EcaKeyRotation -Vault prod -SecretName 'sf-{App}' @common).State | Should -Be Rotated
        $held = Microsoft.PowerShell.SecretManagement\Get-Secret sf-Vaulted -Vault prod
        $held | Should -BeOfType pscredential
        Test-Pair $practice $held.UserName $held.GetNetworkCredential().Password | Should -BeTrue
    }

    It 'a key vault gets both halves in one secret, and keeps the old pair where it refuses' {
        $arguments = @{ KeyVaultUrl = $vault.Url; KeyVaultToken = $token; SecretName = 'sf-{App}' }
        $vault.Secrets['sf-Clouded'] = '{"consumerKey":"old","consumerSecret":"pair"}'
        $vault.Fail = 403
        $null = $app.Clouded | Invoke-EcaKeyRotation @arguments @common -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'KeyVaultRefused,*'
        $failure[0].ErrorDetails.RecommendedAction | Should -Match 'Key Vault Secrets Officer'
        ($vault.Secrets['sf-Clouded'] | ConvertFrom-Json).consumerKey | Should -Be old
        $vault.Fail = 0
        ($app.Clouded | Invoke-EcaKeyRotation @arguments @common).State | Should -Be Rotated
        $held = $vault.Secrets['sf-Clouded'] | ConvertFrom-Json
        Test-Pair $practice $held.consumerKey $held.consumerSecret | Should -BeTrue
    }

    It 'script blocks get a credential and the consumer, and what they write goes nowhere' {
        $store = @{}
        $deliver = { param([pscredential] $Credential, $Consumer) $store[$Consumer.App] = $Credential; $Credential.GetNetworkCredential().Password; cmd-that-is-not-there }
        $null = $app.Scripted | Invoke-EcaKeyRotation -Deliver $deliver @common -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'DeliveryScriptFailed,*'
        $deliver = { param([pscredential] $Credential, $Consumer) $store[$Consumer.App] = $Credential; $Credential.GetNetworkCredential().Password }
        $wrong = { 'a text' }
        $null = $app.Scripted | Invoke-EcaKeyRotation -Deliver $deliver -ReadBack $wrong @common -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ReadBackNotCredential,*'
        $said = $app.Scripted | Invoke-EcaKeyRotation -Deliver $deliver -ReadBack { param($Consumer) $store[$Consumer.App] } @common -Verbose -Debug *>&1
        @($said | Where-Object { $_ -is [EcaTools.Core.Rotation.Keys.EcaKeyRotation] }).State | Should -Be Rotated
        (Get-EveryRendering $said).Contains($store.Scripted.GetNetworkCredential().Password) | Should -BeFalse
        Test-Pair $practice $store.Scripted.UserName $store.Scripted.GetNetworkCredential().Password | Should -BeTrue
    }

    It 'a program that fails in a script block is a failed delivery' {
        $pwsh = (Get-Process -Id $PID).Path
        { $app.Handed | Invoke-EcaKeyRotation -Deliver { & $pwsh -NoProfile -Command 'exit 3' } @common -ErrorAction Stop } | Should -Throw -ErrorId 'DeliveryScriptFailed,*'
    }

    It 'pipeline variables are set in a job of Azure Pipelines alone, by logging commands' {
        $before = $practice.Requests.Changes
        { $app.Piped | Invoke-EcaKeyRotation -AzureDevOps @common -ErrorAction Stop } | Should -Throw -ErrorId 'NotInAzurePipelines,*'
        $practice.Requests.Changes | Should -Be $before
        $env:TF_BUILD = 'True'
        try { $said = $app.Piped | Invoke-EcaKeyRotation -AzureDevOps -KeyVariable '{App}_KEY' -SecretVariable '{App}_SECRET' @common 6>&1 } finally { $env:TF_BUILD = $null }
        $lines = @($said | Where-Object { $_ -is [System.Management.Automation.InformationRecord] } | ForEach-Object { "$_" })
        # The app's own pair first, to see that the target accepts it, and then the new one.
        $lines | Should -HaveCount 4
        $lines = $lines[2..3]
        $lines[0] | Should -Match '^##vso\[task\.setvariable variable=Piped_SECRET;issecret=true\]'
        $lines[1] | Should -Match '^##vso\[task\.setvariable variable=Piped_KEY;issecret=true\]'
        Test-Pair $practice ($lines[1] -replace '^[^\]]*\]') ($lines[0] -replace '^[^\]]*\]') | Should -BeTrue
    }

    It 'without a store, the pair comes with the result and only where it is asked for' {
        { $app.Handed | Invoke-EcaKeyRotation @common } | Should -Throw -ErrorId 'DeliveryMissing,*'
        $result = $app.Handed | Invoke-EcaKeyRotation -PassThru @common
        $result.State | Should -Be Rotated
        $pair = [pscredential]::new($result.Credential.ConsumerKey, $result.Credential.Secret)
        Test-Pair $practice $pair.UserName $pair.GetNetworkCredential().Password | Should -BeTrue
        (Get-EveryRendering $result).Contains($pair.GetNetworkCredential().Password) | Should -BeFalse
    }

    It 'no two consumers share a place' {
        $before = $practice.Requests.Changes
        $null = $app.Filed, $app.Vaulted | Invoke-EcaKeyRotation -EnvironmentFile "$TestDrive/shared.env" -WhatIf -ErrorAction SilentlyContinue -ErrorVariable failure 6>$null
        $failure.FullyQualifiedErrorId | Should -BeLike 'PlaceShared,*'
        $practice.Requests.Changes | Should -Be $before
        "$TestDrive/shared.env" | Should -Not -Exist
    }

    It 'the journal holds no secret and no key' {
        $text = (Get-ChildItem "$TestDrive/journal" -File | Get-Content -Raw) -join ''
        $text | Should -Not -BeNullOrEmpty
        $text | Should -Not -Match '3MVG9'
        (Get-Content "$TestDrive/Filed.env") -replace '^.*=' | Where-Object Length -GT 20 | ForEach-Object { $text.Contains($_) | Should -BeFalse }
    }
}
