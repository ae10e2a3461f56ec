BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1

    # Two days of the old app, and a day of the new one.
    function Add-Traffic {
        param([string] $Folder, [string] $Day, [string] $Id, [string] $Label, [int] $Failures = 0)
        $rows = [System.Collections.Generic.List[string]]::new()
        $rows.Add('EVENT_TYPE,TIMESTAMP,ORGANIZATION_ID,USER_ID,CONNECTED_APP_ID,CONNECTED_APP_NAME,STATUS_CODE')
        foreach ($i in 0..1439) {
            $time = '{0}{1:00}{2:00}00.000' -f $Day.Replace('-', ''), [Math]::Floor($i / 60), ($i % 60)
            $rows.Add("ApiTotalUsage,$time,00D000000000001,00500000000000$($i % 3),$Id,$Label,$($i -lt $Failures ? 401 : 200)")
        }
        $file = "ApiTotalUsage_$($Day)T00_Daily_0_0AT$($Day.Replace('-', '').PadLeft(12, '0')).csv"
        $rows | Set-Content (Join-Path $Folder $file)
    }
    $good = New-Item -ItemType Directory (Join-Path $TestDrive good)
    $bad = New-Item -ItemType Directory (Join-Path $TestDrive bad)
    foreach ($folder in $good, $bad) {
        Add-Traffic -Folder $folder -Day 2026-11-19 -Id 0H4000000000001 -Label Billing
        Add-Traffic -Folder $folder -Day 2026-11-20 -Id 0H4000000000001 -Label Billing
        Add-Traffic -Folder $folder -Day 2026-11-21 -Id 888000000000001 -Label 'Billing ECA' -Failures ($folder -eq $bad ? 40 : 0)
    }
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias practice
    $apps = @{ OldApp = '0H4000000000001', 'Billing'; NewApp = '888000000000001', 'Billing ECA' }
    $apart = @{ SkipCheck = 'RefreshFailures', 'TokenLimit' }
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Test-EcaCutoverGate' {
    It 'promotes on good evidence, with reasons and every input' {
        $result = Test-EcaCutoverGate -Path $good @apps @apart
        $result.Verdict | Should -Be Promote -Because ($result.Reasons -join "`n")
        $result.Inputs['NewEvents'] | Should -Be 1440
        $result.Inputs['SkippedChecks'] | Should -Be 'RefreshFailures, TokenLimit'
        $result.WindowEnd | Should -Be ([DateTimeOffset] '2026-11-22T00:00:00Z')
        Test-EcaCutoverGate -Path $good @apps @apart -Quiet | Should -BeTrue
        $result | Out-String -Width 80 | Should -Match 'Promote'
    }

    It 'holds if a source was not read' {
        $result = Test-EcaCutoverGate -Path $good @apps
        $result.Verdict | Should -Be Hold
        ($result.Reasons | Where-Object Verdict -eq Hold).Check | Should -Be RefreshFailures, TokenLimit
        Test-EcaCutoverGate -Path $good @apps -Quiet | Should -BeFalse
    }

    It 'rolls back on a spike of 401, and ends a script with -FailOn' {
        $result = Test-EcaCutoverGate -Path $bad @apps @apart
        $result.Verdict | Should -Be Rollback
        $result.Reasons[0].Verdict | Should -Be Rollback
        $result.Reasons.Check | Should -Contain ErrorSpikes
        { Test-EcaCutoverGate -Path $bad @apps @apart -FailOn Rollback } | Should -Throw -ErrorId 'TestFailed,*'
        { Test-EcaCutoverGate -Path $good @apps -FailOn Hold } | Should -Throw -ErrorId 'TestFailed,*'
        { Test-EcaCutoverGate -Path $good @apps -FailOn Rollback } | Should -Not -Throw
    }

    It 'decides for each caller' {
        $results = Test-EcaCutoverGate -Path $good @apps @apart -Caller '005000000000000', '005000000000009' -MinimumSuccessRate 0.99 -Margin 0.02
        $results.Caller | Should -Be '005000000000000', '005000000000009'
        $results.Verdict | Should -Be Promote, Hold
    }

    It 'refuses apps that can''t be told apart' {
        { Test-EcaCutoverGate -Path $good -OldApp Billing -NewApp Billing -ErrorAction Stop } | Should -Throw -ErrorId 'NameAmbiguous,*'
    }

    It 'reads an org, and holds where the new app has no traffic' {
        $result = Test-EcaCutoverGate -OldApp 'Billing Portal' -NewApp 'No such app' -Baseline 2d
        $result.Verdict | Should -Be Hold
        $result.Reasons.Check | Should -Contain NewAppTraffic
    }
}
