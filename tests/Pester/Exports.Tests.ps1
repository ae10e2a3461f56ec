# Export-Csv and ConvertTo-Json of what every cmdlet really writes.
BeforeDiscovery {
    $outputs = @(
        @{ From = 'Get-EcaOrg'; Script = { Get-EcaOrg } }
        @{ From = 'Get-EcaPracticeOrg'; Script = { Get-EcaPracticeOrg } }
        @{ From = 'Test-EcaOrg'; Script = { Test-EcaOrg } }
        @{ From = 'Get-ConnectedApp'; Script = { Get-ConnectedApp } }
        @{ From = 'FlowEvidence'; Script = { (Get-ConnectedApp).FlowEvidence } }
        @{ From = 'Get-ConnectedAppUsage'; Script = { Get-ConnectedAppUsage } }
        @{ From = 'Test-EcaBlocker'; Script = { Get-ConnectedApp | Test-EcaBlocker -IncludeUsage } }
        @{ From = 'Findings'; Script = { (Get-ConnectedApp | Test-EcaBlocker).Findings } }
        @{ From = 'Callers'; Script = { (Get-ConnectedApp | Test-EcaBlocker -IncludeUsage).Usage.Callers } }
        @{ From = 'Get-EcaMigrationWave'; Script = { Get-ConnectedApp | Test-EcaBlocker | Get-EcaMigrationWave } }
        @{ From = 'Get-EcaBlockerRule'; Script = { Get-EcaBlockerRule } }
        @{ From = 'Get-EcaLintRule'; Script = { Get-EcaLintRule } }
        @{ From = 'New-EcaMetadata'; Script = { Get-ConnectedApp Driver_App, Customer_Portal | New-EcaMetadata $TestDrive/force-app } }
        @{ From = 'Test-EcaMetadata'; Script = { Test-EcaMetadata $TestDrive/force-app } }
        @{ From = 'Test-EcaMetadata -Score'; Script = { Test-EcaMetadata $TestDrive/force-app -Score } }
        @{ From = 'Publish-EcaMetadata'; Script = { Publish-EcaMetadata $TestDrive/force-app -Confirm:$false } }
        @{ From = 'Compare-EcaMetadata'; Script = { Compare-EcaMetadata $TestDrive/force-app -IncludeEqual } }
        @{ From = 'Get-ExternalClientApp'; Script = { Get-ExternalClientApp } }
        @{ From = 'Get-EcaCredential'; Script = { Get-EcaCredential Billing_ECA } }
        @{ From = 'Get-EcaKeyRotation'; Script = { Get-EcaKeyRotation Billing_ECA } }
        @{ From = 'Test-EcaOAuthFlow'; Script = { Get-EcaCredential Billing_ECA | Test-EcaOAuthFlow ClientCredentials, UserAgent } }
        @{ From = 'New-EcaCertificate'; Script = { New-EcaCertificate 'CN=export' $TestDrive/keys } }
        @{ From = 'Find-EcaConsumerKey'; Script = { Find-EcaConsumerKey $TestDrive/app -Key (Get-ConnectedApp Legacy_Billing).ConsumerKey } }
    )
}

BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $global:PSDefaultParameterValues['*-EcaKeyRotation:JournalPath'] = "$TestDrive/journal"
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg
    $null = New-Item -ItemType Directory $TestDrive/app
    "key = $((Get-ConnectedApp Legacy_Billing).ConsumerKey)" | Set-Content $TestDrive/app/config.ini
    $null = Get-ConnectedApp Driver_App, Customer_Portal | New-EcaMetadata $TestDrive/force-app
    $pair = (Get-EcaCredential Billing_ECA).Credential.GetNetworkCredential()
    $secrets = $pair.Password, (Get-PlainToken $practice)
}

AfterAll {
    $practice | Stop-EcaPracticeOrg
    $global:PSDefaultParameterValues.Remove('*-EcaKeyRotation:JournalPath')
}

Describe 'The output of <From>' -ForEach $outputs {
    BeforeAll { $objects = @(& $Script) }

    It 'is there' { $objects.Count | Should -BeGreaterThan 0 }

    It 'is a flat row in a CSV file, the same in every culture' {
        $before = [cultureinfo]::CurrentCulture
        try {
            # The age of a token goes on between the two.
            [cultureinfo]::CurrentCulture = 'de-DE'
            $german = @($objects | ConvertTo-Csv) -replace '"\d\d:\d\d:\d\d\.\d+"'
            [cultureinfo]::CurrentCulture = ''
            $rows = @($objects | ConvertTo-Csv) -replace '"\d\d:\d\d:\d\d\.\d+"'
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        $german | Should -Be $rows
        $text = $rows -join "`n"
        # Type names, texts of records, and dates of a culture.
        $text | Should -Not -MatchExactly 'System\.(Collections|Management|Security|Object)|Immutable|EcaTools\.(Core|Commands|PracticeOrg|Rehearsal)\.|\w+ \{ \w+ = |\d{1,2}/\d{1,2}/\d{4}'
        foreach ($secret in $secrets) { $text | Should -Not -Match ([regex]::Escape($secret)) }
    }

    It 'is JSON without a warning at the default depth, with names, and without parts of dates' {
        $json = $objects | ConvertTo-Json -WarningVariable truncated -WarningAction SilentlyContinue
        $truncated | Should -BeNullOrEmpty
        $json | Should -Not -MatchExactly '"(Ticks|DayNumber|Major)": |System\.(Collections|Management|Security)|Immutable'
        foreach ($secret in $secrets) { $json | Should -Not -Match ([regex]::Escape($secret)) }
        # Each column of the CSV file is a member, too.
        $one = @($json | ConvertFrom-Json)[0]
        ($objects[0] | ConvertTo-Csv | ConvertFrom-Csv | Get-Member -MemberType NoteProperty).Name |
            Should -Be ($one | Get-Member -MemberType NoteProperty).Name
    }

    It 'is a short text' {
        foreach ($object in $objects | Select-Object -First 20) {
            "$object" | Should -Not -BeNullOrEmpty
            "$object".Length | Should -BeLessThan 300
            "$object" | Should -Not -MatchExactly '\w+ \{ \w+ = |^EcaTools\.'
        }
    }

    It 'fits 80 characters' {
        $lines = ($objects | Select-Object -First 5 | Out-String -Width 80) -split '\r?\n' -replace '\x1b\[[0-9;]*m'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }
}

Describe 'Objects of the module' {
    It 'keep their types for scripts' {
        $app = Get-ConnectedApp Legacy_Billing
        $app.LastUsed | Should -BeOfType System.DateTimeOffset
        $app.LastUsed.ToString('yyyy') | Should -Be 2026
        $app.Flows.Count | Should -Be 1
        $app.FlowEvidence[0].Flow | Should -Be UsernamePassword
        $assessment = $app | Test-EcaBlocker
        $assessment.App.GetType().Name | Should -Be ConnectedApp
        $assessment.AsOf | Should -BeOfType System.DateOnly
        $assessment.Findings | Should -BeOfType EcaTools.Core.Blockers.EcaFinding
    }

    It 'are copies of flat rows after a job, which bind by name' {
        $app = Get-ConnectedApp Legacy_Billing
        Export-Clixml -InputObject $app -Path $TestDrive/app.clixml
        (Import-Clixml $TestDrive/app.clixml | Get-ConnectedApp).Name | Should -Be Legacy_Billing
        Import-Clixml $TestDrive/app.clixml | Out-String -Width 80 | Should -Match "Legacy_Billing +UsernamePassword +390 +$($app.LastUsed.ToString('yyyy-MM-dd'))"
    }
}
