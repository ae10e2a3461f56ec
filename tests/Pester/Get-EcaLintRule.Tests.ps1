BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $all = Get-EcaLintRule
}

Describe 'Get-EcaLintRule' {
    It 'lists every rule once, each with its severity, remediation and source' {
        $all.Count | Should -BeGreaterThan 20
        @($all.Id | Sort-Object -Unique).Count | Should -Be $all.Count
        foreach ($rule in $all) { $rule.Severity, $rule.Title, $rule.Remediation, $rule.Source | Should -Not -BeNullOrEmpty }
    }

    It 'takes wildcards, several ids and findings' {
        (Get-EcaLintRule $all[1].Id, $all[0].Id).Count | Should -Be 2
        (Get-EcaLintRule ecl*).Count | Should -Be $all.Count
        ([pscustomobject] @{ RuleId = $all[2].Id } | Get-EcaLintRule).Id | Should -Be $all[2].Id
    }

    It 'says that there is no such rule' {
        $rule = Get-EcaLintRule $all[0].Id, ECL999 -ErrorAction SilentlyContinue -ErrorVariable failure
        $rule.Id | Should -Be $all[0].Id
        $failure.FullyQualifiedErrorId | Should -Be 'RuleNotFound,EcaTools.Commands.Metadata.GetEcaLintRuleCommand'
    }

    It 'has its ids completed, and shows its rules as a table' {
        (Get-Completion 'Get-EcaLintRule -Id ECL00').CompletionText | Should -Be ($all.Id -like 'ECL00*')
        Get-TableHeader $all | Should -Be Id, Severity, Title
    }
}
