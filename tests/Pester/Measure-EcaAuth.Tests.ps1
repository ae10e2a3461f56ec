BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1

    $header = '"EVENT_TYPE","TIMESTAMP","ORGANIZATION_ID","USER_ID","CONNECTED_APP_ID","CONNECTED_APP_NAME","STATUS_CODE"'
    function Get-Line {
        param([string] $Time, [string] $App = 'Billing', [string] $Status = '200', [string] $User = '005000000000001')
        """ApiTotalUsage"",""$Time"",""00D000000000001"",""$User"",""0H4000000000001"",""$App"",""$Status"""
    }
    $day = Join-Path $TestDrive day
    $null = New-Item -ItemType Directory $day
    @($header; Get-Line 20261121100000.000; Get-Line 20261121100001.000 -Status 401; Get-Line 20261121110000.000 -User 005000000000002) |
        Set-Content (Join-Path $day a.csv)
    @($header; Get-Line 20261122100000.000 -Status 503) | Set-Content (Join-Path $day b.csv)
}

Describe 'Measure-EcaAuth' {
    It 'measures a folder by app' {
        $measure = Measure-EcaAuth -Path $day
        $measure.App | Should -Be Billing
        $measure.Requests, $measure.Successes, $measure.Unauthorized, $measure.ServerErrors, $measure.Users | Should -Be 4, 2, 1, 1, 2
        $measure.SuccessRate | Should -Be 0.5
        $measure.BlindSpots | Should -Not -BeNullOrEmpty
        $measure | Out-String -Width 80 | Should -Match '50.00 %'
    }

    It 'measures by day, hour and caller, and takes files from the pipeline' {
        (Get-ChildItem $day | Measure-EcaAuth -Window Day).Requests | Should -Be 3, 1
        (Measure-EcaAuth $day/*.csv -Window Hour).Requests | Should -Be 2, 1, 1
        (Measure-EcaAuth $day -By Caller).UserId | Should -Be 005000000000001, 005000000000002
        (Measure-EcaAuth $day -Since 2026-11-22T00:00:00Z).Requests | Should -Be 1
    }

    It 'saves measures and joins them in any order' {
        $saved = 'a', 'b' | ForEach-Object {
            $file = Join-Path $TestDrive "$_.measures.json"
            $null = Measure-EcaAuth -Path (Join-Path $day "$_.csv") -OutputPath $file
            $file
        }
        $all = Measure-EcaAuth -Path $day | ConvertTo-Json
        Measure-EcaAuth -Path $saved | ConvertTo-Json | Should -Be $all
        Measure-EcaAuth -Path $saved[1], $saved[0], $saved[1] | ConvertTo-Json | Should -Be $all
        Get-Content $saved[0] -Raw | Test-Json -SchemaFile (Join-Path $Root docs/schemas/auth-measures.schema.json) | Should -BeTrue
    }

    It 'writes no file under -WhatIf' {
        $file = Join-Path $TestDrive none.json
        $null = Measure-EcaAuth -Path $day -OutputPath $file -WhatIf
        $file | Should -Not -Exist
    }

    It 'exports flat rows' {
        $row = Measure-EcaAuth -Path $day | ConvertTo-Csv | ConvertFrom-Csv
        $row.Errors | Should -Match '1 x 401; 1 x 503'
        $row.PSObject.Properties.Value | ForEach-Object { $_ | Should -Not -Match 'System\.|EcaTools\.' }
    }

    It 'says which app is not there' {
        Measure-EcaAuth -Path $day -App Biling -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -BeLike 'AppNotFound,*'
        (Measure-EcaAuth -Path $day -App Bill*).Requests | Should -Be 4
    }

    It 'measures what it can of broken files, and names file and line' {
        $broken = Join-Path $TestDrive broken
        $null = New-Item -ItemType Directory $broken
        Copy-Item $day/a.csv $broken
        [System.IO.File]::WriteAllText("$broken/cut.csv", "$header`n$(Get-Line 20261121100000.000)`n""ApiTotal")
        Set-Content "$broken/empty.csv" -NoNewline ''
        @($header; Get-Line 20261121100000.000; Get-Line never) | Set-Content "$broken/line.csv"
        'a,b', '1,2' | Set-Content "$broken/other.csv"
        Set-Content "$broken/bad.csv.gz" 'not gzip'
        Set-Content "$broken/bad.measures.json" '{ "formatVersion": 1, "logs": [ oops'

        $measure = Measure-EcaAuth -Path $broken -ErrorVariable failures -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue
        $measure.Requests | Should -Be 4
        $failures.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] } | Sort-Object |
            Should -Be DocumentInvalid, EventLogNotReadable, EventLogNotReadable, EventLogNotReadable
        "$failures" | Should -Match 'cut\.csv\(3\)'
        "$warnings" | Should -Match 'line\.csv\(3\)'
        "$warnings" | Should -Match 'empty\.csv: the file is empty'
    }

    It 'says that a path is not there' {
        Measure-EcaAuth -Path $TestDrive/nowhere -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
    }
}
