BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
}

Describe 'Invoke-EcaRehearsal' {
    It 'migrates what can migrate, and leaves the project, a summary and a report' {
        $result = Invoke-EcaRehearsal -OutputPath $TestDrive/rehearsal
        $result.Succeeded | Should -BeTrue
        $result.FailedCount | Should -Be 0
        $result.MigratedCount | Should -BeGreaterThan 0
        $result.BlockedCount | Should -BeGreaterThan 0
        $summary = Get-Content $TestDrive/rehearsal/summary.json -Raw | ConvertFrom-Json
        @($summary.apps).Count | Should -Be $result.AppCount
        Get-Content $TestDrive/rehearsal/report.html -Raw | Should -Match '^<!doctype html>'
        @(Get-ChildItem $TestDrive/rehearsal -Recurse -Filter *.eca-meta.xml).Count | Should -BeGreaterThan 0
        Get-TableHeader $result | Should -Contain Migrated
    }

    It 'leaves nothing under -WhatIf' {
        Invoke-EcaRehearsal -OutputPath $TestDrive/whatif -WhatIf | Should -BeNullOrEmpty
        "$TestDrive/whatif" | Should -Not -Exist
    }

    It 'has nothing to do with an empty org, and says so without failing' {
        $result = Invoke-EcaRehearsal -OutputPath $TestDrive/empty -Seed empty
        $result.AppCount | Should -Be 0
        $result.Succeeded | Should -BeTrue
    }
}
