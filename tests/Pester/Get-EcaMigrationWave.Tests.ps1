BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg
    $assessments = Get-ConnectedApp | Test-EcaBlocker -Usage (Get-ConnectedAppUsage) -AsOf 2026-11-22
    $waves = $assessments | Get-EcaMigrationWave
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Get-EcaMigrationWave' {
    It 'puts each app into one wave, and what is blocked last with what unblocks it' {
        $waves.Apps | Sort-Object | Should -Be ($assessments.Name | Sort-Object)
        $waves.Number | Should -Be (1..$waves.Count)
        $waves[0].Kind | Should -Be LowRisk
        $waves[-1].Kind | Should -Be Blocked
        $waves[-1].Apps | Should -Contain Legacy_Billing
        ($waves[-1].WaitsFor | Where-Object App -EQ Legacy_Billing).RuleId | Should -Contain ECA010
        $waves | Where-Object Kind -NotIn Blocked, Unjudged | ForEach-Object { $_.WaitsFor | Should -BeNullOrEmpty }
    }

    It 'makes smaller waves on request, and the same ones in whatever order the apps come' {
        $small = $assessments | Get-EcaMigrationWave -MaximumApps 3
        $small.Count | Should -BeGreaterThan $waves.Count
        ($assessments[($assessments.Count - 1)..0] | Get-EcaMigrationWave -MaximumApps 3).AppNames | Should -Be $small.AppNames
    }

    It 'holds what the next cmdlet takes' {
        $written = $waves[0].Assessments | New-EcaMetadata -OutputPath $TestDrive/force-app
        $written.ConnectedAppName | Sort-Object | Should -Be ($waves[0].Apps | Sort-Object)
    }

    It 'writes nothing where nothing comes' {
        @() | Get-EcaMigrationWave | Should -BeNullOrEmpty
    }

    It 'is shown as tables that fit' {
        Get-TableHeader $waves | Should -Be Wave, Kind, Count, Callers, Deadline, Apps
        Get-TableHeader $waves[-1].WaitsFor | Should -Be App, RuleId, What, Remediation
        $waves | Out-String -Width 120 -Stream | ForEach-Object { $_.Length | Should -BeLessOrEqual 120 }
    }
}
