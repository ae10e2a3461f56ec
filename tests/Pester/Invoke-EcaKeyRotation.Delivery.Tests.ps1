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
    Add-MachineApp Filed, Vaulted, Clouded, Scripted, Piped, Handed, Guarded, Halved, Unread, Former, Latter $machine $TestDrive | ForEach-Object { $app[$_.Name] = $_ }
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
        Set-Content "$TestDrive/Filed.env" "# callers`nOTHER='kept as it is'`nexport SF_CONSUMER_KEY=old`nSF_CONSUMER_SECRET=old`n" -NoNewline
        if (-not $IsWindows) { chmod 640 "$TestDrive/Filed.env" }
        $result = $app.Filed | Invoke-EcaKeyRotation -EnvironmentFile "$TestDrive/{App}.env" @common
        $result.State | Should -Be Rotated
        $lines = Get-Content "$TestDrive/Filed.env"
        $lines[0..1] | Should -Be '# callers', "OTHER='kept as it is'"
        Test-Pair $practice ($lines[2] -replace '^export SF_CONSUMER_KEY=') ($lines[3] -replace '^SF_CONSUMER_SECRET=') | Should -BeTrue
        if (-not $IsWindows) { (Get-Item "$TestDrive/Filed.env").UnixMode | Should -Be '-rw-r-----' }
    }

    It 'a vault of SecretManagement gets a PSCredential, and a failure of it says no secret' {
        $before = $practice.Requests.Changes
        $module = Get-Module Microsoft.PowerShell.SecretManagement -ListAvailable | Import-Module -PassThru
        & $module { $script:Broken = 'The vault is locked; PAIR is not stored.' }
        $null = $app.Vaulted | Invoke-EcaKeyRotation -Vault prod -SecretName 'sf-{App}' @common -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'DeliveryFailed,*'
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
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'DeliveryFailed,*'
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
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'DeliveryFailed,*'
        $deliver = { param([pscredential] $Credential, $Consumer) $store[$Consumer.App] = $Credential; $Credential.GetNetworkCredential().Password }
        $wrong = { 'a text' }
        $null = $app.Scripted | Invoke-EcaKeyRotation -Deliver $deliver -ReadBack $wrong @common -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'DeliveryFailed,*'
        $said = $app.Scripted | Invoke-EcaKeyRotation -Deliver $deliver -ReadBack { param($Consumer) $store[$Consumer.App] } @common -Verbose -Debug *>&1
        @($said | Where-Object { $_ -is [EcaTools.Core.Rotation.Keys.EcaKeyRotation] }).State | Should -Be Rotated
        (Get-EveryRendering $said).Contains($store.Scripted.GetNetworkCredential().Password) | Should -BeFalse
        Test-Pair $practice $store.Scripted.UserName $store.Scripted.GetNetworkCredential().Password | Should -BeTrue
    }

    It 'a secret that a script, a proof or a vault throws stays in no error' {
        $Error.Clear()
        $thrown = @{}
        $deliver = {
            param([pscredential] $Credential)
            $thrown.Word = $Credential.GetNetworkCredential().Password
            $thrown.Basic = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("$($Credential.UserName):$($thrown.Word)"))
            try { Get-Item "/no/such/$($thrown.Word)" } catch { $null = $_ }
            throw "refused: Basic $($thrown.Basic), secret=$([uri]::EscapeDataString($thrown.Word)), $($thrown.Word)"
        }
        $null = $app.Guarded | Invoke-EcaKeyRotation -Deliver $deliver @common -ErrorAction SilentlyContinue -ErrorVariable failure
        "$($failure[0])" | Should -BeLike '*refused: Basic (secret), secret=(secret), (secret)*'
        $null = $app.Guarded | Invoke-EcaKeyRotation -PassThru -Verify { param([pscredential] $Credential) throw "not good: $($Credential.GetNetworkCredential().Password)" } -TimeoutMinutes 0 @common -ErrorAction SilentlyContinue
        $module = Get-Module Microsoft.PowerShell.SecretManagement -ListAvailable | Import-Module -PassThru
        & $module { $script:Broken = 'The vault is locked; PAIR is not stored.' }
        $null = $app.Guarded | Invoke-EcaKeyRotation -Vault prod -SecretName sf-%App% @common -ErrorAction SilentlyContinue
        & $module { $script:Broken = $null }
        $Error.Count | Should -BeGreaterThan 0
        $text = ($Error | ForEach-Object { "$_"; $_ | Format-List * -Force | Out-String -Width 1000; "$($_.Exception)" }) -join "`n"
        foreach ($word in $thrown.Word, $thrown.Basic) { $text.Contains($word) | Should -BeFalse }
    }

    It 'a program that fails in a script block is a failed delivery' {
        $program = (Get-Command git, cmd -CommandType Application -ErrorAction Ignore)[0].Source
        { $app.Handed | Invoke-EcaKeyRotation -Deliver { & $program --no-such-option } @common -ErrorAction Stop } | Should -Throw -ErrorId 'DeliveryFailed,*'
    }

    It 'pipeline variables are set in a job of Azure Pipelines alone, by logging commands' {
        $before = $practice.Requests.Changes
        { $app.Piped | Invoke-EcaKeyRotation -AzureDevOps @common -ErrorAction Stop } | Should -Throw -ErrorId 'DeliveryNotAvailable,*'
        $practice.Requests.Changes | Should -Be $before
    }

    It 'pipeline variables reach the process''s output <Name>, and nothing else' -ForEach @(
        @{ Name = 'with default preferences'; More = '' }
        @{ Name = 'with -InformationAction Ignore'; More = '-InformationAction Ignore' }
        @{ Name = 'with -InformationAction Stop'; More = '-InformationAction Stop' }
        @{ Name = 'where PowerShell''s streams go elsewhere'; More = '*>$null' }
    ) {
        $folder = (New-Item -ItemType Directory "$TestDrive/$(New-Guid)").FullName
        $script = @"
param(`$Module, `$Url, `$Folder)
`$null = Start-Transcript "`$Folder/transcript.txt"
Import-Module `$Module
`$null = Connect-EcaOrg -InstanceUrl `$Url -AccessToken ([Net.NetworkCredential]::new('', `$env:PRACTICE_TOKEN).SecurePassword)
Invoke-EcaKeyRotation Piped -AzureDevOps -KeyVariable '{App}_KEY' -SecretVariable '{App}_SECRET' -JournalPath "`$Folder/../journal" -Confirm:`$false -InformationVariable kept $More
"kept: `$(`$kept.Count)"
`$null = Stop-Transcript
"@
        $run = Invoke-ChildShell ([scriptblock]::Create($script)) $practice.Url, $folder -Environment @{ TF_BUILD = 'True'; PRACTICE_TOKEN = Get-PlainToken $practice }
        $run.Error | Should -BeExactly ''
        $lines = @($run.Out -split '\r?\n' -like '*##vso*')
        # The app's own pair first, to see that the target accepts it, and then the new one.
        $lines | Should -HaveCount 4
        $lines = $lines[2..3]
        $lines[0] | Should -Match '^##vso\[task\.setvariable variable=Piped_SECRET;issecret=true\]'
        $lines[1] | Should -Match '^##vso\[task\.setvariable variable=Piped_KEY;issecret=true\]'
        $secret = $lines[0] -replace '^[^\]]*\]'
        Test-Pair $practice ($lines[1] -replace '^[^\]]*\]') $secret | Should -BeTrue
        $run.Out | Should -BeLike '*kept: 0*'
        Get-Content -Raw "$folder/transcript.txt" | Should -Not -BeLike "*$secret*"

        # The next rotation needs the place of the previous pair.
        $null = Complete-EcaKeyRotation Piped -Force @common
    }

    It 'pipeline variables are refused in a background job, whose output the agent does not read, before the first change' {
        $before = $practice.Requests.Changes
        $script = [scriptblock]::Create(@'
param($Module, $Url, $Folder)
Start-Job {
    param($Module, $Url, $Folder)
    Import-Module $Module
    $null = Connect-EcaOrg -InstanceUrl $Url -AccessToken ([Net.NetworkCredential]::new('', $env:PRACTICE_TOKEN).SecurePassword)
    Invoke-EcaKeyRotation Piped -AzureDevOps -JournalPath "$Folder/none" -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failure
    $failure[0].FullyQualifiedErrorId
} -ArgumentList $Module, $Url, $Folder | Receive-Job -Wait
'@)
        $run = Invoke-ChildShell $script $practice.Url, $TestDrive -Environment @{ TF_BUILD = 'True'; PRACTICE_TOKEN = Get-PlainToken $practice }
        $run.Out | Should -BeLike 'DeliveryNotAvailable,*'
        $practice.Requests.Changes | Should -Be $before
    }

    It 'without a store, the pair comes with the result and only where it is asked for' {
        { $app.Handed | Invoke-EcaKeyRotation @common } | Should -Throw -ErrorId 'ParameterMissing,*'
        $result = $app.Handed | Invoke-EcaKeyRotation -PassThru @common
        $result.State | Should -Be Rotated
        $pair = [pscredential]::new($result.Credential.ConsumerKey, $result.Credential.Secret)
        Test-Pair $practice $pair.UserName $pair.GetNetworkCredential().Password | Should -BeTrue
        (Get-EveryRendering $result).Contains($pair.GetNetworkCredential().Password) | Should -BeFalse
    }

    It 'no two consumers share a place' {
        $before = $practice.Requests.Changes
        $null = $app.Filed, $app.Vaulted | Invoke-EcaKeyRotation -EnvironmentFile "$TestDrive/shared.env" -WhatIf -ErrorAction SilentlyContinue -ErrorVariable failure 6>$null
        $failure.FullyQualifiedErrorId | Should -BeLike 'DuplicateName,*'
        $practice.Requests.Changes | Should -Be $before
        "$TestDrive/shared.env" | Should -Not -Exist
    }

    It 'a script that leaves half of a pair gets the app''s own pair again' {
        $store = @{}
        $half = @{ At = 2; How = 'throws' }
        $deliver = {
            param([pscredential] $Credential)
            $store.Key = $Credential.UserName
            $half.At--
            if ($half.At -eq 0) { if ($half.How -eq 'throws') { throw 'The store is full.' } else { return } }
            $store.Word = $Credential.GetNetworkCredential().Password
        }
        $readBack = { if ($store.Key) { [pscredential]::new($store.Key, (ConvertTo-Secret $store.Word)) } }
        foreach ($how in 'throws', 'says nothing') {
            # The first run delivers the app's own pair before; the one that resumes it does not.
            $half.At, $half.How = ($how -eq 'throws' ? 2 : 1), $how
            $null = $app.Halved | Invoke-EcaKeyRotation -Deliver $deliver -ReadBack $readBack @common -ErrorAction SilentlyContinue -ErrorVariable failure
            "$($failure[0])" | Should -Match "Callers get the app's own pair from script"
            Test-Pair $practice $store.Key $store.Word | Should -BeTrue -Because "a script that $how leaves callers logged in"
        }
        ($app.Halved | Invoke-EcaKeyRotation -Deliver $deliver -ReadBack $readBack @common).State | Should -Be Resumed
        Test-Pair $practice $store.Key $store.Word | Should -BeTrue
    }

    It 'a script that leaves half of a pair for good is reported as a lock-out' {
        $store = @{}
        $deliver = {
            param([pscredential] $Credential)
            $store.Key = $Credential.UserName
            if ($store.Word) { throw 'The store is full.' }
            $store.Word = $Credential.GetNetworkCredential().Password
        }
        $null = $app.Unread | Invoke-EcaKeyRotation -Deliver $deliver @common -ErrorAction SilentlyContinue -ErrorVariable failure
        "$($failure[0])" | Should -Match 'may be locked out'
        (Get-EcaKeyRotation Unread -JournalPath $common.JournalPath).NextStep | Should -Match 'may be locked out'
    }

    It 'a place where another app has its pair is refused in a later run, too' {
        $file = "$TestDrive/taken.env"
        ($app.Former | Invoke-EcaKeyRotation -EnvironmentFile $file @common).State | Should -Be Rotated
        $held = Get-Content $file
        $before = $practice.Requests.Changes
        { $app.Latter | Invoke-EcaKeyRotation -EnvironmentFile $file @common -ErrorAction Stop } | Should -Throw -ErrorId 'DuplicateName,*' -ExpectedMessage '*Former*'
        { $app.Latter | Undo-EcaKeyRotation -EnvironmentFile $file -AdoptStaged @common -ErrorAction Stop } | Should -Throw -ErrorId 'DuplicateName,*'
        $practice.Requests.Changes | Should -Be $before
        Get-Content $file | Should -Be $held
    }

    It 'two apps that share one of two variables are refused, in one run and in a later one' {
        $file = "$TestDrive/half.env"
        $before = $practice.Requests.Changes
        $null = $app.Former, $app.Latter | Invoke-EcaKeyRotation -EnvironmentFile $file -KeyVariable '{App}_KEY' @common -WhatIf -ErrorAction SilentlyContinue -ErrorVariable failure 6>$null
        $failure.FullyQualifiedErrorId | Should -BeLike 'DuplicateName,*'
        Set-Content $file "FORMER_KEY=a`nSF_CONSUMER_SECRET=b"
        { $app.Latter | Invoke-EcaKeyRotation -EnvironmentFile $file -KeyVariable LATTER_KEY @common -ErrorAction Stop } | Should -Throw -ErrorId 'DocumentInvalid,*' -ExpectedMessage '*SF_CONSUMER_SECRET*LATTER_KEY*'
        Get-Content $file | Should -Be FORMER_KEY=a, SF_CONSUMER_SECRET=b
        $practice.Requests.Changes | Should -Be $before
    }

    It 'the journal holds no secret and no key' {
        $text = (Get-ChildItem "$TestDrive/journal" -File | Get-Content -Raw) -join ''
        $text | Should -Not -BeNullOrEmpty
        $text | Should -Not -Match '3MVG9'
        (Get-Content "$TestDrive/Filed.env") -replace '^.*=' | Where-Object Length -GT 20 | ForEach-Object { $text.Contains($_) | Should -BeFalse }
    }
}
