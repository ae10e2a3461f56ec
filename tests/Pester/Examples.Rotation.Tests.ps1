# The rotation runbooks in examples/, run as their service runs them: a managed identity and a key vault on loopback, the org a practice org.
BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    . $PSScriptRoot/KeyVault.ps1
    $examples = Join-Path $Root examples

    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias practice
    $admin = 'ada.moreau@harbourline.example.com'
    $login = New-EcaCertificate login -OutputPath "$TestDrive/keys"
    $null = Add-MachineApp Billing, Warehouse, Sales, Resumable, Nightly $admin $TestDrive
    $loginPair = Get-EcaCredential Rotation_ECA

    $vouching = Publish-JwtApp Vouching $login.Certificate $TestDrive/vouching

    $vault = Open-LoopbackVault
    $vault.Secrets['sf-rotation-login'] = @{ consumerKey = $loginPair.ConsumerKey; consumerSecret = [Net.NetworkCredential]::new('', $loginPair.Secret).Password } | ConvertTo-Json -Compress
    $environment = $env:IDENTITY_ENDPOINT, $env:IDENTITY_HEADER, $env:TF_BUILD, $env:KEYVAULT_TOKEN
    $env:IDENTITY_ENDPOINT, $env:IDENTITY_HEADER, $env:TF_BUILD, $env:KEYVAULT_TOKEN = "$($vault.Url)identity", $vault.IdentityHeader, $null, $null

    # What the vault's pair of an app accepts.
    function Test-VaultPair {
        param([string] $App)
        $held = $vault.Secrets["sf-$App"] | ConvertFrom-Json
        Test-Pair $practice $held.consumerKey $held.consumerSecret
    }

    # A second pair that somebody else staged is in the way of a rotation.
    function Add-StagedPair {
        param([string] $App)
        $headers = @{ Authorization = "Bearer $(Get-PlainToken $practice)" }
        $url = "$($practice.Url)services/data/v66.0/apps/oauth/credentials/$((Get-ExternalClientApp $App).Id)"
        $consumer = (Invoke-RestMethod $url -Headers $headers).consumers[0]
        $null = Invoke-RestMethod "$url/$($consumer.id)/staged" -Method Post -Body '{}' -ContentType application/json -Headers $headers
    }
}

