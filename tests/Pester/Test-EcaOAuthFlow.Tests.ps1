BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1

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

    It 'gives the cause and the next step of a refusal' {
        $wrong = [pscredential]::new($apps[0].ConsumerKey, (ConvertTo-Secret 'wrong'))
        $result = $apps[0] | Test-EcaOAuthFlow -Flow ClientCredentials -Credential $wrong
        $result.Outcome, $result.Step, $result.OAuthError | Should -Be Failed, Token, invalid_client
        $result.Cause | Should -Match secret
        $result.NextStep | Should -Match Setup
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

    It 'takes an app by its name, and a credential as Get-EcaCredential writes it' {
        (Test-EcaOAuthFlow ClientCredentials -App Warehouse_ECA -Credential $credentials).Outcome | Should -Be Passed
        ('Customer_Portal' | Test-EcaOAuthFlow RefreshToken).Name | Should -Be Customer_Portal
        'Nobody' | Test-EcaOAuthFlow RefreshToken -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -Be 'AppNotFound,EcaTools.Commands.Flows.TestEcaOAuthFlowCommand'
        $pair = Get-EcaCredential Warehouse_ECA
        ($pair | Test-EcaOAuthFlow ClientCredentials).Outcome | Should -Be Passed
        ($apps[0] | Test-EcaOAuthFlow ClientCredentials -Credential (Get-EcaCredential $apps[0].Name)).Outcome | Should -Be Passed
        Get-EveryRendering ($pair | Test-EcaOAuthFlow ClientCredentials) | Should -Not -Match ($pair.Credential.GetNetworkCredential().Password)
    }

    It 'skips an app without OAuth settings' {
        $result = Get-ConnectedApp Expenses_SSO | Test-EcaOAuthFlow JwtBearer
        $result.Outcome, $result.ConsumerKey | Should -Be Skipped, $null
        $result.Cause | Should -Match 'no OAuth settings'
    }

    It 'says that an app has no consumer key, and goes on' {
        $null = Add-AppFile $TestDrive/keyless Keyless
        (Get-Content $TestDrive/keyless/Keyless.connectedApp-meta.xml -Raw) -replace '<consumerKey>.*</consumerKey>' | Set-Content $TestDrive/keyless/Keyless.connectedApp-meta.xml
        $results = @(Get-ConnectedApp -Path $TestDrive/keyless; $apps[0]) | Test-EcaOAuthFlow -Flow UserAgent -ErrorAction SilentlyContinue -ErrorVariable failure
        $results | Should -HaveCount 1
        $failure.FullyQualifiedErrorId | Should -Be 'ConsumerKeyNotKnown,EcaTools.Commands.Flows.TestEcaOAuthFlowCommand'
    }

    It 'tests apps side by side, and the same with a throttle of one' {
        foreach ($limit in 1, 16) {
            $many = 1..12 | ForEach-Object { $apps[$_ % 2] } | Test-EcaOAuthFlow -Flow ClientCredentials, UserAgent -Credential $credentials -ThrottleLimit $limit
            $many | Should -HaveCount 24
            $many.Outcome | Should -Not -Contain Failed
        }
    }

    It 'tests as many apps at once as -ThrottleLimit says, and no more' {
        Add-PracticeFault $practice -Kind Latency -Delay ([timespan]::FromMilliseconds(100)) -Times 100000
        try {
            foreach ($limit in 1, 4) {
                $practice.Requests.Clear()
                $null = 1..(2 * $limit) | ForEach-Object { $apps[$_ % 2] } | Test-EcaOAuthFlow -Flow ClientCredentials -Credential $credentials -ThrottleLimit $limit
                $practice.Requests.MostInFlight | Should -Be $limit
            }
        }
        finally {
            (Get-PracticeServer $practice).Faults.Clear()
        }
    }

    It 'streams: the first result is there before the last app is asked' {
        $before = $practice.Requests.CountOf('token')
        $asked = $null
        $null = 1..12 | ForEach-Object { $apps[$_ % 2] } | Test-EcaOAuthFlow -Flow ClientCredentials -Credential $credentials -ThrottleLimit 1 |
            ForEach-Object { $asked ??= $practice.Requests.CountOf('token') - $before }
        $practice.Requests.CountOf('token') - $before | Should -Be 12
        $asked | Should -BeLessThan 12
    }

    It 'ends with an error after all results where -FailOn says so' {
        $wrong = [pscredential]::new($apps[0].ConsumerKey, (ConvertTo-Secret 'wrong'))
        $class = 'EcaTools.Commands.Flows.TestEcaOAuthFlowCommand'
        $rows = [System.Collections.Generic.List[object]]::new()
        { $apps | Test-EcaOAuthFlow -Flow ClientCredentials, UserAgent -Credential $wrong, $credentials[1] -FailOn Failed | ForEach-Object { $rows.Add($_) } } | Should -Throw -ErrorId "TestFailed,$class" -ExpectedMessage '1 of 4 *'
        $rows.Count | Should -Be 4
        { $apps | Test-EcaOAuthFlow -Flow ClientCredentials -Credential $credentials -FailOn Skipped } | Should -Not -Throw
        { $apps[0] | Test-EcaOAuthFlow -Flow RefreshToken -FailOn Failed } | Should -Not -Throw
        { $apps[0] | Test-EcaOAuthFlow -Flow RefreshToken -FailOn Skipped } | Should -Throw -ErrorId "TestFailed,$class" -ExpectedMessage '* Skipped or Failed*'
    }

    It 'says of each certificate that can not sign why' {
        $errors = foreach ($bad in @{ Size = 1024 }, @{ Curve = $true }, @{ WithoutKey = $true }, @{ ToYear = 2002 }, @{ FromYear = 2098 }) {
            try { Test-EcaOAuthFlow -ConsumerKey x -Flow JwtBearer -Username u@example.com -Certificate (Get-TestCertificate @bad) }
            catch { $_.FullyQualifiedErrorId.Split(',')[0] }
        }
        $errors | Should -Be CertificateNotUsable, CertificateNotUsable, CertificateNotUsable, CertificateExpired, CertificateNotUsable
    }

    It 'vouches for a user with the key of the app''s certificate, and has every wrong assertion refused' {
        $caller = Add-CallerApp $practice $TestDrive/caller
        $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($caller.Key.PfxPath, (ConvertTo-Secret pfx-password))
        $results = $caller | Test-EcaOAuthFlow -Flow JwtBearer, SamlBearer -Certificate $certificate -Username $practice.Username -UnassignedUsername farid.haddad@harbourline.example.com -IncludeNegative
        $results.Outcome | Should -Be Passed, Passed
        $results.Steps | Where-Object Outcome -NE Passed | Should -BeNullOrEmpty
        foreach ($result in $results) {
            $result.Steps.Name | Should -Be Token, UserInfo, RestCall, Scopes, User, ForgedSignature, ExpiredAssertion, WrongAudience, MissingPermission, Revoke
        }
        ($caller | Test-EcaOAuthFlow -Flow JwtBearer -Certificate $caller.Key -Username $practice.Username).Outcome | Should -Be Passed
        ($caller | Test-EcaOAuthFlow -Flow JwtBearer -PrivateKeyPath $caller.Key.KeyPath -Username $practice.Username).Outcome | Should -Be Passed
        { $caller | Test-EcaOAuthFlow -Flow JwtBearer -PrivateKeyPath $caller.Key.KeyPath -Certificate $caller.Key } | Should -Throw -ErrorId 'ParametersConflict,*'
        $stranger = $caller | Test-EcaOAuthFlow -Flow JwtBearer -Certificate (Get-TestCertificate) -Username $practice.Username
        $stranger.Outcome, $stranger.OAuthError | Should -Be Failed, invalid_client
    }

    It 'redeems the code of a login in a browser, and goes on with its refresh token' {
        $app = Add-CallerApp $practice $TestDrive/portal -Name Portal
        $callback = $app.CallbackUrls[0]
        $verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXkabcdefgh'
        $challenge = [Convert]::ToBase64String([System.Security.Cryptography.SHA256]::HashData([System.Text.Encoding]::ASCII.GetBytes($verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_')
        $location = Grant-PracticeAccess $practice "$($practice.Url)services/oauth2/authorize?response_type=code&client_id=$([uri]::EscapeDataString($app.ConsumerKey))&redirect_uri=$([uri]::EscapeDataString($callback))&code_challenge=$challenge"
        $code = [uri]::UnescapeDataString([regex]::Match($location, '[?&]code=([^&]+)').Groups[1].Value)
        $code | Should -Not -BeNullOrEmpty
        $result = $app | Test-EcaOAuthFlow -Flow WebServer -AuthorizationCode (ConvertTo-Secret $code) -CodeVerifier (ConvertTo-Secret $verifier) -CallbackUrl $callback -Credential (Get-AppCredential $practice $app) -ExpectedUsername $practice.Username
        $result.Outcome | Should -Be Passed
        $result.Steps | Where-Object Outcome -NE Passed | ForEach-Object { "$($_.Name): $($_.Detail)" } | Should -BeNullOrEmpty
        $result.Steps.Name | Should -Be Authorize, Token, UserInfo, RestCall, Scopes, User, Refresh, UserInfoAfterRefresh, Revoke
    }

    It 'fails a flow of -ClosedFlow that opens, and passes one that does not' {
        $open = $apps[0] | Test-EcaOAuthFlow -Flow ClientCredentials -ClosedFlow ClientCredentials -Credential $credentials
        $open.Outcome, $open.Step | Should -Be Failed, Closed
        $closed = $apps[0] | Test-EcaOAuthFlow -Flow Device -ClosedFlow Device
        $closed.Outcome, $closed.MustBeClosed | Should -Be Passed, $true
    }

    It 'shows no secret and no token anywhere' {
        $text = $apps | Test-EcaOAuthFlow -Flow ClientCredentials -Credential $credentials -IncludeNegative -Verbose -Debug *>&1
        $seen = (Get-EveryRendering $text) + (Get-EveryRendering $text.Steps)
        foreach ($credential in $credentials) { $seen.Contains($credential.GetNetworkCredential().Password) | Should -BeFalse }
        $seen | Should -Not -Match '00D\w{12,15}!'
    }

    It 'shows results and steps as tables' {
        $result = $apps[0] | Test-EcaOAuthFlow -Flow ClientCredentials -Credential $credentials
        Get-TableHeader $result | Should -Be Name, Flow, Outcome, Step, Cause
        Get-TableHeader $result.Steps | Should -Be Name, Outcome, Status, Detail
    }
}
