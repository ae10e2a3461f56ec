BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
}

Describe 'Get-EcaEventLog' {
    BeforeAll {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
    }

    AfterAll {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'lists files, and objects by the day and hour' {
        $logs = Get-EcaEventLog -Since 2d
        $logs.Source | Sort-Object -Unique | Should -Be ApiTotalUsage, LoginHistory, OauthToken
        $logs | Where-Object { $_.Source -eq 'ApiTotalUsage' -and $_.Interval -eq 'Daily' } | Should -HaveCount 2
        @($logs | Where-Object { $_.Source -eq 'LoginHistory' -and $_.Interval -eq 'Hourly' }).Count | Should -BeIn 12, 13
        $logs | Where-Object Path | Should -BeNullOrEmpty
        $logs | Out-String -Width 80 | Should -Match 'ApiTotalUsage'
    }

    It 'downloads each file once, and what measures them is what the org measures' {
        $folder = Join-Path $TestDrive logs
        $first = Get-EcaEventLog -Since 1d -OutputPath $folder
        $first | Where-Object IsNew | Should -HaveCount $first.Count
        $first.Path | ForEach-Object { $_ | Should -Exist }
        (Get-PracticeServer $practice).Requests.Clear()
        $second = Get-EcaEventLog ApiTotalUsage -Since 1d -OutputPath $folder
        $second | Where-Object IsNew | Should -BeNullOrEmpty
        $ofFiles = Measure-EcaAuth -Path $folder -Since 1d | Where-Object Source -ne OauthToken
        $ofOrg = Measure-EcaAuth -Since 1d | Where-Object Source -ne OauthToken
        $ofFiles.Count | Should -BeGreaterThan 5
        $key = { "$($_.Source) $($_.App) $($_.Requests) $($_.Successes) $($_.Users)" }
        $ofFiles | ForEach-Object $key | Should -Be ($ofOrg | ForEach-Object $key)
    }

    It 'downloads nothing under -WhatIf' {
        $folder = Join-Path $TestDrive none
        Get-EcaEventLog ApiTotalUsage -Since 1d -OutputPath $folder -WhatIf | Should -Not -BeNullOrEmpty
        $folder | Should -Not -Exist
    }

    It 'says that an org lacks a source' {
        Get-EcaEventLog ApiTotalUsageEventLog -Since 1d -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warnings" | Should -Match 'ApiTotalUsageEventLog was not read'
    }

    It 'refuses a folder whose index is of another org or damaged' {
        $folder = Join-Path $TestDrive damaged
        $null = New-Item -ItemType Directory $folder
        "{`n  oops" | Set-Content (Join-Path $folder eca-event-logs.json)
        Get-EcaEventLog ApiTotalUsage -OutputPath $folder -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'EventLogNotReadable,*'
        "$failure" | Should -Match 'eca-event-logs.json:2:'
    }
}
