BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Test-EcaOrg' {
    It 'writes a row for each check, with a next step for what did not pass' {
        $checks = Test-EcaOrg
        $checks.Count | Should -BeGreaterThan 12
        $checks | Where-Object Outcome -EQ Passed | ForEach-Object { $_.NextStep | Should -BeNullOrEmpty }
        $checks | Where-Object Outcome -NE Passed | ForEach-Object { $_.NextStep | Should -Not -BeNullOrEmpty }
        ($checks | Where-Object Check -EQ 'API version').Outcome | Should -Be Passed
        ($checks | Where-Object Check -EQ 'Permission Customize Application').Outcome | Should -Be Passed
    }

    It 'ends with an error after all rows where -FailOn says so' {
        $rows = [System.Collections.Generic.List[object]]::new()
        { Test-EcaOrg -FailOn Warning | ForEach-Object { $rows.Add($_) } } | Should -Throw -ErrorId 'TestFailed,EcaTools.Commands.Connection.TestEcaOrgCommand'
        $rows.Count | Should -Be @(Test-EcaOrg).Count
    }

    It 'is shown as a table that fits' {
        Get-TableHeader (Test-EcaOrg) | Should -Be Outcome, Check, Detail
    }
}
