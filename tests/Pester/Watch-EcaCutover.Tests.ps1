BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias practice
    $apps = @{ OldApp = 'Sales Desktop'; NewApp = 'No such app'; Baseline = '1d' }
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Watch-EcaCutover' {
    It 'writes an alert for the first decision and none while it stays' {
        $alerts = Watch-EcaCutover @apps -Source LoginHistory -Interval 0:00:01 -Count 2
        $alerts | Should -HaveCount 1
        $alerts.Kind | Should -Be VerdictChanged
        $alerts.Verdict | Should -Be Hold
        $alerts.Result.Reasons.Count | Should -BeGreaterThan 3
    }

    It 'goes on with what it had counted' {
        $state = Join-Path $TestDrive state.measures.json
        $null = Watch-EcaCutover @apps -Source LoginHistory -StatePath $state -Count 1
        $first = (Measure-EcaAuth -Path $state -App 'Sales Desktop').Requests
        $null = Watch-EcaCutover @apps -Source LoginHistory -StatePath $state -Count 1
        (Measure-EcaAuth -Path $state -App 'Sales Desktop').Requests | Should -Be $first
        $first | Should -BeGreaterThan 0
    }

    It 'survives a connection that breaks off, and says so once' {
        Add-PracticeFault $practice ConnectionDropped -Times 30
        $alerts = Watch-EcaCutover @apps -Source LoginHistory -Count 1
        $alerts.Kind | Should -Be SourceNotRead, VerdictChanged
        (Get-PracticeServer $practice).Faults.Clear()
    }

    It 'ends at a verdict' {
        Watch-EcaCutover @apps -Source LoginHistory -UntilVerdict Hold | Should -HaveCount 1
    }

    It 'refuses a webhook that is not https, and shows nothing of its URL' {
        $secret = [guid]::NewGuid().ToString()
        $url = ConvertTo-Secret "http://hooks.example.com/$secret"
        Watch-EcaCutover @apps -WebhookUrl $url -Count 1 -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'InsecureUrl,*'
        $failure | Format-List * -Force | Out-String | Should -Not -Match $secret
    }

    It 'writes logging commands in a job of Azure Pipelines alone' {
        $env:TF_BUILD = 'True'
        try {
            Watch-EcaCutover @apps -Source LoginHistory -Count 1 -InformationVariable said -InformationAction SilentlyContinue | Out-Null
        }
        finally {
            Remove-Item Env:TF_BUILD
        }
        "$said" | Should -Match '^##vso\[task\.logissue type=warning\]'
        Watch-EcaCutover @apps -Source LoginHistory -Count 1 -InformationVariable said | Out-Null
        "$said" | Should -BeNullOrEmpty
    }
}
