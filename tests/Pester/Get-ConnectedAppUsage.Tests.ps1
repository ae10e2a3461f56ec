BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $class = 'EcaTools.Commands.Inventory.GetConnectedAppUsageCommand'
}

Describe 'Get-ConnectedAppUsage' {
    BeforeAll {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
        $all = Get-ConnectedAppUsage -WarningVariable gaps
    }

    AfterAll {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'tells the callers of all apps by each source, and what each source can''t see' {
        $all.Source | Sort-Object -Unique | Should -Be OauthToken, LoginHistory, LoginEvent, EventLogFile
        $all | ForEach-Object { $_.BlindSpots | Should -Not -BeNullOrEmpty }
        $gaps | Should -BeNullOrEmpty
        $billing = $all | Where-Object { $_.AppName -eq 'Legacy_Billing' -and $_.Source -eq 'LoginHistory' }
        $billing.User | Should -Be billing.integration@harbourline.example.com
        $billing.Flow | Should -Be UsernamePassword
        $billing.Failures | Should -Be 30
    }

    It 'takes names and labels with wildcards, sources and a time' {
        $some = Get-ConnectedAppUsage 'Sales D*', Dock_Scanner -Source LoginHistory, EventLogFile -Since $practice.Now.AddDays(-2)
        $some.AppName | Sort-Object -Unique | Should -Be Dock_Scanner, Sales_Desktop
        $some.Source | Sort-Object -Unique | Should -Be LoginHistory, EventLogFile
        ($some | Measure-Object FirstSeen -Minimum).Minimum | Should -BeGreaterThan ($practice.Now.AddDays(-2.1))
    }

    It 'takes apps and assessments from the pipeline, and reads nothing where none comes' {
        (Get-ConnectedApp Kiosk_Display | Get-ConnectedAppUsage -Source LoginHistory).Flow | Should -Be UserAgent
        (Get-ConnectedApp Kiosk_Display | Test-EcaBlocker | Get-ConnectedAppUsage -Source EventLogFile).Client | Should -Be Mozilla/5.0
        (Get-PracticeServer $practice).Requests.Clear()
        @() | Get-ConnectedAppUsage | Should -BeNullOrEmpty
        (Get-PracticeServer $practice).Requests.Count | Should -Be 0
    }

    It 'says that no app has a name, and says nothing of an app that nobody uses' {
        Get-ConnectedAppUsage Legacy_Biling -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -Be "AppNotFound,$class"
        Get-ConnectedAppUsage Intranet_Bookmark -ErrorVariable failure | Should -BeNullOrEmpty
        $failure | Should -BeNullOrEmpty
    }

    It 'takes names and objects with a name from the pipeline, and ages' {
        ('Kiosk_Display' | Get-ConnectedAppUsage -Source LoginHistory -Since 30d).Flow | Should -Be UserAgent
        ([pscustomobject]@{ AppName = 'Kiosk*' } | Get-ConnectedAppUsage -Source LoginHistory -Since 2w).Flow | Should -Be UserAgent
        { Get-ConnectedAppUsage Kiosk_Display -Since 'long ago' } | Should -Throw -ExpectedMessage '*is not a valid time*'
    }

    It 'looks apps up in the org that they came from' {
        $app = Get-ConnectedApp Kiosk_Display
        $other = Start-EcaPracticeOrg -Seed empty
        $null = $other | Connect-EcaOrg -Alias other
        ($app | Get-ConnectedAppUsage -Source LoginHistory).OrgAlias | Should -Be practice
        $app | Get-ConnectedAppUsage -Source LoginHistory -Org other -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -Be "AppNotFound,$class"
        Disconnect-EcaOrg -Org other
        $other | Stop-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
    }

    It 'shows a table of six columns that fits 120 characters' {
        Get-TableHeader $all | Should -Be App, User, Address, Count, How
        ($all | Out-String -Width 120) -split '\r?\n' | ForEach-Object { $_.Length | Should -BeLessOrEqual 120 }
    }

    It 'warns of a source that the org refuses, and reads the others' {
        $server = Get-PracticeServer $practice
        $server.Faults.Add([EcaTools.PracticeOrg.Fault] @{ Kind = 'Forbidden'; Endpoint = 'event log file'; Times = 1 })
        $rows = Get-ConnectedAppUsage -Source EventLogFile, OauthToken -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Match 'practice: EventLogFile was not read, or not completely'
        $rows.Source | Sort-Object -Unique | Should -Be OauthToken, EventLogFile
    }

    It 'changes nothing' {
        $practice.Requests.Changes | Should -Be 0
    }

    It 'needs an org' {
        Disconnect-EcaOrg -All
        { Get-ConnectedAppUsage -ErrorAction Stop } | Should -Throw -ErrorId "NotConnected,$class"
    }
}
