BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
}

Describe 'Test-EcaRollback' {
    BeforeEach {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
    }

    AfterEach {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'rehearses the rollback and keeps the evidence' {
        $result = Test-EcaRollback Old_Fax_Gateway -Path $folder -Confirm:$false -Verify { param($app) $app -eq 'Old_Fax_Gateway' }
        $result.Outcome | Should -Be Passed
        $result.Steps.Name | Should -Be Backup, Change, Restore, Compare, Callers
        (Get-ConnectedApp Old_Fax_Gateway).Block | Should -BeNullOrEmpty
        (Test-EcaRollback Old_Fax_Gateway -Path $folder -Last).CheckedAt | Should -Be $result.CheckedAt
    }

    It 'fails if the script of the callers fails' {
        (Test-EcaRollback Billing_ECA -Path $folder -Confirm:$false -Verify { throw 'no' } -WarningAction SilentlyContinue).Outcome | Should -Be Failed
    }

    It 'warns if there was no rehearsal, and changes nothing under -WhatIf' {
        Test-EcaRollback Old_Fax_Gateway -Path $folder -Last -WarningVariable notes -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $notes | Should -Match 'has not been rehearsed'
        $practice.Requests.Clear()
        Test-EcaRollback Old_Fax_Gateway -Path $folder -WhatIf
        $practice.Requests.Changes | Should -Be 0
    }
}
