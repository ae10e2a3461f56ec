BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
}

Describe 'Restore-ConnectedApp' {
    BeforeEach {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        $backup = Backup-ConnectedApp -Path $folder
        $practice.Requests.Clear()
    }

    AfterEach {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'changes nothing if the org is as in the backup' {
        $restored = Restore-ConnectedApp -Path $folder -Confirm:$false
        $restored.Outcome | Select-Object -Unique | Should -Be Unchanged
        $practice.Requests.Changes | Should -Be 0
    }

    It 'unblocks an app that was blocked since' {
        $null = Block-ConnectedApp Old_Fax_Gateway -Confirm:$false
        $restored = $backup | Where-Object App -EQ Old_Fax_Gateway | Restore-ConnectedApp -Confirm:$false
        $restored.Outcome | Should -Be Restored
        $restored.Changes | Should -Be 'Blocked -> not blocked'
        (Get-ConnectedApp Old_Fax_Gateway).Block | Should -BeNullOrEmpty
    }

    It 'sends no change under -WhatIf' {
        $null = Block-ConnectedApp Old_Fax_Gateway -Confirm:$false
        $practice.Requests.Clear()
        Restore-ConnectedApp -Path $folder -App Old_Fax_Gateway -WhatIf | Should -BeNullOrEmpty
        $practice.Requests.Changes | Should -Be 0
    }

    It 'refuses a backup that was changed' {
        Add-Content (Join-Path $backup[0].Path metadata/connectedApps/Old_Fax_Gateway.connectedApp) ' '
        { Restore-ConnectedApp -Path $folder -Confirm:$false } | Should -Throw -ErrorId 'BackupChanged,EcaTools.Commands.Backup.RestoreConnectedAppCommand'
    }

    It 'refuses a manifest that does not have the checksum' {
        { Restore-ConnectedApp -Path $folder -Checksum ('0' * 64) -Confirm:$false } | Should -Throw -ErrorId 'BackupChanged,EcaTools.Commands.Backup.RestoreConnectedAppCommand'
        (Restore-ConnectedApp -Path $folder -Checksum $backup[0].Checksum -Confirm:$false).Count | Should -Be 23
    }

    It 'does not put back a certificate that was replaced since, unless it is told to' {
        $old, $new = 'old', 'new' | ForEach-Object { New-EcaCertificate $_ -OutputPath "$folder/keys" }
        $app = Publish-JwtApp Vouching $old.Certificate "$folder/app"
        $null = Backup-ConnectedApp "$folder/before" Vouching
        $null = $app | Invoke-EcaCertificateRotation -Certificate $new -Username $practice.Username -OldKeyPath $old.KeyPath -JournalPath "$folder/journal" -Confirm:$false
        $login = @{ ClientId = $app.ConsumerKey; Username = $practice.Username; Environment = $practice.Url; NoDefault = $true }
        $practice.Requests.Clear()
        $refused = Restore-ConnectedApp -Path "$folder/before" -Confirm:$false -WarningAction SilentlyContinue -WarningVariable said
        $refused.Outcome | Should -Be NotRestored
        "$said" | Should -BeLike '*lock out*-AllowCertificateChange*'
        $practice.Requests.Changes | Should -Be 0
        (Connect-EcaOrg -PrivateKeyPath $new.KeyPath -Alias caller @login).Username | Should -Be $practice.Username
        (Restore-ConnectedApp -Path "$folder/before" -AllowCertificateChange -Confirm:$false).Outcome | Should -Be Restored
        (Connect-EcaOrg -PrivateKeyPath $old.KeyPath -Alias caller @login).Username | Should -Be $practice.Username
    }

    It 'refuses the backup of another org' {
        $null = Start-EcaPracticeOrg -Seed empty | Connect-EcaOrg -Alias other
        $manifest = Join-Path $backup[0].Path backup.json
        (Get-Content $manifest -Raw) -replace '00DPr0000000001MAA', '00DPr0000000009MAA' | Set-Content $manifest -NoNewline
        { Restore-ConnectedApp -Path $folder -Org other -Confirm:$false } | Should -Throw -ErrorId 'WrongOrg,EcaTools.Commands.Backup.RestoreConnectedAppCommand'
    }
}
