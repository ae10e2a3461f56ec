BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $null = Add-AppFile $TestDrive/plain Plain
    $null = New-Item -ItemType Directory $TestDrive/canvas
    @'
<?xml version="1.0" encoding="UTF-8"?>
<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    <canvasConfig>
        <accessMethod>Post</accessMethod>
        <canvasUrl>https://canvas.example.com</canvasUrl>
        <locations>Visualforce</locations>
    </canvasConfig>
    <contactEmail>owner@example.com</contactEmail>
    <label>Canvas</label>
    <oauthConfig>
        <callbackUrl>https://canvas.example.com/callback</callbackUrl>
        <scopes>Api</scopes>
    </oauthConfig>
</ConnectedApp>
'@ | Set-Content $TestDrive/canvas/Canvas.connectedApp-meta.xml
    $plain = Get-ConnectedApp -Path $TestDrive/plain
    $canvas = Get-ConnectedApp -Path $TestDrive/canvas
}

Describe 'Test-EcaBlocker' {
    It 'judges apps from the pipeline, one assessment each' {
        $assessments = $plain, $canvas | Test-EcaBlocker
        $assessments.Name | Should -Be Plain, Canvas
        $assessments[0].CanMigrate | Should -BeTrue
    }

    It 'judges for an API version: canvas blocks before 66.0 and not from then on' {
        ($canvas | Test-EcaBlocker -ApiVersion 65).Verdict | Should -Be Blocked
        ($canvas | Test-EcaBlocker -ApiVersion 66.0).Verdict | Should -Not -Be Blocked
    }

    It 'gives each finding a rule, evidence, what to do and a source' {
        foreach ($finding in ($canvas | Test-EcaBlocker -ApiVersion 65).Findings) {
            $finding.RuleId, $finding.Title, $finding.Evidence, $finding.Remediation, $finding.Source | Should -Not -BeNullOrEmpty
        }
    }

    It 'says what it could not check, with the reason' {
        $skipped = ($plain | Test-EcaBlocker).Skipped
        @($skipped).Count | Should -BeGreaterThan 0
        $skipped | ForEach-Object { $_.Reason | Should -Not -BeNullOrEmpty }
        $skipped.Title -join "`n" | Should -Match '(?i)username-password'
    }

    It 'writes only whether each can move under -Quiet' {
        $plain, $canvas | Test-EcaBlocker -Quiet -ApiVersion 65 | Should -Be $true, $false
    }

    It 'asks only the rules that -Rule and -ExcludeRule leave' {
        $one = $canvas | Test-EcaBlocker -ApiVersion 65 -Rule ECA05* -ExcludeRule ECA053
        $one.Findings.RuleId | Should -Be ECA050
        $one.Skipped.RuleId | Should -Not -Contain ECA053
        ($canvas | Test-EcaBlocker -ApiVersion 65 -ExcludeRule eca050).Verdict | Should -Not -Be Blocked
    }

    It 'refuses a rule that is not there, and names those that are' {
        foreach ($typo in @{ Rule = 'ECA999' }, @{ ExcludeRule = 'EC*X' }) {
            $thrown = { $canvas | Test-EcaBlocker @typo } | Should -Throw -PassThru -ErrorId 'RuleNotFound,EcaTools.Commands.Blockers.TestEcaBlockerCommand'
            $thrown.ErrorDetails.RecommendedAction | Should -Match 'ECA050'
        }
    }

    It 'judges for a release: its version and its day' {
        $now = $plain | Test-EcaBlocker -Release "Spring '26"
        $now.ApiVersion | Should -Be '66.0'
        $now.AsOf | Should -Be ([DateOnly] '2026-02-21')
        ($canvas | Test-EcaBlocker -Release winter26).Verdict | Should -Be Blocked
        ($canvas | Test-EcaBlocker -Release winter26 -ApiVersion 66).Verdict | Should -Not -Be Blocked
        { $plain | Test-EcaBlocker -Release "Autumn '26" } | Should -Throw -ErrorId 'ParameterInvalid,*'
        (Get-Completion 'Test-EcaBlocker -Release win').CompletionText | Should -Contain "'Winter ''27'"
    }

    It 'judges for a day, whatever the time zone' {
        ($plain | Test-EcaBlocker -AsOf 2027-02-20).AsOf | Should -Be ([DateOnly] '2027-02-20')
    }

    It 'leaves what is allowed visible, and out of the verdict' {
        '[{"rule":"ECA050","app":"Canv*","reason":"The portal goes","expires":"2026-12-31"}]' | Set-Content $TestDrive/allowed.json
        $allowed = $canvas | Test-EcaBlocker -ApiVersion 65 -AsOf 2026-12-31 -AllowList $TestDrive/allowed.json
        $allowed.Verdict | Should -Not -Be Blocked
        $allowed.Allowed.RuleId, $allowed.Allowed.Reason | Should -Be ECA050, 'The portal goes'
        $allowed | Format-List | Out-String | Should -Match 'ECA050.*The portal goes'
        Get-TableHeader $allowed.Allowed | Should -Be App, RuleId, Expires, Title, Reason
    }

    It 'warns of a line that is not honored, with its place' {
        '[{"rule":"ECA050","app":"*","reason":"","expires":"2026-12-31"},', '{"rule":"ECA050","app":"*","reason":"x","expires":"2026-01-31"}]' | Set-Content $TestDrive/old.json
        $judged = $canvas | Test-EcaBlocker -ApiVersion 65 -AsOf 2026-11-22 -AllowList $TestDrive/old.json -WarningVariable warnings -WarningAction SilentlyContinue
        $judged.Verdict | Should -Be Blocked
        $warnings | Should -HaveCount 2
        "$($warnings[0])" | Should -Match 'old\.json:1: .*no reason'
        "$($warnings[1])" | Should -Match 'old\.json:2: .*expired'
        'rule,app', 'ECA9,x' | Set-Content $TestDrive/wrong.csv
        { $canvas | Test-EcaBlocker -AllowList $TestDrive/wrong.csv } | Should -Throw -ErrorId 'DocumentInvalid,*' -ExpectedMessage '*wrong.csv:2*'
    }

    It 'ends with an error after all output where -FailOn names a verdict' {
        $seen = [System.Collections.Generic.List[object]]::new()
        $thrown = { $canvas, $plain | Test-EcaBlocker -ApiVersion 65 -FailOn Blocked, Unknown | ForEach-Object { $seen.Add($_) } } |
            Should -Throw -PassThru -ErrorId 'TestFailed,EcaTools.Commands.Blockers.TestEcaBlockerCommand'
        $seen.Name | Should -Be Canvas, Plain
        "$thrown" | Should -Match '^1 app .*Canvas \(Blocked\)'
        { $null = $plain | Test-EcaBlocker -FailOn Blocked } | Should -Not -Throw
        { $null = $canvas | Test-EcaBlocker -ApiVersion 65 -Quiet -FailOn Blocked } | Should -Throw -ErrorId 'TestFailed,*'
        $thrown.ErrorDetails.RecommendedAction | Should -Match 'AllowList'
        $thrown.CategoryInfo.Category, $thrown.CategoryInfo.Activity | Should -Be InvalidResult, Test-EcaBlocker
    }

    It 'does not pass with -FailOn where nothing was judged' {
        { @() | Test-EcaBlocker -FailOn Blocked } | Should -Throw -ErrorId 'TestIncomplete,EcaTools.Commands.Blockers.TestEcaBlockerCommand'
        @() | Test-EcaBlocker | Should -BeNullOrEmpty
    }

    It 'shows its assessments and findings as tables that fit' {
        Get-TableHeader ($canvas | Test-EcaBlocker) | Should -Be Name, Verdict, Priority, Callers, Skipped, First, finding
        Get-TableHeader ($canvas | Test-EcaBlocker -ApiVersion 65).Findings | Should -Contain Severity
    }
}

