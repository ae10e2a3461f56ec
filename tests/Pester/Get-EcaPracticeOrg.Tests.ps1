BeforeAll { . $PSScriptRoot/Import-StagedModule.ps1 }

AfterAll { Stop-EcaPracticeOrg }

Describe 'Get-EcaPracticeOrg' {
    It 'gets none where none runs' {
        Stop-EcaPracticeOrg
        Get-EcaPracticeOrg | Should -BeNullOrEmpty
    }

    It 'gets those that run, in the order in which they were started' {
        $started = 1..3 | ForEach-Object { Start-EcaPracticeOrg -Seed empty }
        (Get-EcaPracticeOrg).Url | Should -Be $started.Url
        $started[1] | Stop-EcaPracticeOrg
        (Get-EcaPracticeOrg).Url | Should -Be $started[0, 2].Url
        Get-EcaPracticeOrg | Stop-EcaPracticeOrg
        Get-EcaPracticeOrg | Should -BeNullOrEmpty
    }
}
