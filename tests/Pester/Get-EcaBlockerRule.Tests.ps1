BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $all = Get-EcaBlockerRule
}

Describe 'Get-EcaBlockerRule' {
    It 'lists every rule once, each with its severity, remediation and source' {
        $all.Count | Should -BeGreaterThan 5
        @($all.Id | Sort-Object -Unique).Count | Should -Be $all.Count
        foreach ($rule in $all) { $rule.Severity, $rule.Title, $rule.Remediation, $rule.Source | Should -Not -BeNullOrEmpty }
    }

    It 'takes wildcards and several ids' {
        (Get-EcaBlockerRule $all[1].Id, $all[0].Id).Count | Should -Be 2
        (Get-EcaBlockerRule eca*).Count | Should -Be $all.Count
    }

    It 'says that there is no such rule' {
        $rule = Get-EcaBlockerRule $all[0].Id, ECA999 -ErrorAction SilentlyContinue -ErrorVariable failure
        $rule.Id | Should -Be $all[0].Id
        $failure.FullyQualifiedErrorId | Should -Be 'RuleNotFound,EcaTools.Commands.Blockers.GetEcaBlockerRuleCommand'
    }

    It 'has its ids completed' {
        (Get-Completion 'Get-EcaBlockerRule -Id ECA00').CompletionText | Should -Be ($all.Id -like 'ECA00*')
    }

    It 'shows its rules as a table' {
        Get-TableHeader $all | Should -Be Id, Severity, Decidable, InForceFrom, Title
    }
}