Describe 'Test-EcaBlocker with an org' {
    BeforeAll {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
        $apps = Get-ConnectedApp
        $usage = Get-ConnectedAppUsage
    }

    AfterAll {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'finds by the logins what metadata does not show' {
        $assessments = $apps | Test-EcaBlocker -AsOf 2026-11-22
        ($assessments | Where-Object Name -EQ Legacy_Billing).Findings.RuleId | Should -Contain ECA010
        ($assessments | Where-Object Name -EQ Kiosk_Display).Findings.RuleId | Should -Contain ECA011
        ($assessments | Where-Object Verdict -EQ Blocked).Name | Sort-Object | Should -Be acme__Freight_Rates, Directory_Sync, Legacy_Billing
        (($apps | Test-EcaBlocker -AsOf 2027-02-20) | Where-Object Verdict -EQ Blocked).Name | Should -Contain Kiosk_Display
    }

    It 'tells the callers to touch where it is given the usage' {
        $desktop = $apps | Where-Object Name -EQ Sales_Desktop | Test-EcaBlocker -Usage $usage
        $desktop.CallersToTouch | Should -Be 8
        $desktop.Usage.Callers | Should -HaveCount 8
        ($apps | Where-Object Name -EQ Sales_Desktop | Test-EcaBlocker).CallersSummary | Should -Be '8+'
        Get-TableHeader $desktop.Usage.Callers | Should -Be User, SourceIp, Client, Flows
    }

    It 'judges the apps that are named, from arguments and the pipeline' {
        (Test-EcaBlocker Legacy_Billing).Name | Should -Be Legacy_Billing
        ('Legacy_Billing', 'Kiosk*' | Test-EcaBlocker -Org practice).Name | Should -Be Kiosk_Display, Legacy_Billing
        Test-EcaBlocker Legacy_Biling -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -Be 'AppNotFound,EcaTools.Commands.Blockers.TestEcaBlockerCommand'
        { Test-EcaBlocker Legacy_Biling -FailOn Blocked -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'TestIncomplete,*'
        { Test-EcaBlocker Legacy_Billing -Org nope } | Should -Throw -ErrorId 'OrgNotFound,EcaTools.Commands.Blockers.TestEcaBlockerCommand'
    }

    It 'reads the callers itself with -IncludeUsage' {
        (Test-EcaBlocker Sales_Desktop -IncludeUsage).Usage.Callers | Should -HaveCount 8
        $own = $apps | Where-Object Name -In Sales_Desktop, Legacy_Billing | Test-EcaBlocker -IncludeUsage
        $own.Name | Should -Be Legacy_Billing, Sales_Desktop
        ($own | Where-Object Name -EQ Sales_Desktop).CallersToTouch | Should -Be 8
    }

    It 'asks the org a fixed number of times' {
        $requests = (Get-PracticeServer $practice).Requests
        $before = $requests.Count
        $null = $apps | Test-EcaBlocker
        $requests.Count - $before | Should -BeLessOrEqual 7
    }

    It 'keeps to 120 columns' {
        $apps | Test-EcaBlocker -Usage $usage | Out-String -Width 120 -Stream | ForEach-Object { $_.Length | Should -BeLessOrEqual 120 }
    }
}
