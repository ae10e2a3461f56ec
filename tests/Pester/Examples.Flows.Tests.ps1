# examples/test-flows.ps1 and its pipeline, run as a pipeline runs them.
BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg
    $apps = Get-ExternalClientApp Warehouse_ECA, Billing_ECA
    $credentials = $apps | ForEach-Object { Get-AppCredential $practice $_ }
    $login = Add-CallerApp $practice "$TestDrive/login" 'Pipeline'
    $secrets = "$TestDrive/consumers.csv"
    $credentials | ForEach-Object { [pscustomobject] @{ ConsumerKey = $_.UserName; ConsumerSecret = $_.GetNetworkCredential().Password } } | Export-Csv $secrets
    $arguments = @{ InstanceUrl = $practice.Url; AccessToken = $practice.AccessToken; ConsumerPath = $secrets; ResultPath = "$TestDrive/flows.xml"; TimeoutMinutes = 0 }
    $script = Join-Path $Root examples/test-flows.ps1

    # What Azure Pipelines and others ask of JUnit results.
    function Read-JUnit {
        param([string] $Path)
        $suite = ([xml] (Get-Content $Path -Raw)).DocumentElement
        $suite.LocalName | Should -Be testsuite
        $cases = @($suite.SelectNodes('testcase'))
        [int] $suite.tests | Should -Be $cases.Count
        [int] $suite.failures | Should -Be $suite.SelectNodes('testcase/failure').Count
        [int] $suite.skipped | Should -Be $suite.SelectNodes('testcase/skipped').Count
        foreach ($case in $cases) {
            $case.classname | Should -Not -BeNullOrEmpty
            $case.name | Should -Not -BeNullOrEmpty
            [double]::Parse($case.time, [cultureinfo]::InvariantCulture) | Should -BeGreaterOrEqual 0
        }
        $suite
    }
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'examples/test-flows.ps1' {
    It 'leaves JUnit results without secrets' {
        & $script @arguments 6>$null
        $suite = Read-JUnit "$TestDrive/flows.xml"
        $suite.tests, $suite.failures, $suite.skipped | Should -Be '6', '0', '0'
        $text = Get-Content "$TestDrive/flows.xml" -Raw
        foreach ($credential in $credentials) { $text.Contains($credential.GetNetworkCredential().Password) | Should -BeFalse }
    }

    It 'fails the job after the results are written, with every step of what failed' {
        Remove-Item "$TestDrive/flows.xml"
        $rows = @(Import-Csv $secrets)
        $rows[0].ConsumerKey = $rows[1].ConsumerKey
        $rows[0..0] | Export-Csv "$TestDrive/wrong.csv"
        $wrong = $arguments.Clone()
        $wrong.ConsumerPath = "$TestDrive/wrong.csv"
        { & $script @wrong 6>$null } | Should -Throw '* of 3 flows failed*'
        $suite = Read-JUnit "$TestDrive/flows.xml"
        $suite.failures | Should -Be '1'
        $failure = $suite.SelectSingleNode('testcase/failure')
        $failure.message | Should -Match 'Token: The consumer secret is missing or wrong'
        $failure.InnerText | Should -Match '^Failed Token 400 invalid_client: invalid client credentials'
    }

    It 'writes names and words that are hostile to XML as they are, and a question mark for what XML can not hold' {
        # An app and a response that no org should have.
        $words = 'a<b>&"' + [char] 1 + [char] 0xD800 + "'z"
        Mock Test-EcaOAuthFlow {
            $step = [EcaTools.Core.Flows.OAuthFlowStep] @{ Name = 'Token'; Outcome = 'Failed'; Detail = $words; Cause = $words; NextStep = 'fix' }
            [pscustomobject] @{ Name = $words; Flow = 'ClientCredentials'; Outcome = 'Failed'; Step = 'Token'; Cause = $words; NextStep = 'fix'; Duration = [timespan]::FromMilliseconds(1500); Steps = @($step) }
        }
        { & $script @arguments 6>$null } | Should -Throw
        $suite = Read-JUnit "$TestDrive/flows.xml"
        $case = $suite.SelectSingleNode('testcase')
        $case.classname | Should -BeExactly 'a<b>&"??''z'
        $case.time | Should -Be '1.500'
        $case.failure.message | Should -BeExactly 'Token: a<b>&"??''z fix'
    }
}

Describe 'examples/test-flows.azure-pipelines.yml' {
    BeforeAll {
        $yaml = Get-Content -Raw (Join-Path $Root examples/test-flows.azure-pipelines.yml)
        $null = New-Item -ItemType Directory "$TestDrive/staging"
        $values = @{
            orgUrl = "$($practice.Url)"; clientId = $login.ConsumerKey; username = $practice.Username
            'key.secureFilePath' = $login.Key.KeyPath; 'consumers.secureFilePath' = $secrets; 'Build.ArtifactStagingDirectory' = "$TestDrive/staging"
        }

        # As Azure Pipelines replaces its macros.
        function Expand-Macro {
            param([string] $Text)
            [regex]::Replace($Text, '\$\(([\w.]+)\)', { $values.ContainsKey($args[0].Groups[1].Value) ? $values[$args[0].Groups[1].Value] : $args[0].Value })
        }
    }

    It 'has a step that runs the script, and one that publishes the file which that leaves' {
        $step = [regex]::Match($yaml, '(?m)^  - pwsh: \|\r?\n(?<script>(?:      .*\r?\n)+)').Groups['script'].Value -replace '(?m)^      '
        $step | Should -Match '^Install-PSResource EcaTools'
        function Install-PSResource { $installed.Add("$args") }
        $installed = [System.Collections.Generic.List[string]]::new()
        Push-Location $Root
        try {
            & ([scriptblock]::Create((Expand-Macro $step))) 6>$null
        }
        finally {
            Pop-Location
        }
        $installed | Should -HaveCount 1
        $published = Expand-Macro ([regex]::Match($yaml, "testResultsFiles: '(.*)'").Groups[1].Value)
        $suite = Read-JUnit $published
        $suite.tests, $suite.failures | Should -Be '6', '0'
        $yaml | Should -Match 'testResultsFormat: JUnit'
        $yaml | Should -Match 'condition: succeededOrFailed\(\)'
    }

    It 'leaves no macro without a value' {
        foreach ($macro in [regex]::Matches($yaml, '\$\(([\w.]+)\)')) { $values.Keys | Should -Contain $macro.Groups[1].Value }
        foreach ($name in 'key', 'consumers') { $yaml | Should -Match "DownloadSecureFile@1\r?\n    name: $name\r?\n" }
    }
}