AfterAll {
    $env:IDENTITY_ENDPOINT, $env:IDENTITY_HEADER, $env:TF_BUILD, $env:KEYVAULT_TOKEN = $environment
    Close-LoopbackVault $vault
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'examples/rotate-azure-automation.ps1' {
    BeforeAll {
        $arguments = @{ MyDomainUrl = $practice.Url; KeyVaultUrl = $vault.Url; JournalPath = "$TestDrive/automation" }
        $script = Join-Path $examples rotate-azure-automation.ps1
    }

    It 'rotates to the vault, and says so' {
        $results = & $script -App Billing, Warehouse @arguments
        $results.State | Should -Be Rotated, Rotated
        $results.App | Should -Be Billing, Warehouse
        'Billing', 'Warehouse' | ForEach-Object { Test-VaultPair $_ | Should -BeTrue }
    }

    It 'logs in as a user who may rotate and nothing else' {
        $user = $practice.Users | Where-Object Username -EQ (Get-ExternalClientApp Rotation_ECA).ClientCredentialsUser
        $user.PermissionSets | Should -Be Credential_Rotation
        $user.Profile | Should -Be Integration
    }

    It 'does nothing where nothing is due' {
        $puts = @($vault.Requests -like 'PUT*').Count
        (& $script -App Billing @arguments).State | Should -Be NotDue
        @($vault.Requests -like 'PUT*') | Should -HaveCount $puts
    }

    It 'fails the job where the vault refuses, before anything is staged, and the next one rotates' {
        $vault.Fail = 403
        try { { & $script -App Resumable @arguments } | Should -Throw '*Key Vault Secrets Officer*' } finally { $vault.Fail = 0 }
        (& $script -App Resumable @arguments).State | Should -Be Rotated
        Test-VaultPair Resumable | Should -BeTrue
    }

    It 'fails the job where somebody else is in the way, after the others were rotated' {
        Add-StagedPair Sales
        $results = [Collections.Generic.List[object]]::new()
        { & $script -App Sales, Billing @arguments | ForEach-Object { $results.Add($_) } } | Should -Throw '*needs a human*Sales*'
        ($results | Where-Object App -EQ Sales).State | Should -Be NeedsHuman
        ($results | Where-Object App -EQ Billing).State | Should -Be NotDue
    }

    It 'fails the job without the managed identity, before anything is changed' {
        $before = $practice.Requests.Changes
        $env:IDENTITY_HEADER = 'another'
        try { { & $script -App Billing @arguments } | Should -Throw } finally { $env:IDENTITY_HEADER = $vault.IdentityHeader }
        $practice.Requests.Changes | Should -Be $before
    }

    It 'shows no secret, and leaves no org connected of its own' {
        $said = & $script -App Billing, Warehouse @arguments -Verbose *>&1
        $text = Get-EveryRendering $said
        foreach ($json in $vault.Secrets.Values) { $text.Contains(($json | ConvertFrom-Json).consumerSecret) | Should -BeFalse }
        $text.Contains($vault.Token) | Should -BeFalse
        (Get-EcaOrg).Alias | Should -Be practice
    }
}

Describe 'examples/rotate-azure-devops.ps1' {
    BeforeAll {
        $arguments = @{ MyDomainUrl = $practice.Url; ClientId = $vouching.ConsumerKey; Username = $admin; PrivateKeyPath = $login.KeyPath; JournalPath = "$TestDrive/devops" }
        $script = Join-Path $examples rotate-azure-devops.ps1
    }

    AfterEach { $env:TF_BUILD, $env:KEYVAULT_TOKEN = $null, $null }

    It 'sets secret variables for the next steps, and the count for the next jobs, as the agent runs it' {
        $step = {
            param($Module, $Script, $Url, $ClientId, $Username, $KeyPath, $JournalPath)
            Import-Module $Module
            & $Script -App Nightly -MyDomainUrl $Url -ClientId $ClientId -Username $Username -PrivateKeyPath $KeyPath -JournalPath $JournalPath
        }
        $run = Invoke-ChildShell $step $script, $practice.Url, $vouching.ConsumerKey, $admin, $login.KeyPath, $arguments.JournalPath -Environment @{ TF_BUILD = 'True' }
        $run.Error | Should -BeExactly ''
        $run.ExitCode | Should -Be 0
        $lines = $run.Out.Trim() -split '\r?\n'
        $key = $lines -like '##vso`[task.setvariable variable=Nightly_KEY;issecret=true`]*' -replace '^[^\]]*\]'
        $pair = $lines -like '##vso`[task.setvariable variable=Nightly_SECRET;issecret=true`]*' -replace '^[^\]]*\]'
        # The app's own pair first, to see that the target accepts it; the agent keeps the last.
        $key | Should -HaveCount 2
        Test-Pair $practice $key[-1] $pair[-1] | Should -BeTrue
        $lines | Should -Contain '##vso[task.setvariable variable=ROTATED;isoutput=true]1'
        $lines[-2] | Should -BeLike 'Nightly * Rotated. *'
    }

    It 'with a vault, delivers there, and does nothing where nothing is due' {
        $env:TF_BUILD, $env:KEYVAULT_TOKEN = 'True', $vault.Token
        $null = & $script -App Warehouse @arguments -KeyVaultUrl $vault.Url -IfOlderThan 90d *>&1
        (& $script -App Nightly @arguments -KeyVaultUrl $vault.Url -IfOlderThan 90d)[0] | Should -BeLike 'Nightly *: Redelivered. *' -Because 'the vault does not have it yet'
        $said = & $script -App Nightly @arguments -KeyVaultUrl $vault.Url -IfOlderThan 90d
        $said[0] | Should -BeLike 'Nightly *: NotDue. *'
        $said | Should -Contain '##vso[task.setvariable variable=ROTATED;isoutput=true]0'
    }

    It 'names what needs a human as an error of the job, and fails it' {
        $env:TF_BUILD = 'True'
        $lines = [Collections.Generic.List[string]]::new()
        { & $script -App Sales @arguments | ForEach-Object { $lines.Add($_) } } | Should -Throw '*needs a human*'
        $lines -like '##vso`[task.logissue type=error`]Sales: *' | Should -HaveCount 1
    }

    It 'lets no name or text of the org be a logging command' {
        $said = & ([scriptblock]::Create(@"
            function Connect-EcaOrg { [pscustomobject] @{ Alias = 'x' } }
            function Disconnect-EcaOrg { }
            function Invoke-EcaKeyRotation {
                [CmdletBinding()] param([Parameter(ValueFromPipeline)] `$App, [switch] `$AzureDevOps, `$KeyVariable, `$SecretVariable, `$IfOlderThan, `$JournalPath, `$Org, [switch] `$Confirm)
                process { [pscustomobject] @{ App = 'A##vso[task.setvariable variable=PATH]x'; ConsumerName = '##[group]'; State = 'NeedsHuman'; NextStep = '##vso[task.complete]' } }
            }
            `$env:TF_BUILD = 'True'
            try { . '$script' -App A -MyDomainUrl https://x -ClientId x -Username x -PrivateKeyPath x -JournalPath x } catch { "`$_" }
"@))
        $said -match '##(vso)?\[' | Should -BeExactly $said[1..2]
        $said[1] | Should -BeExactly '##vso[task.setvariable variable=ROTATED;isoutput=true]0'
        $said[2] | Should -BeLike '##vso`[task.logissue type=error`]A# # vso`[*# # vso`[task.complete`]'
    }

    It 'speaks no logging command elsewhere' {
        $env:KEYVAULT_TOKEN = $vault.Token
        & $script -App Nightly @arguments -KeyVaultUrl $vault.Url | Where-Object { $_ -match '##vso' } | Should -BeNullOrEmpty
    }

    It 'is what azure-pipelines-rotation.yml runs' {
        $pipeline = Get-Content (Join-Path $examples azure-pipelines-rotation.yml) -Raw
        $line = [regex]::Match($pipeline, '(?m)^\s+\./examples/rotate-azure-devops\.ps1 .*$').Value
        $line | Should -Not -BeNullOrEmpty
        $known = (Get-Command $script).Parameters.Keys
        [regex]::Matches($line, '(?<= )-(?<name>[A-Za-z]+)') | ForEach-Object { $_.Groups['name'].Value | Should -BeIn $known }
        foreach ($name in (Get-Command $script).Parameters.Values | Where-Object { $_.Attributes.Mandatory } | ForEach-Object Name) { $line | Should -Match "-$name " }
        $pipeline | Should -Match '-IfOlderThan 90d'
    }
}
