BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $null = Add-AppFile $TestDrive/apps Portal '        <isPkceRequired>false</isPkceRequired>'
    $null = Add-AppFile $TestDrive/apps Billing '        <isPkceRequired>true</isPkceRequired>'
    $written = Get-ConnectedApp -Path $TestDrive/apps | New-EcaMetadata -OutputPath $TestDrive/force-app
    $global = $written.Files | Where-Object FullName -EQ Portal_glbloauth

    # A copy that can't be deployed.
    Copy-Item -Recurse $TestDrive/force-app $TestDrive/broken
    $app = Get-ChildItem $TestDrive/broken -Recurse -Filter Portal.eca-meta.xml
    (Get-Content -Raw $app).Replace('>Local<', '>Packageable<') | Set-Content -NoNewline $app
}

Describe 'Test-EcaMetadata' {
    It 'finds nothing worse than warnings in what New-EcaMetadata wrote' {
        $findings = Test-EcaMetadata $TestDrive/force-app
        $findings | Should -Not -BeNullOrEmpty
        $findings.Severity | Should -Not -Contain Error
    }

    It 'names rule, file, line, what to do and the source' {
        $finding = Test-EcaMetadata $TestDrive/force-app | Where-Object RuleId -EQ ECL053
        $finding.Path | Should -Be $global.Path
        (Get-Content $finding.Path)[$finding.Line - 1] | Should -BeLike '*isPkceRequired*'
        $finding.Message, $finding.Remediation, $finding.Source | Should -Not -BeNullOrEmpty
    }

    It 'takes what New-EcaMetadata writes, and looks at the folder once' {
        @($written).Count | Should -Be 2
        ($written | Test-EcaMetadata).Count | Should -Be (Test-EcaMetadata $TestDrive/force-app).Count
    }

    It 'takes files and paths from the pipeline' {
        @(Get-ChildItem $TestDrive/force-app -Recurse -Filter *.ecaGlblOauth-meta.xml | Test-EcaMetadata -Rule ECL053).Count | Should -Be 1
        @("$TestDrive/force-app", "$TestDrive/broken" | Test-EcaMetadata -Rule ECL053).Count | Should -Be 2
        @(Test-EcaMetadata -Path $TestDrive/*o* -Rule ECL053).Count | Should -Be 2
    }

    It 'checks the rules that are asked for and not those left out, whatever their case' {
        (Test-EcaMetadata $TestDrive/force-app -Rule ecl05*).RuleId | Should -Contain ECL053
        (Test-EcaMetadata $TestDrive/force-app -Rule ECL05* -ExcludeRule ecl053).RuleId | Should -Not -Contain ECL053
    }

    It 'writes findings from -Severity up' {
        (Test-EcaMetadata $TestDrive/broken).Severity | Sort-Object -Unique | Should -Be Warning, Error
        (Test-EcaMetadata $TestDrive/broken -Severity Error).Severity | Sort-Object -Unique | Should -Be Error
    }

    It 'judges by the API version' {
        Test-EcaMetadata $TestDrive/force-app -Rule ECL003, ECL006 | Should -BeNullOrEmpty
        Test-EcaMetadata $TestDrive/force-app -Rule ECL003, ECL006 -ApiVersion 59 | Should -Not -BeNullOrEmpty
    }

    It 'writes only whether it is sound under -Quiet' {
        Test-EcaMetadata $TestDrive/force-app -Quiet | Should -BeExactly $true
        Test-EcaMetadata $TestDrive/force-app -Quiet -Severity Warning | Should -BeExactly $false
        Test-EcaMetadata $TestDrive/broken -Quiet | Should -BeExactly $false
    }

    It 'ends with a terminating error under -FailOn, after all findings' {
        $findings = [System.Collections.Generic.List[object]]::new()
        { Test-EcaMetadata $TestDrive/broken -FailOn Error | ForEach-Object { $findings.Add($_) } } | Should -Throw -ErrorId 'TestFailed,*'
        $findings.Count | Should -Be (Test-EcaMetadata $TestDrive/broken).Count
        { Test-EcaMetadata $TestDrive/force-app -FailOn Error } | Should -Not -Throw
    }

    It 'says a rule that does not exist, and checks nothing' {
        { Test-EcaMetadata $TestDrive/force-app -Rule ECL999 } | Should -Throw -ErrorId 'RuleNotFound,*'
        { Test-EcaMetadata $TestDrive/force-app -ExcludeRule ECL999 } | Should -Throw -ErrorId 'RuleNotFound,*'
        { Test-EcaMetadata $TestDrive/force-app -Rule 'EC*X' } | Should -Throw -ErrorId 'RuleNotFound,*'
    }

    It 'says a path that does not exist, and looks at the others' {
        $findings = Test-EcaMetadata -LiteralPath $TestDrive/nowhere, $TestDrive/force-app -ErrorVariable troubles -ErrorAction SilentlyContinue
        $troubles.FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
        $findings | Should -Not -BeNullOrEmpty
    }

    It 'does not let an empty folder pass' {
        $null = New-Item -ItemType Directory $TestDrive/empty
        (Test-EcaMetadata $TestDrive/empty).RuleId | Should -Be ECL013
        Test-EcaMetadata $TestDrive/empty -Quiet | Should -BeExactly $false
    }

    It 'completes the ids of the rules' {
        (Get-Completion 'Test-EcaMetadata . -Rule ECL05').CompletionText | Should -Contain ECL053
    }

    It 'shows its findings as a table' {
        Get-TableHeader (Test-EcaMetadata $TestDrive/force-app) | Should -Be RuleId, Severity, Location, Message
    }

    It 'fixes under -Fix what is safe, says it, and has nothing to fix the second time' {
        Copy-Item -Recurse $TestDrive/broken $TestDrive/fixed
        $file = Get-ChildItem $TestDrive/fixed -Recurse -Filter Portal.eca-meta.xml
        $clean = Get-Content -Raw (Get-ChildItem $TestDrive/force-app -Recurse -Filter Portal.eca-meta.xml)
        $findings = Test-EcaMetadata $TestDrive/fixed -Fix
        $fixed = $findings | Where-Object IsFixed
        $fixed.RuleId | Should -Be ECL008
        Get-Content -Raw $file | Should -BeExactly $clean.Replace('>Local<', '>Packaged<')
        ($findings | Where-Object IsFixed -EQ $false).Severity | Should -Not -Contain Error
        Test-EcaMetadata $TestDrive/fixed -Fix -FailOn Error -WarningAction Stop | Where-Object IsFixed | Should -BeNullOrEmpty
    }

    It 'changes nothing under -Fix -WhatIf, and leaves out rules that are not asked for' {
        $file = Get-ChildItem $TestDrive/broken -Recurse -Filter Portal.eca-meta.xml
        $before = Get-Content -Raw $file
        $findings = Test-EcaMetadata $TestDrive/broken -Fix -WhatIf
        ($findings | Where-Object IsFixable).RuleId | Should -Be ECL008
        $findings.IsFixed | Should -Not -Contain $true
        Test-EcaMetadata $TestDrive/broken -Fix -Rule ECL053 | Where-Object IsFixed | Should -BeNullOrEmpty
        Get-Content -Raw $file | Should -BeExactly $before
    }

    It 'counts under -Fix what is left, not what was fixed' {
        Copy-Item -Recurse $TestDrive/broken $TestDrive/counted
        Test-EcaMetadata $TestDrive/counted -Quiet | Should -BeExactly $false
        Test-EcaMetadata $TestDrive/counted -Fix -Quiet | Should -BeExactly $true
    }

    It 'writes the findings as SARIF, with paths from the root of the project' {
        '{ "packageDirectories": [{ "path": "force-app" }] }' | Set-Content $TestDrive/sfdx-project.json
        $findings = Test-EcaMetadata $TestDrive/force-app -SarifPath $TestDrive/out/lint.sarif
        $run = (Get-Content -Raw $TestDrive/out/lint.sarif | ConvertFrom-Json).runs[0]
        $run.results.Count | Should -Be $findings.Count
        $run.results.locations.physicalLocation.artifactLocation.uri | Should -Contain 'force-app/main/default/extlClntAppGlobalOauthSets/Portal_glbloauth.ecaGlblOauth-meta.xml'
        Remove-Item $TestDrive/sfdx-project.json
    }

    It 'writes the SARIF log before it fails, and none under -WhatIf' {
        $log = "$TestDrive/out/fail.sarif"
        { Test-EcaMetadata $TestDrive/broken -SarifPath $log -FailOn Error } | Should -Throw -ErrorId 'TestFailed,*'
        $log | Should -Exist
        $null = Test-EcaMetadata $TestDrive/broken -SarifPath $TestDrive/out/whatif.sarif -WhatIf
        "$TestDrive/out/whatif.sarif" | Should -Not -Exist
        { Test-EcaMetadata $TestDrive/broken -SarifPath (Join-Path $log x.sarif) } | Should -Throw -ErrorId 'FileNotWritten,*'
    }

    It 'gives each app its points' {
        $scores = Test-EcaMetadata $TestDrive/force-app -Score
        $scores.Name | Should -Be Billing, Portal
        $scores.Max | Sort-Object -Unique | Should -Be 120
        ($scores | Where-Object Name -EQ Billing).Points - ($scores | Where-Object Name -EQ Portal).Points | Should -Be 10 -Because 'Portal is without PKCE'
        "$($scores[0].Categories)" | Should -BeLike '*Documentation 5/10*'
        Get-TableHeader $scores | Should -Be Name, Points, Max, Skipped, Rating
        { Test-EcaMetadata $TestDrive/broken -Score -FailOn Error } | Should -Throw -ErrorId 'TestFailed,*'
    }

    It 'checks the rules of a set on request alone, and sums up which apps are ready' {
        (Test-EcaMetadata $TestDrive/force-app).RuleId | Should -Not -Contain ECL080
        $findings = Test-EcaMetadata $TestDrive/force-app -RuleSet PartnerMandate2026
        $findings.RuleId | Should -Contain ECL080
        ($findings.RuleId | Get-EcaLintRule).RuleSets | Sort-Object -Unique | Should -Be PartnerMandate2026

        $apps = Test-EcaMetadata $TestDrive/force-app -RuleSet PartnerMandate2026, Governance -Summary
        $apps | Should -HaveCount 4
        $apps.App | Sort-Object -Unique | Should -Be Billing, Portal
        ($apps | Where-Object { $_.App -eq 'Portal' -and $_.RuleSet -eq 'PartnerMandate2026' }).Failed | Should -Contain ECL053
        $apps.Outcome | Should -Not -Contain Passed
        Get-TableHeader $apps | Should -Be App, RuleSet, Outcome, Failed
        { Test-EcaMetadata $TestDrive/force-app -RuleSet PartnerMandate2026 -Summary -FailOn Warning } | Should -Throw -ErrorId 'TestFailed,*'
        { Test-EcaMetadata $TestDrive/force-app -RuleSet PartnerMandate2026 -Summary -Quiet -FailOn Error } | Should -Throw -ErrorId 'TestFailed,*'
        $without = Test-EcaMetadata $TestDrive/force-app -RuleSet PartnerMandate2026 -ExcludeRule ECL080 -Summary
        $without.Failed | Should -Not -Contain ECL080
        $null = New-Item -ItemType Directory $TestDrive/nothing
        { Test-EcaMetadata $TestDrive/nothing -RuleSet Governance -FailOn Error } | Should -Throw -ErrorId 'TestFailed,*' -Because 'a check that looked at nothing is not a pass'
        { Test-EcaMetadata $TestDrive/force-app -Summary } | Should -Throw -ErrorId 'ParameterMissing,*'
    }
}
