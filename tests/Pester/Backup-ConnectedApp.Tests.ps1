BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
}

Describe 'Backup-ConnectedApp' {
    BeforeAll {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
    }

    AfterAll {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'backs up all apps of both kinds and changes nothing in the org' {
        $practice.Requests.Clear()
        $backup = Backup-ConnectedApp -Path $folder
        $backup.Count | Should -Be 23
        ($backup | Group-Object Kind -NoElement | ForEach-Object Count) | Should -Be 20, 3
        $backup.Outcome | Select-Object -Unique | Should -Be Complete
        Join-Path $backup[0].Path backup.json | Should -Exist
        $practice.Requests.Changes | Should -Be 0
    }

    It 'backs up the app that an object is, and not one of another kind with its name' {
        $backup = Get-ExternalClientApp Billing_ECA | Backup-ConnectedApp -Path $folder
        $backup.App | Should -Be Billing_ECA
        $backup.Kind | Should -Be ExternalClientApp
        (Backup-ConnectedApp $folder Warehouse*).App | Should -Be Warehouse_Sync, Warehouse_ECA
    }

    It 'writes nothing under -WhatIf' {
        Backup-ConnectedApp -Path $folder -WhatIf | Should -BeNullOrEmpty
        $folder | Should -Not -Exist
    }

    It 'refuses secrets without encryption' {
        { Backup-ConnectedApp -Path $folder -IncludeSecret } | Should -Throw -ErrorId 'ParameterMissing,EcaTools.Commands.Backup.BackupConnectedAppCommand'
        $folder | Should -Not -Exist
    }

    It 'keeps secrets out of every file and stream of an encrypted backup' {
        $certificate = New-EcaCertificate -Subject backup -OutputPath (Join-Path $TestDrive keys) -Force
        $secret = (Get-AppCredential $practice (Get-ExternalClientApp Warehouse_ECA)).GetNetworkCredential().Password
        $all = Backup-ConnectedApp $folder Warehouse_ECA -EncryptTo $certificate -IncludeSecret -Verbose *>&1
        $all.HasSecret | Should -Contain $true
        Get-EveryRendering $all | Should -Not -Match ([regex]::Escape($secret))
        Get-ChildItem $folder -Recurse -File | ForEach-Object { Get-Content $_ -Raw | Should -Not -Match ([regex]::Escape($secret)) }
    }

    It 'names an app that is not there' {
        Backup-ConnectedApp $folder Nobody, Billing_ECA -ErrorAction SilentlyContinue -ErrorVariable missing | Out-Null
        $missing[0].FullyQualifiedErrorId | Should -Be 'AppNotFound,EcaTools.Commands.Backup.BackupConnectedAppCommand'
    }

    It 'shows a table at 80 columns' {
        $table = Backup-ConnectedApp $folder Billing_ECA | Format-Table | Out-String -Width 80
        $table | Should -Match 'Billing_ECA +ExternalClientApp +Complete'
    }
}
