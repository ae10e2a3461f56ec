BeforeAll { . $PSScriptRoot/Import-StagedModule.ps1 }

AfterAll { Stop-EcaPracticeOrg }

Describe 'Stop-EcaPracticeOrg' {
    BeforeEach { $practice = 1..3 | ForEach-Object { Start-EcaPracticeOrg -Seed empty } }

    AfterEach { Stop-EcaPracticeOrg }

    It 'stops the orgs of the pipeline, and no other' {
        $practice[0, 1] | Stop-EcaPracticeOrg
        { $practice[0] | Connect-EcaOrg -ErrorAction Stop } | Should -Throw -ErrorId 'OrgUnreachable,*'
        { $practice[1] | Connect-EcaOrg -ErrorAction Stop } | Should -Throw -ErrorId 'OrgUnreachable,*'
        $practice[2] | Connect-EcaOrg | Should -Not -BeNullOrEmpty
        Disconnect-EcaOrg -All
    }

    It 'stops all when nothing is piped' {
        Stop-EcaPracticeOrg
        foreach ($org in $practice) { { $org | Connect-EcaOrg -ErrorAction Stop } | Should -Throw -ErrorId 'OrgUnreachable,*' }
    }

    It 'stops none under -WhatIf' {
        Stop-EcaPracticeOrg -WhatIf
        ($practice | ForEach-Object { $_ | Connect-EcaOrg }).Count | Should -Be 3
        Disconnect-EcaOrg -All
    }

    It 'takes an org that was stopped already' {
        $practice[0] | Stop-EcaPracticeOrg
        { $practice[0] | Stop-EcaPracticeOrg -ErrorAction Stop } | Should -Not -Throw
    }
}
