BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    . $PSScriptRoot/KeyVault.ps1
    $class = 'EcaTools.Commands.Deployment.RemoveExternalClientAppCommand'
    'Billing', 'Portal' | ForEach-Object { $null = Add-AppFile $TestDrive/source $_ }
}

Describe 'Remove-ExternalClientApp' {
    BeforeEach {
        $practice = Start-EcaPracticeOrg -Seed empty
        $null = $practice | Connect-EcaOrg -Alias practice
        $output = Join-Path $TestDrive ([guid]::NewGuid())
        $deployed = Get-ConnectedApp -Path $TestDrive/source | New-EcaMetadata -OutputPath $output | Publish-EcaMetadata
        $backup = Join-Path $TestDrive ([guid]::NewGuid())
        $practice.Requests.Clear()
    }

    AfterEach {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'removes an app that nobody uses, and leaves a backup that can be published again' {
        $removed = Remove-ExternalClientApp Billing -BackupPath $backup -Confirm:$false
        $removed.Name | Should -Be Billing
        $removed.ConsumerKey | Should -Be $deployed[0].ConsumerKey
        $removed.Effects -join ' ' | Should -Match 'tokens are revoked'
        (Get-ExternalClientApp).Name | Should -Be Portal
        Get-ChildItem $removed.BackupPath -Recurse -File | Get-Content -Raw | Should -Not -Match $removed.ConsumerKey
        $again = Publish-EcaMetadata $removed.BackupPath
        $again.Status | Should -Be Succeeded
        $again.ConsumerKey | Should -Not -Be $removed.ConsumerKey
    }

    It 'changes nothing under -WhatIf' {
        Remove-ExternalClientApp Billing -BackupPath $backup -WhatIf
        (Get-ExternalClientApp).Name | Should -Be Billing, Portal
        $backup | Should -Not -Exist
        $practice.Requests.Changes | Should -Be 0
    }

    It 'says when the org has no such app, and goes on with the next' {
        $removed = 'Nobody', 'Portal' | Remove-ExternalClientApp -BackupPath $backup -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failure
        $removed.Name | Should -Be Portal
        $failure[0].FullyQualifiedErrorId | Should -Be "AppNotFound,$class"
    }

    It 'takes what Get-ExternalClientApp writes' {
        (Get-ExternalClientApp | Remove-ExternalClientApp -BackupPath $backup -Confirm:$false).Name | Should -Be Billing, Portal
        Get-ExternalClientApp | Should -BeNullOrEmpty
    }
}

Describe 'Remove-ExternalClientApp of an app in use' {
    BeforeEach {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
        $backup = Join-Path $TestDrive ([guid]::NewGuid())
    }

    AfterEach {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'refuses an app that was used in the last seven days, with its callers, unless -Force is given' {
        $admin = 'ada.moreau@harbourline.example.com'
        $null = Add-MachineApp Nightly $admin $TestDrive
        $pair = Get-EcaCredential Nightly
        Test-Pair $practice $pair.ConsumerKey ([Net.NetworkCredential]::new('', $pair.Secret).Password) | Should -BeTrue
        $failure = $null
        Remove-ExternalClientApp Nightly -BackupPath $backup -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -Be "AppInUse,$class"
        $failure[0].Exception.Message | Should -Match 'last seen'
        Get-ExternalClientApp Nightly | Should -Not -BeNullOrEmpty
        $backup | Should -Not -Exist

        (Remove-ExternalClientApp Nightly -BackupPath $backup -Force -Confirm:$false).Name | Should -Be Nightly
        Get-ExternalClientApp Nightly -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'says that the Connected App of a native migration becomes active again' {
        (Get-PracticeServer $practice).Setup.MigrateToExternalClientApp('Warehouse_Sync')
        $removed = Remove-ExternalClientApp Warehouse_Sync -BackupPath $backup -Force -Confirm:$false
        $removed.RevivedConnectedApp | Should -Be Warehouse_Sync
        $removed.Effects -join ' ' | Should -Match 'becomes active again'
    }
}
