BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1

    # An app's consumer key and secret, as the org hands them out by REST.
    function Get-AppCredential {
        param($Practice, $App)
        $headers = @{ Authorization = "Bearer $(Get-PlainToken $Practice)" }
        $url = "$($Practice.Url)services/data/v66.0/apps/oauth/credentials/$($App.Id)"
        $consumer = (Invoke-RestMethod $url -Headers $headers).consumers[0]
        $pair = Invoke-RestMethod "$url/$($consumer.id)?part=keyandsecret" -Headers $headers
        [pscredential]::new($pair.key, (ConvertTo-Secret $pair.secret))
    }

    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias practice
    $apps = Get-ExternalClientApp Warehouse_ECA, Billing_ECA
    $credentials = $apps | ForEach-Object { Get-AppCredential $practice $_ }
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Test-EcaOAuthFlow' {
    It 'tests each flow of each app from the pipeline' {
        $results = $apps | Test-EcaOAuthFlow -Flow ClientCredentials, UserAgent, UsernamePassword -Credential $credentials
        $results | Should -HaveCount 6
        $results | Where-Object Outcome -NE Passed | ForEach-Object { "$($_.Name) $($_.Flow) $($_.Step) $($_.Cause)" } | Should -BeNullOrEmpty
        ($results | Where-Object Flow -EQ ClientCredentials).Username | Sort-Object | Should -Be billing.integration@harbourline.example.com, warehouse.integration@harbourline.example.com
        ($results | Where-Object Flow -NE ClientCredentials).MustBeClosed | Should -Not -Contain $false
    }

    It 'tries what must be refused' {
        $result = $apps[0] | Test-EcaOAuthFlow -Flow ClientCredentials -Credential $credentials -IncludeNegative
        ($result.Steps | Where-Object Name -EQ WrongSecret).Outcome | Should -Be Passed
    }

    It 'gives the cause and the mend of a refusal' {
        $wrong = [pscredential]::new($apps[0].ConsumerKey, (ConvertTo-Secret 'wrong'))
        $result = $apps[0] | Test-EcaOAuthFlow -Flow ClientCredentials -Credential $wrong
        $result.Outcome, $result.Step, $result.OAuthError | Should -Be Failed, Token, invalid_client
        $result.Cause | Should -Match secret
        $result.Mend | Should -Match Setup
    }

    It 'skips what it can not try, with the reason, and gives an app no other app''s credential' {
        $result = $apps[0] | Test-EcaOAuthFlow -Flow ClientCredentials -Credential ($credentials | Where-Object UserName -NE $apps[0].ConsumerKey)
        $result.Outcome | Should -Be Skipped
        $result.Cause | Should -Match -- '-Credential'
    }

    It 'takes Connected Apps, deployments and bare consumer keys, too' {
        (Get-ConnectedApp Customer_Portal | Test-EcaOAuthFlow -Flow RefreshToken).Name | Should -Be Customer_Portal
        (Test-EcaOAuthFlow -ConsumerKey nobody -Flow RefreshToken -RefreshToken (ConvertTo-Secret 'r')).OAuthError | Should -Be invalid_client_id
        $null = Add-AppFile $TestDrive/source Fresh
        $deployment = Get-ConnectedApp -Path $TestDrive/source | New-EcaMetadata -OutputPath $TestDrive/eca | Publish-EcaMetadata
        ($deployment | Test-EcaOAuthFlow -Flow WebServer -CallbackUrl https://app.example.com/Fresh/callback).Steps[0].Outcome | Should -Be Passed
    }

    It 'says that an app has no consumer key, and goes on' {
        $null = Add-AppFile $TestDrive/keyless Keyless
        (Get-Content $TestDrive/keyless/Keyless.connectedApp-meta.xml -Raw) -replace '<consumerKey>.*</consumerKey>' | Set-Content $TestDrive/keyless/Keyless.connectedApp-meta.xml
        $results = @(Get-ConnectedApp -Path $TestDrive/keyless; $apps[0]) | Test-EcaOAuthFlow -Flow UserAgent -ErrorAction SilentlyContinue -ErrorVariable failure
        $results | Should -HaveCount 1
        $failure.FullyQualifiedErrorId | Should -Be 'ConsumerKeyUnknown,EcaTools.Commands.Flows.TestEcaOAuthFlowCommand'
    }

    It 'tests apps side by side, and the same with a throttle of one' {
        foreach ($limit in 1, 16) {
            $many = 1..12 | ForEach-Object { $apps[$_ % 2] } | Test-EcaOAuthFlow -Flow ClientCredentials, UserAgent -Credential $credentials -ThrottleLimit $limit
            $many | Should -HaveCount 24
            $many.Outcome | Should -Not -Contain Failed
        }
    }

    It 'shows no secret and no token anywhere' {
        $text = $apps | Test-EcaOAuthFlow -Flow ClientCredentials -Credential $credentials -IncludeNegative -Verbose -Debug *>&1
        $seen = (Get-EveryRendering $text) + (Get-EveryRendering $text.Steps)
        foreach ($credential in $credentials) { $seen.Contains($credential.GetNetworkCredential().Password) | Should -BeFalse }
        $seen | Should -Not -Match '00D\w{12,15}!'
    }

    It 'shows results and steps as tables' {
        $result = $apps[0] | Test-EcaOAuthFlow -Flow ClientCredentials -Credential $credentials
        Get-TableHeader $result | Should -Be Name, Flow, Outcome, Step, Error, Cause
        Get-TableHeader $result.Steps | Should -Be Name, Outcome, Status, Error, Duration, Detail
    }
}

Describe 'examples/test-flows.ps1' {
    BeforeAll {
        $secrets = "$TestDrive/secrets.csv"
        $credentials | ForEach-Object { [pscustomobject] @{ ConsumerKey = $_.UserName; ConsumerSecret = $_.GetNetworkCredential().Password } } | Export-Csv $secrets
        $arguments = @{ InstanceUrl = $practice.Url; AccessToken = $practice.AccessToken; ConsumerPath = $secrets; ResultPath = "$TestDrive/flows.xml"; TimeoutMinutes = 0 }
        $script = Join-Path $Root examples/test-flows.ps1
    }

    It 'leaves JUnit results without secrets' {
        & $script @arguments 6>$null
        $suite = ([xml] (Get-Content "$TestDrive/flows.xml" -Raw)).testsuite
        $suite.tests, $suite.failures, $suite.skipped | Should -Be '6', '0', '0'
        $text = Get-Content "$TestDrive/flows.xml" -Raw
        foreach ($credential in $credentials) { $text.Contains($credential.GetNetworkCredential().Password) | Should -BeFalse }
    }

    It 'fails the job after the results are written' {
        Remove-Item "$TestDrive/flows.xml"
        $rows = @(Import-Csv $secrets)
        $rows[0].ConsumerKey = $rows[1].ConsumerKey
        $rows[0..0] | Export-Csv "$TestDrive/wrong.csv"
        $wrong = $arguments.Clone()
        $wrong.ConsumerPath = "$TestDrive/wrong.csv"
        { & $script @wrong 6>$null } | Should -Throw '* of 3 flows failed*'
        ([xml] (Get-Content "$TestDrive/flows.xml" -Raw)).testsuite.failures | Should -Be '1'
    }
}
