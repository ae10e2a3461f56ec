# Rotations whose journal is in a store. SecretManagement is not installed on every machine: a module of its name with the
# same commands stands in for it.
BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    . $PSScriptRoot/KeyVault.ps1
    $modules = "$TestDrive/modules"
    $null = New-Item -ItemType Directory -Force "$modules/Microsoft.PowerShell.SecretManagement"
    Set-Content "$modules/Microsoft.PowerShell.SecretManagement/Microsoft.PowerShell.SecretManagement.psm1" @'
$script:Held = @{}
function Set-Secret {
    [CmdletBinding()] param([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [object] $Secret, [string] $Vault)
    $script:Held["$Vault/$Name"] = if ($Secret -is [string]) { ConvertTo-SecureString $Secret -AsPlainText -Force } else { $Secret }
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
    $app = @{}
    Add-MachineApp Vaulted, Clouded, Scripted, Broken 'ada.moreau@harbourline.example.com' $TestDrive | ForEach-Object { $app[$_.Name] = $_ }
    $vault = Open-LoopbackVault
    $token = ConvertTo-Secret $vault.Token
}

AfterAll {
    $env:PSModulePath = $modulePath
    Close-LoopbackVault $vault
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'The journal of a rotation in a store' {
    It 'a vault of SecretManagement keeps it, by its name alone' {
        $result = $app.Vaulted | Invoke-EcaKeyRotation -EnvironmentFile "$TestDrive/{App}.env" -JournalStore prod -Confirm:$false
        $result.State | Should -Be Rotated
        $known = Get-EcaKeyRotation -JournalStore @{ Vault = 'prod' }
        $known.App | Should -Be Vaulted
        $known.State | Should -Be Rotated
    }

    It 'a key vault keeps it next to the pair' {
        $store = @{ KeyVaultUrl = $vault.Url; Token = $token }
        $delivery = @{ KeyVaultUrl = $vault.Url; KeyVaultToken = $token; SecretName = 'sf-{App}' }
        ($app.Clouded | Invoke-EcaKeyRotation @delivery -JournalStore $store -Confirm:$false).State | Should -Be Rotated
        $journal = $vault.Secrets.Keys | Where-Object { $_ -like 'EcaTools-rotation-*' -and $_ -ne 'EcaTools-rotation-index' }
        $vault.Secrets['EcaTools-rotation-index'] | ConvertFrom-Json | Should -Be $journal
        @($journal).Count | Should -Be 1
        $pair = $vault.Secrets['sf-Clouded'] | ConvertFrom-Json
        foreach ($word in $pair.consumerKey, $pair.consumerSecret) { $vault.Secrets[$journal].Contains($word) | Should -BeFalse }
        ($app.Clouded | Get-EcaKeyRotation -JournalStore $store).Step | Should -Be Done
        ($app.Clouded | Undo-EcaKeyRotation @delivery -JournalStore $store -Confirm:$false).State | Should -Be NeedsHuman
    }

    It 'two script blocks keep it, and -WhatIf writes nothing to them' {
        $held = @{}
        $store = @{
            Read  = { param($Name) $held[$Name] }
            Write = { param($Name, $Expected, $Value) if ($held[$Name] -ceq $Expected) { $held[$Name] = $Value; $true } else { $false } }
        }
        $common = @{ EnvironmentFile = "$TestDrive/{App}.env"; JournalStore = $store; Confirm = $false }
        $app.Scripted | Invoke-EcaKeyRotation @common -WhatIf 6> $null
        $held.Count | Should -Be 0
        ($app.Scripted | Invoke-EcaKeyRotation @common).State | Should -Be Rotated
        $held.Count | Should -Be 2 -Because 'next to the journal there is the list of journals'
        ($app.Scripted | Invoke-EcaKeyRotation @common -IfOlderThan 1d).State | Should -Be NotDue
    }

    It 'a claim of a run that was killed keeps others away, with machine and time' {
        # The claim ends by the org's clock, which machines share.
        $until = [datetimeoffset]::Parse((Invoke-WebRequest "$($practice.Url)services/data").Headers.Date[0], [cultureinfo]::InvariantCulture).AddMinutes(4).ToString('o')
        $store = @{
            Read  = { '{"claim":{"owner":"x","machine":"runner-7","until":"' + $until + '"}}' }
            Write = { $true }
        }
        $before = $practice.Requests.Changes
        { $app.Broken | Invoke-EcaKeyRotation -EnvironmentFile "$TestDrive/b.env" -JournalStore $store -Confirm:$false -ErrorAction Stop } |
            Should -Throw -ErrorId 'JournalClaimed,*' -ExpectedMessage '*runner-7*'
        $practice.Requests.Changes | Should -Be $before
    }

    It '<Id>: a store that does wrong changes nothing in the org' -ForEach @(
        @{ Id = 'DeliveryFailed'; Read = { throw 'https://x.blob.core.windows.net/j?sv=1&sig=SECRETsig%3D Authorization: Bearer SECRETtoken' }; Write = { $true } }
        @{ Id = 'DeliveryFailed'; Read = { 'a'; 'b' }; Write = { $true } }
        @{ Id = 'DeliveryFailed'; Read = { }; Write = { 'yes' } }
        @{ Id = 'DeliveryFailed'; Read = { }; Write = { $true } }
        @{ Id = 'JournalChangedByOther'; Read = { }; Write = { $false } }
        @{ Id = 'RotationJournalNotReadable'; Read = { 'SECRETtext' }; Write = { $true } }
    ) {
        $before = $practice.Requests.Changes
        $Error.Clear()
        $null = $app.Broken | Invoke-EcaKeyRotation -EnvironmentFile "$TestDrive/b.env" -JournalStore @{ Read = $Read; Write = $Write } -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $practice.Requests.Changes | Should -Be $before
        Test-Path "$TestDrive/b.env" | Should -BeFalse
        ($Error | ForEach-Object { "$_"; "$($_.Exception)" }) -join "`n" | Should -Not -MatchExactly 'SECRET'
    }

    It 'a hashtable that describes no store is an error that names the forms and no value' {
        foreach ($wrong in @{ Vault = '' }, @{ KeyVaultUrl = $vault.Url; Token = 'SECRETplain' }, @{ KeyVaultUrl = 'http://acme.vault.azure.net'; Token = $token }, @{ Read = 'x'; Write = { } }, @{}, 42) {
            $failure = { Get-EcaKeyRotation -JournalStore $wrong -ErrorAction Stop } | Should -Throw -PassThru
            "$failure" | Should -Not -MatchExactly 'SECRETplain'
            "$failure" | Should -Match 'journal store|key vault'
        }
        { Get-EcaKeyRotation -JournalStore prod -JournalPath $TestDrive -ErrorAction Stop } | Should -Throw -ErrorId 'ParametersConflict,*'
    }
}
