# What becomes of the org's switch for consumer secrets, however the command ends. What the command reads is in EcaKeyRotation.Tests.ps1.
BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1

    # Runs the body against an org of its own, and says at the end whether the org still gives secrets out.
    function Invoke-Ending {
        param([scriptblock] $Body)
        Invoke-ChildShell ([scriptblock]::Create(@"
param(`$Module)
Import-Module `$Module
`$practice = Start-EcaPracticeOrg
`$null = `$practice | Connect-EcaOrg -Alias practice
try { $Body } catch { "caught: `$(`$_.FullyQualifiedErrorId)" }
`$failure = `$null
`$null = Get-EcaCredential Warehouse_ECA -ErrorAction SilentlyContinue -ErrorVariable failure
"ends with: `$(if (`$failure) { `$failure[0].FullyQualifiedErrorId } else { 'still on' })"
"@))
    }
}

Describe 'Get-EcaCredential -DisableSecretAccessAfter' {
    It 'switches off <Name>' -ForEach @(
        @{ Name = 'at the end'; Body = { $null = Get-EcaCredential Warehouse_ECA -DisableSecretAccessAfter } }
        @{ Name = 'where Select-Object took all that it wanted'; Body = { $null = Get-EcaCredential Warehouse_ECA, Billing_ECA -DisableSecretAccessAfter | Select-Object -First 1 } }
        @{ Name = 'where an error stops the command'; Body = { $null = Get-EcaCredential Warehouse_ECA, Not_There -DisableSecretAccessAfter -ErrorAction Stop }; Said = '*caught: AppNotFound,*' }
        @{ Name = 'where a later command throws'; Body = { $null = Get-EcaCredential Warehouse_ECA -DisableSecretAccessAfter | ForEach-Object { throw 'later' } }; Said = '*caught: later*' }
        @{ Name = 'where an earlier command throws'; Body = { $null = & { throw 'earlier' } | Get-EcaCredential -DisableSecretAccessAfter }; Said = '*caught: earlier*' }
    ) {
        $run = Invoke-Ending $Body
        $run.Out | Should -BeLike '*ends with: SecretAccessOff,*'
        if ($Said) { $run.Out | Should -BeLike $Said }
        $run.Error | Should -Not -BeLike '*not switched off*'
    }

    It 'says plainly that the switch is still on where it could not be reached any more' {
        $run = Invoke-Ending { $null = Get-EcaCredential Warehouse_ECA -DisableSecretAccessAfter | ForEach-Object { Stop-EcaPracticeOrg; throw 'gone' } }
        $run.Out + $run.Error | Should -BeLike '*REST access to consumer secrets was not switched off in practice, and is still on as far as is known*'
        $run.Out + $run.Error | Should -BeLike '*Switch it off by hand: Setup > External Client App Settings*'
    }

    It 'says so as an error of its own at the end, once' {
        $run = Invoke-Ending { Get-EcaCredential Warehouse_ECA -DisableSecretAccessAfter | ForEach-Object { Stop-EcaPracticeOrg } }
        $run.Out | Should -BeLike '*caught: SecretAccessNotSwitchedOff,*'
        $run.Out + $run.Error | Should -Not -BeLike '*by hand*'
    }

    It 'changes nothing under -WhatIf, and says what it would do' {
        $run = Invoke-Ending { $null = Get-EcaCredential Warehouse_ECA -DisableSecretAccessAfter -WhatIf | Select-Object -First 1 }
        $run.Out | Should -BeLike '*What if:*Switch off REST access to consumer secrets*ends with: still on*'
    }

    It 'leaves the switch alone where it is not asked to' {
        (Invoke-Ending { $null = Get-EcaCredential Warehouse_ECA }).Out | Should -BeLike '*ends with: still on*'
    }

    It 'switches off at Ctrl+C' -Skip:$IsWindows {
        $practice = Start-EcaPracticeOrg
        try {
            $script = {
                param($Module, $Url)
                Import-Module $Module
                $null = Connect-EcaOrg -InstanceUrl $Url -AccessToken ([Net.NetworkCredential]::new('', $env:PRACTICE_TOKEN).SecurePassword)
                Get-EcaCredential Warehouse_ECA -DisableSecretAccessAfter | ForEach-Object { [Console]::Out.WriteLine('reading'); Wait-Event }
                [Console]::Out.WriteLine('went on')
            }
            $process = Open-ChildShell $script $practice.Url -Environment @{ PRACTICE_TOKEN = Get-PlainToken $practice }
            $process.StandardOutput.ReadLine() | Should -Be reading
            & kill -INT $process.Id
            $run = Receive-ChildShell $process
            $run.Out | Should -Not -BeLike '*went on*'
            $run.Error | Should -Not -BeLike '*not switched off*'
            $null = $practice | Connect-EcaOrg -Alias practice
            $null = Get-EcaCredential Warehouse_ECA -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SecretAccessOff,*'
        }
        finally {
            Disconnect-EcaOrg -All
            Stop-EcaPracticeOrg
        }
    }
}

Describe 'The credential of Get-EcaCredential' {
    It 'has a PSCredential wherever it stands, and shows no secret' {
        $null = Start-EcaPracticeOrg | Connect-EcaOrg
        try {
            $pair = Get-EcaCredential Warehouse_ECA
            $pair.Credential | Should -BeOfType pscredential
            $pair.Credential.UserName | Should -Be $pair.ConsumerKey
            $result = Invoke-EcaKeyRotation Warehouse_ECA -PassThru -Confirm:$false -JournalPath "$TestDrive/journal"
            $inner = $result.Credential.Credential
            $inner | Should -BeOfType pscredential
            (Get-EveryRendering $pair, $result, $result.Credential).Contains($inner.GetNetworkCredential().Password) | Should -BeFalse
        }
        finally {
            Disconnect-EcaOrg -All
            Stop-EcaPracticeOrg
        }
    }
}
