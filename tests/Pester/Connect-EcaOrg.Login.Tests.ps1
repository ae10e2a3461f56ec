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
        Get-Failure @{ Credential = $credential; Environment = 'Production' } | Should -Be ParameterInvalid
        Get-Failure @{ Credential = $credential; Environment = 'http://acme.example.com' } | Should -Be InsecureUrl
        Get-Failure @{ Credential = $credential; Environment = 'Nowhere' } | Should -Be ParameterInvalid
        Get-Failure ($jwt + @{ PrivateKeyPath = $key }) | Should -Be CertificateNotUsable
        Get-Failure ($jwt + @{ PrivateKeyPath = "$key.none" }) | Should -BeIn PathNotFound, FileNotReadable
        Get-Failure @{ AuthUrl = (ConvertTo-Secret 'force://nothing') } | Should -Be DocumentInvalid
        Get-Failure @{ ClientId = $app.ConsumerKey; RefreshToken = (ConvertTo-Secret 'none'); Environment = $practice.Url } | Should -Be OAuthRefused
        $path = $env:PATH
        try {
            $env:PATH = $TestDrive
            Get-Failure @{ SfAlias = 'uat' } | Should -Be ProgramNotFound
        }
        finally {
            $env:PATH = $path
        }
    }

    It 'says of each key and certificate that can not sign why' {
        $jwt = @{ ClientId = 'x'; Username = 'u@example.com'; Environment = $practice.Url }
        $cases = @(
            @{ Id = 'CertificateNotUsable'; Of = @{ Size = 1024 } }
            @{ Id = 'CertificateNotUsable'; Of = @{ Curve = $true } }
            @{ Id = 'CertificateExpired'; Of = @{ ToYear = 2002 } }
            @{ Id = 'CertificateNotUsable'; Of = @{ FromYear = 2098 } }
        )
        foreach ($case in $cases) {
            $parameters = $case.Of
            $certificate = Get-TestCertificate @parameters
            Get-Failure ($jwt + @{ Certificate = $certificate }) | Should -Be $case.Id
            $pfx = Join-Path $TestDrive "$([guid]::NewGuid()).pfx"
            [System.IO.File]::WriteAllBytes($pfx, $certificate.Export('Pfx', 'pw'))
            Get-Failure ($jwt + @{ PrivateKeyPath = $pfx; Password = (ConvertTo-Secret pw) }) | Should -Be $case.Id
        }
        Get-Failure ($jwt + @{ Certificate = (Get-TestCertificate -WithoutKey) }) | Should -Be CertificateNotUsable
    }

    It 'says that the Salesforce CLI does not know the alias' -Skip:$IsWindows {
        $bin = New-Item -ItemType Directory (Join-Path $TestDrive bin)
        $cli = Join-Path $bin sf
        Set-Content $cli "#!/bin/sh`necho '{`"name`":`"NamedOrgNotFoundError`",`"status`":1,`"message`":`"No authorization information found for uat.`"}'; exit 1"
        chmod +x $cli
        $path = $env:PATH
        try {
            $env:PATH = "$bin$([System.IO.Path]::PathSeparator)$path"
            Get-Failure @{ SfAlias = 'uat' } | Should -Be ProgramFailed
        }
        finally {
            $env:PATH = $path
        }
    }

    It 'says that a proxy is in the way, and which' {
        # The proxy of a process is read once, so it takes another one.
        $script = "Import-Module '$(Get-StagedModulePath)'; `$null = Connect-EcaOrg -InstanceUrl https://acme.my.salesforce.com -AccessToken ('t' | ConvertTo-SecureString -AsPlainText) -ErrorAction SilentlyContinue -ErrorVariable failure; `$failure[0].FullyQualifiedErrorId; `$failure[0].Exception.Message; `$failure[0].ErrorDetails.RecommendedAction"
        $proxies = @{}
        foreach ($name in 'HTTPS_PROXY', 'https_proxy') { $proxies[$name] = [System.Environment]::GetEnvironmentVariable($name) }
        try {
            $env:HTTPS_PROXY = $env:https_proxy = 'http://user:proxy-secret@127.0.0.1:9'
            $said = Get-PwshPath | ForEach-Object { & $_ -NoProfile -NonInteractive -Command $script }
        }
        finally {
            foreach ($name in $proxies.Keys) { [System.Environment]::SetEnvironmentVariable($name, $proxies[$name]) }
        }
        $said[0] | Should -Be "OrgUnreachable,$class"
        "$said" | Should -Match '127\.0\.0\.1:9.*HTTPS_PROXY.*NO_PROXY'
        "$said" | Should -Not -Match proxy-secret
    }

    It 'logs a device in: shows the code, and waits for the user who types it' {
        $scanner = (Get-ConnectedApp Dock_Scanner -Org practice).ConsumerKey
        $engine = [powershell]::Create()
        $null = $engine.AddScript('param($module, $key, $url) Import-Module $module; Connect-EcaOrg -Device -ClientId $key -Environment $url 6>&1').AddParameters(@{ module = (Get-StagedModulePath); key = $scanner; url = "$($practice.Url)" })

        # Reading it waits for the next object, and ends with the command.
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $waiting = $engine.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
        try {
            $org = $null
            foreach ($written in $output) {
                if ("$written" -match '^Go to (?<page>http\S+) and type the code (?<code>\S+)$') {
                    $null = Grant-PracticeAccess $practice $Matches.page $Matches.code
                }
                elseif ($written.PSObject.TypeNames -contains 'EcaTools.Core.Salesforce.EcaOrg') {
                    $org = $written
                }
            }
            $null = $engine.EndInvoke($waiting)
            "$($engine.Streams.Error)" | Should -BeNullOrEmpty
            $org.Username | Should -Be $practice.Username
            $org.LoginMethod | Should -Be Device
        }
        finally {
            $engine.Dispose()
        }
    }

    It 'logs no device in by a Connected App once Salesforce has retired that' {
        $later = Start-EcaPracticeOrg -Now 2026-12-01
        $null = $later | Connect-EcaOrg -Alias later
        $scanner = (Get-ConnectedApp Dock_Scanner -Org later).ConsumerKey
        $null = Connect-EcaOrg -Device -ClientId $scanner -Environment $later.Url -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -Be "OAuthRefused,$class"
        Disconnect-EcaOrg -Org later
        $later | Stop-EcaPracticeOrg
    }

    It 'logs in with a key on whatever day the org is' {
        $later = Start-EcaPracticeOrg -Now 2099-06-01
        $null = $later | Connect-EcaOrg -Alias later
        $caller = Add-CallerApp $later "$TestDrive/later"
        $org = Connect-EcaOrg -ClientId $caller.ConsumerKey -Username $later.Username -PrivateKeyPath $caller.Key.KeyPath -Environment $later.Url
        $org.LoginMethod | Should -Be JwtBearer
        Disconnect-EcaOrg -Org later
        Disconnect-EcaOrg -Org $org
        $later | Stop-EcaPracticeOrg
    }

    It 'makes a key with New-EcaCertificate that it takes, and tells that the app does not' {
        $made = New-EcaCertificate -Subject login -OutputPath (Join-Path $TestDrive cert) -PfxPassword (ConvertTo-Secret 'pfx-pw')
        $jwt = @{ ClientId = $app.ConsumerKey; Username = $practice.Username; Environment = $practice.Url }
        Get-Failure ($jwt + @{ PrivateKeyPath = $made.KeyPath }) | Should -Be CertificateNotAccepted
        Get-Failure ($jwt + @{ PrivateKeyPath = $made.PfxPath; Password = (ConvertTo-Secret 'pfx-pw') }) | Should -Be CertificateNotAccepted
        Get-Failure ($jwt + @{ PrivateKeyPath = $made.PfxPath; Password = (ConvertTo-Secret 'wrong') }) | Should -Be KeyPasswordWrong
        Get-Failure ($jwt + @{ PrivateKeyPath = $made.CertificatePath }) | Should -Be CertificateNotUsable
    }

    It 'shows the page of the browser login where there is no browser, with PKCE and a state, and gives up in time' {
        $null = Connect-EcaOrg -Browser -ClientId $app.ConsumerKey -Environment $practice.Url -CallbackUrl http://localhost:0/cb -TimeoutSeconds 1 -ErrorAction SilentlyContinue -ErrorVariable failure -InformationVariable said 6>$null
        "$said" | Should -Match '/services/oauth2/authorize\?response_type=code&client_id=.*&state=[\w-]{43}&code_challenge=[\w-]{43}&code_challenge_method=S256'
        $failure[0].FullyQualifiedErrorId | Should -Be "LoginNotCompleted,$class"
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
