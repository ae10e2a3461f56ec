BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg
    $app = Get-ExternalClientApp Warehouse_ECA
    $headers = @{ Authorization = "Bearer $(Get-EcaAccessToken -AsPlainText)" }
    $base = "$($practice.Url)".TrimEnd('/')
    $consumers = Invoke-RestMethod "$base/services/data/v66.0/apps/oauth/credentials/$($app.Id)" -Headers $headers
    $secret = (Invoke-RestMethod "$base$($consumers.consumers[0].url)?part=keyandsecret" -Headers $headers).secret
    $credential = [pscredential]::new($app.ConsumerKey, (ConvertTo-Secret $secret))
    $class = 'EcaTools.Commands.Connection.ConnectEcaOrgCommand'
    $ci = $env:CI
    $env:CI = '1'

    function Get-Failure {
        param([hashtable] $Parameters)
        $null = Connect-EcaOrg @Parameters -ErrorAction SilentlyContinue -ErrorVariable failure 6>$null
        $failure[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId.Split(',')[0]
    }
}

AfterAll {
    $env:CI = $ci
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Connect-EcaOrg, the ways to log in' {
    It 'logs in with consumer key and secret as the user that the policies name, and renews the token by itself' {
        $org = Connect-EcaOrg -Credential $credential -Environment $practice.Url -Alias job
        $org.Username | Should -Be $app.ClientCredentialsUser
        $org.LoginMethod | Should -Be ClientCredentials
        $org.RenewsToken | Should -BeTrue
        $org.TokenAge | Should -BeLessThan ([timespan]::FromMinutes(5))
        $org.ApiRequestsLeft | Should -BeGreaterThan 0
        $before = Get-EcaAccessToken -Org job -AsPlainText
        Add-PracticeFault $practice -Kind InvalidSession
        $after = Get-EcaAccessToken -Org job -AsPlainText
        $after | Should -Not -Be $before
    }

    It 'shows secret and token in no stream, no transcript, no file and no error' {
        $folder = Join-Path $TestDrive shown
        $null = New-Item -ItemType Directory $folder
        $null = Start-Transcript (Join-Path $folder transcript.txt)
        try {
            $streams = & {
                $VerbosePreference = $DebugPreference = $InformationPreference = $ErrorActionPreference = 'Continue'
                Connect-EcaOrg -Credential $credential -Environment $practice.Url -Alias quiet
                $wrong = [pscredential]::new($app.ConsumerKey, (ConvertTo-Secret "$secret-wrong"))
                Connect-EcaOrg -Credential $wrong -Environment $practice.Url
                Get-EcaOrg | Format-List *
            } *>&1
            $streams | Out-String -Width 500 | Out-Host
            Get-EveryRendering (Get-EcaOrg) | Out-Host
        }
        finally {
            $null = Stop-Transcript
        }
        $written = (Get-ChildItem $folder -Recurse -File | Get-Content -Raw) + (Get-EveryRendering (Get-EcaOrg)) + ($Error | Out-String) + (Get-History | Out-String)
        foreach ($hidden in $secret, (Get-EcaAccessToken -Org quiet -AsPlainText)) {
            $written.Contains($hidden) | Should -BeFalse
            ($streams | Out-String -Width 500).Contains($hidden) | Should -BeFalse
        }
        $written | Should -Match 'invalid client credentials'
    }

    It 'has an error of its own for each bad input' {
        $key = Join-Path $TestDrive server.key
        Set-Content $key 'no key'
        $jwt = @{ ClientId = 'x'; Username = 'u@example.com'; Environment = $practice.Url }
        Get-Failure @{ Credential = $credential; Environment = 'Production' } | Should -Be MyDomainRequired
        Get-Failure @{ Credential = $credential; Environment = 'http://acme.example.com' } | Should -Be InsecureUrl
        Get-Failure @{ Credential = $credential; Environment = 'Nowhere' } | Should -Be LoginHostInvalid
        Get-Failure ($jwt + @{ PrivateKeyPath = $key }) | Should -Be KeyFileWrongKind
        Get-Failure ($jwt + @{ PrivateKeyPath = "$key.none" }) | Should -BeIn PathNotFound, KeyFileUnreadable
        Get-Failure @{ AuthUrl = (ConvertTo-Secret 'force://nothing') } | Should -Be AuthUrlInvalid
        Get-Failure @{ ClientId = $app.ConsumerKey; RefreshToken = (ConvertTo-Secret 'none'); Environment = $practice.Url } | Should -Be OAuthRefused
        $path = $env:PATH
        try {
            $env:PATH = $TestDrive
            Get-Failure @{ SfAlias = 'uat' } | Should -Be CliNotFound
        }
        finally {
            $env:PATH = $path
        }
    }

    It 'makes a key with New-EcaCertificate that it takes, and tells that the app does not' {
        $made = New-EcaCertificate -Subject login -OutputPath (Join-Path $TestDrive cert) -PfxPassword (ConvertTo-Secret 'pfx-pw')
        $jwt = @{ ClientId = $app.ConsumerKey; Username = $practice.Username; Environment = $practice.Url }
        Get-Failure ($jwt + @{ PrivateKeyPath = $made.KeyPath }) | Should -Be CertificateNotAccepted
        Get-Failure ($jwt + @{ PrivateKeyPath = $made.PfxPath; Password = (ConvertTo-Secret 'pfx-pw') }) | Should -Be CertificateNotAccepted
        Get-Failure ($jwt + @{ PrivateKeyPath = $made.PfxPath; Password = (ConvertTo-Secret 'wrong') }) | Should -Be KeyPasswordWrong
        Get-Failure ($jwt + @{ PrivateKeyPath = $made.CertificatePath }) | Should -Be CertificateWithoutPrivateKey
    }

    It 'shows the page of the browser login where there is no browser, with PKCE and a state, and gives up in time' {
        $null = Connect-EcaOrg -Browser -ClientId $app.ConsumerKey -Environment $practice.Url -CallbackUrl http://localhost:0/cb -TimeoutSeconds 1 -ErrorAction SilentlyContinue -ErrorVariable failure -InformationVariable said 6>$null
        "$said" | Should -Match '/services/oauth2/authorize\?response_type=code&client_id=.*&state=[\w-]{43}&code_challenge=[\w-]{43}&code_challenge_method=S256'
        $failure[0].FullyQualifiedErrorId | Should -Be "LoginTimedOut,$class"
    }

    It 'completes the environments' {
        (Get-Completion 'Connect-EcaOrg -Environment ').CompletionText | Should -Be Production, Sandbox
    }
}

Describe 'Get-EcaAccessToken' {
    It 'writes a SecureString, and the token only when asked' {
        $token = Get-EcaAccessToken -Org practice
        $token | Should -BeOfType securestring
        $token | ConvertFrom-SecureString -AsPlainText | Should -Be (Get-PlainToken $practice)
        Get-EcaAccessToken -Org practice -AsPlainText | Should -Be (Get-PlainToken $practice)
        Get-EveryRendering $token | Should -Not -Match ([regex]::Escape((Get-PlainToken $practice)))
    }
}
