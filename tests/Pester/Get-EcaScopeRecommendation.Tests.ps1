BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias practice
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Get-EcaScopeRecommendation' {
    It 'recommends what the calls and refresh tokens of an org need' {
        $found = Get-EcaScopeRecommendation Sales_Desktop
        $found.App | Should -Be Sales_Desktop
        $found.ClientScopes | Should -Be api, refresh_token
        $found.Scopes | Should -Be Api, RefreshToken
        $found.Evidence.Traffic | Should -Be 'REST API', 'Refresh tokens'
        $found.Calls | Should -BeGreaterThan 1000
        $found.NotRead | Should -BeNullOrEmpty
    }

    It 'tells which scopes of an app nothing needed' {
        $app = Get-ConnectedApp Legacy_Billing
        $found = $app | Get-EcaScopeRecommendation
        $found.Scopes | Should -Be Api
        $found.NeverUsed | Should -Be ($app.Scopes | Where-Object { $_ -ne 'Api' })
    }

    It 'reads event logs from disk, and reports a file that names no app' {
        $log = Join-Path $TestDrive good.csv
        @'
"EVENT_TYPE","TIMESTAMP_DERIVED","API_FAMILY","API_RESOURCE","CONNECTED_APP_ID","CONNECTED_APP_NAME"
"ApiTotalUsage","2026-11-01T10:00:00.000Z","REST","/v60.0/chatter/users/me","0H4000000000001","Feed"
"ApiTotalUsage","2026-11-11T10:00:00.000Z","REST","/v60.0/chatter/feeds","0H4000000000001","Feed"
'@ | Set-Content $log
        '"EVENT_TYPE","USER_ID"', '"Login","005"' | Set-Content (Join-Path $TestDrive login.csv)
        $found = Get-EcaScopeRecommendation -Path (Join-Path $TestDrive *.csv) -Scope Api, Full -ErrorVariable errors -ErrorAction SilentlyContinue
        $found.ClientScopes | Should -Be chatter_api
        $found.Confidence | Should -Be Medium
        $found.NeverUsed | Should -Be Api, Full
        $errors[0].FullyQualifiedErrorId | Should -Be 'EventLogNotReadable,EcaTools.Commands.Access.GetEcaScopeRecommendationCommand'
    }

    It 'gives New-EcaMetadata the scopes' {
        $found = Get-EcaScopeRecommendation Sales_Desktop
        $null = Get-ConnectedApp Sales_Desktop | New-EcaMetadata (Join-Path $TestDrive force-app) -Scope $found.Scopes
        $file = Get-ChildItem $TestDrive -Recurse -Filter *.ecaOauth-meta.xml
        ([xml] (Get-Content -Raw $file)).ExtlClntAppOauthSettings.commaSeparatedOauthScopes | Should -Be 'Api, RefreshToken'
    }

    It 'warns of an app without calls' {
        Get-EcaScopeRecommendation Old_Fax_Gateway -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warnings" | Should -BeLike "*no API call of 'Old_Fax_Gateway'*"
    }

    It 'changes nothing' {
        $practice.Requests.Changes | Should -Be 0
    }
}
