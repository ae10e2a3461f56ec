# Each script in examples/, run as a user runs it.
BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    $examples = Join-Path (Split-Path (Split-Path $PSScriptRoot)) examples
}

Describe 'examples/migrate.ps1' {
    BeforeAll {
        $practice = Start-EcaPracticeOrg
        $arguments = @{ InstanceUrl = $practice.Url; AccessToken = $practice.AccessToken; OutputPath = "$TestDrive/eca" }
    }

    AfterAll { $practice | Stop-EcaPracticeOrg }

    It 'looks first: writes the metadata and the lists, and changes nothing in the org' {
        $said = & $examples/migrate.ps1 @arguments
        $said | Should -Contain 'Blocked: 2'
        $practice.Requests.Changes | Should -Be 0
        (Import-Csv "$TestDrive/eca/findings.csv").RuleId | Should -Contain ECA001
        (Import-Csv "$TestDrive/eca/unchecked.csv").Count | Should -BeGreaterThan 0
        (Import-Csv "$TestDrive/eca/losses.csv").Field | Should -Contain oauthConfig.consumerKey
        @(Get-ChildItem "$TestDrive/eca/force-app" -Recurse -Filter *.eca-meta.xml).Count | Should -BeGreaterThan 10
    }

    It 'then publishes what is on disk, and says so when all is there' {
        (& $examples/migrate.ps1 @arguments -Publish).Status | Sort-Object -Unique | Should -Be Succeeded
        $changes = $practice.Requests.Changes
        $changes | Should -BeGreaterThan 0
        (& $examples/migrate.ps1 @arguments -Publish).Status | Sort-Object -Unique | Should -Be Unchanged
        $practice.Requests.Changes | Should -Be $changes
    }

    It 'leaves no org connected' {
        Get-EcaOrg | Should -BeNullOrEmpty
    }
}
