# Logins and tests of flows in a process of their own, whose every file and stream is then searched for what they were given and what they got.
BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $script = {
        param($Module, $Fixtures, $Folder)
        $null = Start-Transcript (Join-Path $Folder transcript.txt) -IncludeInvocationHeader
        Import-Module $Module
        . $Fixtures
        $practice = Start-EcaPracticeOrg
        $practice | Connect-EcaOrg
        $app = Add-CallerApp $practice (Join-Path $Folder app)
        $credential = Get-AppCredential $practice $app
        # From here on all that cmdlets can say is shown. Before, Invoke-RestMethod would show its headers.
        $ErrorActionPreference = $VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = 'Continue'
        $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($app.Key.PfxPath, (ConvertTo-Secret pfx-password))
        $made = 'consumer-wrong/secret+1', 'refresh-token=of nobody', 'aPrxcode==of&nobody', 'code-verifier-of-nobody-0123456789', 'subject.token.of-nobody', 'users-pass"word<', '00D000000000001!not.a.token'
        $wrong, $refresh, $code, $verifier, $subject, $password, $ended = $made | ForEach-Object { ConvertTo-Secret $_ }
        $wrongPair = [pscredential]::new($app.ConsumerKey, $wrong)
        $there = @{ Environment = "$($practice.Url)" }

        # Logins that succeed and logins that fail.
        Connect-EcaOrg -Credential $credential @there -Alias machine
        Connect-EcaOrg -Credential $wrongPair @there
        Connect-EcaOrg -ClientId $app.ConsumerKey -Username $practice.Username -PrivateKeyPath $app.Key.PfxPath -Password (ConvertTo-Secret pfx-password) @there -Alias jwt
        Connect-EcaOrg -ClientId $app.ConsumerKey -Username $practice.Username -PrivateKeyPath $app.Key.PfxPath -Password $wrong @there
        Connect-EcaOrg -ClientId $app.ConsumerKey -RefreshToken $refresh -ClientSecret $credential.Password @there
        Connect-EcaOrg -AuthUrl (ConvertTo-Secret "force://$($app.ConsumerKey):$($made[0]):$($made[4])@$($practice.Url.Authority)")
        Connect-EcaOrg -InstanceUrl $practice.Url -AccessToken $ended
        Get-EcaOrg
        Get-EcaOrg | Format-List * -Force
        Get-EcaOrg | ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue
        $token = Get-EcaAccessToken -Org machine
        $token
        Get-EcaAccessToken -Org jwt | Format-List * -Force
        $token | ConvertTo-Json -WarningAction SilentlyContinue

        # A token that is refused while it is used, and its renewal.
        Add-PracticeFault $practice -Kind InvalidSession
        Get-ExternalClientApp $app.Name -Org machine | Format-List * -Force

        $everything = @{
            Flow = [enum]::GetValues([EcaTools.Core.Salesforce.OAuth.OAuthFlow]); Certificate = $certificate; Username = $practice.Username; RefreshToken = $refresh
            SubjectToken = $subject; SubjectTokenType = 'urn:ietf:params:oauth:token-type:jwt'; UserCredential = [pscredential]::new($practice.Username, $password); IncludeNegative = $true; Verbose = $true; Debug = $true
        }
        foreach ($pair in $credential, $wrongPair) {
            $results = $app | Test-EcaOAuthFlow @everything -Credential $pair
            $results
            $results | Format-List * -Force
            $results.Steps | Format-List * -Force
            $results | ConvertTo-Json -Depth 6 -WarningAction SilentlyContinue
            $results | Export-Clixml (Join-Path $Folder "results-$($pair.GetHashCode()).xml") -Depth 6
            $results.Steps | Export-Csv (Join-Path $Folder "steps-$($pair.GetHashCode()).csv")
        }
        $app | Test-EcaOAuthFlow -Flow WebServer -AuthorizationCode $code -CodeVerifier $verifier -Credential $credential | Format-List * -Force
        # -FailOn ends a script, as it must in a pipeline.
        try { $app | Test-EcaOAuthFlow -Flow ClientCredentials -Credential $wrongPair -FailOn Failed } catch { $_ }
        Get-History | Format-List *
        $Error | Format-List * -Force
        Get-Error -Newest 30
        $null = Stop-Transcript
        $tokens = $token, (Get-EcaAccessToken -Org jwt), $practice.AccessToken | ForEach-Object { ConvertFrom-SecureString -AsPlainText $_ }
        "HIDDEN:$($made + $tokens + 'pfx-password' + $credential.GetNetworkCredential().Password | ConvertTo-Json -Compress)"
    }
    $folder = (New-Item -ItemType Directory (Join-Path $TestDrive all)).FullName
    $file = Join-Path $TestDrive run.ps1
    Set-Content $file $script
    $names = 'TMPDIR', 'TEMP', 'TMP', 'HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'CI'
    $before = @{}
    foreach ($name in $names) { $before[$name] = [System.Environment]::GetEnvironmentVariable($name) }
    try {
        foreach ($name in $names) { [System.Environment]::SetEnvironmentVariable($name, $folder) }
        $shown = Get-PwshPath | ForEach-Object { & $_ -NoProfile -NonInteractive -File $file (Get-StagedModulePath) "$PSScriptRoot/Fixtures.ps1" $folder 2>&1 }
    }
    finally {
        foreach ($name in $names) { [System.Environment]::SetEnvironmentVariable($name, $before[$name]) }
    }
    $text = ($shown | Where-Object { "$_" -notlike 'HIDDEN:*' } | Out-String -Width 1000) -replace '\x1b\[[0-9;]*m'
    $hidden = "$($shown | Where-Object { "$_" -like 'HIDDEN:*' })" -replace '^HIDDEN:' | ConvertFrom-Json

    # All files but the key, which is a secret's own place.
    $files = Get-ChildItem $folder -Recurse -File -Force | Where-Object FullName -NotMatch '[\\/]key[\\/]'
}

Describe 'Connect-EcaOrg, Get-EcaAccessToken and Test-EcaOAuthFlow' {
    It 'were seen at work: good and bad logins, and every flow' {
        $text | Should -Match 'invalid client credentials'
        $text | Should -Match 'LoginMethod\s+: ClientCredentials'
        $text | Should -Match 'expired access/refresh token'
        foreach ($flow in [enum]::GetNames([EcaTools.Core.Salesforce.OAuth.OAuthFlow])) { $text | Should -Match "Flow\s+: $flow" }
        Get-Content -Raw (Join-Path $folder transcript.txt) | Should -Match WrongSecret
        $hidden | Should -HaveCount 12
        $files.Count | Should -BeGreaterThan 6
    }

    It 'show no secret, token, code, assertion, password or key in a stream, a transcript, an error, the history or a file' {
        $places = @{ streams = $text }
        foreach ($one in $files) { $places[$one.FullName] = Get-Content -Raw $one.FullName }
        $found = foreach ($place in $places.Keys) {
            foreach ($secret in $hidden) {
                foreach ($spelled in $secret, [uri]::EscapeDataString($secret), [System.Net.WebUtility]::HtmlEncode($secret)) {
                    if ("$($places[$place])".Contains($spelled)) { "$place holds $secret" }
                }
            }

            # What an access token, a refresh token, a code and a signed JWT look like.
            if ($places[$place] -cmatch '00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{9}|5Aep861\w{9}|aPrx\w{40}|eyJhbGciOiJSUzI1NiJ9|BEGIN [A-Z ]*PRIVATE KEY') { "$place holds '$($Matches[0])'" }
        }
        $found | Should -BeNullOrEmpty
    }
}
