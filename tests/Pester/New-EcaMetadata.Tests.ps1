BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $class = 'EcaTools.Commands.Metadata.NewEcaMetadataCommand'
    $null = Add-AppFile $TestDrive/source Billing -OAuth '        <consumerSecret>0123456789ABCDEFTOPSECRET</consumerSecret>'
    $null = Add-AppFile $TestDrive/source Portal
    $apps = Get-ConnectedApp -Path $TestDrive/source
    $billing = $apps | Where-Object Name -EQ Billing

    function Get-FileState([string] $Folder) {
        Get-ChildItem $Folder -Recurse -File -Force | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks) $((Get-FileHash $_).Hash)" }
    }
}

Describe 'New-EcaMetadata' {
    It 'writes the five files of an app and package.xml, all of which any tool can deploy' {
        $metadata = $billing | New-EcaMetadata -OutputPath $TestDrive/five
        $metadata.Name | Should -Be Billing
        $metadata.ConnectedAppName | Should -Be Billing
        $metadata.Changed | Should -BeTrue
        $metadata.Files.Type | Sort-Object | Should -Be ('ExternalClientApplication', 'ExtlClntAppConfigurablePolicies', 'ExtlClntAppGlobalOauthSettings', 'ExtlClntAppOauthConfigurablePolicies', 'ExtlClntAppOauthSettings')
        $metadata.Files | ForEach-Object { $_.Path | Should -Exist }
        [xml] $package = Get-Content $TestDrive/five/package.xml -Raw
        $package.Package.types.Count | Should -Be 5
        "$TestDrive/five/.forceignore" | Should -Not -Exist
    }

    It 'writes the SAML policies of an app that has SAML alone, and says what it loses below API version 63.0' {
        $null = New-Item -ItemType Directory $TestDrive/saml
        @'
<?xml version="1.0" encoding="UTF-8"?>
<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    <label>Wiki</label>
    <profileName>Standard User</profileName>
    <samlConfig>
        <acsUrl>https://wiki.example.com/acs</acsUrl>
        <entityUrl>https://wiki.example.com</entityUrl>
        <samlSubjectType>Username</samlSubjectType>
    </samlConfig>
</ConnectedApp>
'@ | Set-Content $TestDrive/saml/Wiki.connectedApp-meta.xml
        $metadata = Get-ConnectedApp -Path $TestDrive/saml | New-EcaMetadata -OutputPath $TestDrive/saml-out
        $metadata.Losses | Should -BeNullOrEmpty
        [xml] $saml = Get-Content ($metadata.Files | Where-Object Type -EQ ExtlClntAppSamlConfigurablePolicies).Path -Raw
        $saml.ExtlClntAppSamlConfigurablePolicies.acsUrl | Should -Be https://wiki.example.com/acs
        $saml.ExtlClntAppSamlConfigurablePolicies.commaSeparatedProfile | Should -Be 'Standard User'

        $old = Get-ConnectedApp -Path $TestDrive/saml | New-EcaMetadata -OutputPath $TestDrive/saml-old -ApiVersion 62
        $old.Losses.Field | Sort-Object | Should -Be 'profileName[0]', samlConfig.acsUrl, samlConfig.entityUrl, samlConfig.samlSubjectType
        $old.Losses.Action | Should -BeLike '*63.0*'
    }

    It 'takes apps and assessments from the pipeline' {
        ($apps | New-EcaMetadata $TestDrive/apps).Name | Should -Be Billing, Portal
        ($apps | Test-EcaBlocker | New-EcaMetadata -OutputPath $TestDrive/assessments).Name | Should -Be Billing, Portal
    }

    It 'says what the files do not carry' {
        $metadata = $billing | New-EcaMetadata -OutputPath $TestDrive/losses
        $metadata.Losses.Field | Should -Be 'oauthConfig.consumerSecret'
        $metadata.Losses.App | Should -Be Billing
        foreach ($loss in $metadata.Losses) { $loss.Reason, $loss.Action | Should -Not -BeNullOrEmpty }
    }

    It 'writes a secret nowhere' {
        $metadata = $billing | New-EcaMetadata -OutputPath $TestDrive/secret -Verbose *>&1
        Get-EveryRendering $metadata | Should -Not -Match 'TOPSECRET'
        Get-ChildItem $TestDrive/secret -Recurse -File -Force | Select-String TOPSECRET | Should -BeNullOrEmpty
    }

    It 'writes nothing under -WhatIf' {
        $apps | New-EcaMetadata -OutputPath $TestDrive/whatif -WhatIf
        "$TestDrive/whatif" | Should -Not -Exist
    }

    It 'changes no file the second time, and says so' {
        $null = $apps | New-EcaMetadata -OutputPath $TestDrive/twice
        $before = Get-FileState $TestDrive/twice
        ($apps | New-EcaMetadata -OutputPath $TestDrive/twice).Changed | Should -Be $false, $false
        Get-FileState $TestDrive/twice | Should -Be $before
    }

    It 'leaves what someone edited, says so, and brings the rest up to date; -Force replaces it' {
        $path = ($billing | New-EcaMetadata -OutputPath $TestDrive/edited).Files[0].Path
        (Get-Content $path -Raw) -replace '<label>[^<]*', '<label>Mine' -replace '(?=    <isProtected>)', "    <!-- ours -->`n" | Set-Content $path -NoNewline
        $metadata = $billing | New-EcaMetadata -OutputPath $TestDrive/edited -DistributionState Packaged
        $metadata.DriftCount | Should -Be 1
        $metadata.Drift[0].File | Should -Be $path
        $metadata.Drift[0].Element, $metadata.Drift[0].Theirs | Should -Be 'label', 'Mine'
        Get-Content $path -Raw | Should -Match '(?s)<distributionState>Packaged.*<!-- ours -->.*<label>Mine'
        $forced = $billing | New-EcaMetadata -OutputPath $TestDrive/edited -Force
        $forced.Changed, $forced.DriftCount | Should -Be $true, 0
        Get-Content $path -Raw | Should -Not -Match 'Mine|ours'
    }

    It 'does the other apps where a file of one can not be read' {
        $path = ($billing | New-EcaMetadata -OutputPath $TestDrive/broken).Files[0].Path
        Set-Content $path '<broken'
        $metadata = $apps | New-EcaMetadata -OutputPath $TestDrive/broken -ErrorAction SilentlyContinue -ErrorVariable failure
        $metadata.Name | Should -Be Portal
        $failure.FullyQualifiedErrorId | Should -Be "MalformedXml,$class"
        Get-Content $path | Should -Be '<broken'
    }

    It 'says under -WhatIf what would be new, changed and kept' {
        $null = $billing | New-EcaMetadata -OutputPath $TestDrive/said
        $log = Join-Path $TestDrive said.log
        $null = Start-Transcript $log
        try { $apps | New-EcaMetadata -OutputPath $TestDrive/said -WhatIf } finally { $null = Stop-Transcript }
        $text = Get-Content $log -Raw
        $text | Should -Match 'Billing -> Billing in .*\(5 files kept\)'
        $text | Should -Match 'Portal -> Portal in .*\(5 files new\)'
    }

    It 'writes metadata format that the other cmdlets read' {
        $metadata = $apps | New-EcaMetadata -OutputPath $TestDrive/mdapi -Format Mdapi
        $metadata[0].Files[0].Path | Should -Be (Join-Path $TestDrive mdapi/externalClientApps/Billing.eca)
        "$TestDrive/mdapi/.forceignore" | Should -Not -Exist
        Test-EcaMetadata $TestDrive/mdapi | Where-Object Severity -EQ Error | Should -BeNullOrEmpty
        $org = Start-EcaPracticeOrg -Seed empty | Connect-EcaOrg
        try {
            (Publish-EcaMetadata -Path $TestDrive/mdapi).Status | Should -Be Succeeded, Succeeded
            Compare-EcaMetadata -Path $TestDrive/mdapi | Should -BeNullOrEmpty
            (Publish-EcaMetadata -Path $TestDrive/mdapi).Status | Should -Be Unchanged, Unchanged
        }
        finally { $org | Disconnect-EcaOrg }
    }

    It 'makes names and labels from patterns, and notes a label that two apps share' {
        $metadata = $billing | New-EcaMetadata -OutputPath $TestDrive/pattern -NamePattern '{Name}_ECA' -LabelPattern '{Label} (ECA)'
        $metadata.Name | Should -Be Billing_ECA
        $metadata.Notes | Should -Not -Match 'login history'
        Get-Content $metadata.Files[0].Path -Raw | Should -Match '<label>.* \(ECA\)</label>'
        @(($billing | New-EcaMetadata -OutputPath $TestDrive/nopattern).Notes -match 'login history').Count | Should -Be 1
        { $billing | New-EcaMetadata -OutputPath $TestDrive/bad -NamePattern '{What}' -ErrorAction Stop } | Should -Throw -ErrorId "ParameterInvalid,$class"
    }

    It 'refuses options that contradict each other before it writes anything: <Options>' -ForEach @(
        @{ Options = @{ Name = 'A'; NamePattern = '{Name}' } }
        @{ Options = @{ ScopePolicy = 'Explicit' } }
        @{ Options = @{ ScopePolicy = 'Minimize'; Scope = 'Api' } }
        @{ Options = @{ Packageable = $true; DistributionState = 'Local' } }
        @{ Options = @{ CallbackUrl = 'https://a' } }
    ) {
        { $billing | New-EcaMetadata -OutputPath $TestDrive/contradiction @Options } | Should -Throw -ErrorId "ParametersConflict,$class"
        "$TestDrive/contradiction" | Should -Not -Exist
    }

    It 'keeps the scopes that are named, and completes them' {
        $metadata = $billing | New-EcaMetadata -OutputPath $TestDrive/scopes -Scope refresh_token
        Get-Content ($metadata.Files | Where-Object Type -EQ ExtlClntAppOauthSettings).Path -Raw | Should -Match '<commaSeparatedOauthScopes>RefreshToken<'
        (TabExpansion2 'New-EcaMetadata -Scope ref').CompletionMatches.CompletionText | Should -Be RefreshToken
        (TabExpansion2 'New-EcaMetadata -For c').CompletionMatches.CompletionText | Should -Be Claude, Cursor, ChatGPT, Custom
    }

    It 'renews a certificate from a file, from text and from an object, and refuses a private key' {
        $key = [System.Security.Cryptography.RSA]::Create(2048)
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=renewed', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $certificate = $request.CreateSelfSigned([DateTimeOffset] '2001-01-01Z', [DateTimeOffset] '2099-01-01Z')
        $pem = $certificate.ExportCertificatePem()
        Set-Content $TestDrive/new.crt $pem
        Set-Content $TestDrive/both.pem "$pem`n$($key.ExportPkcs8PrivateKeyPem())"
        $null = Add-AppFile $TestDrive/signed Signed -OAuth "        <certificate>$([Convert]::ToBase64String($certificate.RawData).Substring(0, 40))</certificate>"
        $signed = Get-ConnectedApp -Path $TestDrive/signed
        foreach ($form in "$TestDrive/new.crt", $pem, $certificate, (Get-Item $TestDrive/new.crt)) {
            $metadata = $signed | New-EcaMetadata -OutputPath $TestDrive/renewed -Certificate $form -Force
            Get-Content ($metadata.Files | Where-Object Type -EQ ExtlClntAppGlobalOauthSettings).Path -Raw | Should -Match ([regex]::Escape($pem.Trim()))
            Get-ChildItem $TestDrive/renewed -Recurse -File | Select-String 'PRIVATE KEY' | Should -BeNullOrEmpty
        }
        { $signed | New-EcaMetadata -OutputPath $TestDrive/key -Certificate $TestDrive/both.pem } | Should -Throw -ErrorId "SecretInFile,$class"
        "$TestDrive/key" | Should -Not -Exist
    }

    It 'makes an app for MCP clients, new or from a Connected App' {
        $metadata = New-EcaMetadata -OutputPath $TestDrive/mcp -For Claude, ChatGPT -CallbackUrl https://chatgpt.com/connector/oauth/1 -Name Mcp -LabelPattern 'MCP clients' -ContactEmail admin@example.com
        $metadata.ConnectedAppName | Should -BeNullOrEmpty
        $metadata.Losses | Should -BeNullOrEmpty
        $metadata.Notes | Should -BeNullOrEmpty
        $global = Get-Content ($metadata.Files | Where-Object Type -EQ ExtlClntAppGlobalOauthSettings).Path -Raw
        $global | Should -Match 'https://claude.ai/api/mcp/auth_callback\s+https://claude.com/api/mcp/auth_callback\s+https://chatgpt.com/connector/oauth/1<'
        $global | Should -Match '<isPkceRequired>true<'
        Test-EcaMetadata $TestDrive/mcp | Where-Object Severity -EQ Error | Should -BeNullOrEmpty
        ($billing | New-EcaMetadata -OutputPath $TestDrive/mcp2 -For Cursor).Name | Should -Be Billing
        { New-EcaMetadata -OutputPath $TestDrive/mcp3 -For ChatGPT -Name Mcp -ContactEmail a@b.c -ErrorAction Stop } | Should -Throw -ErrorId "ParameterMissing,$class"
        { New-EcaMetadata -OutputPath $TestDrive/mcp3 -For Nobody -Name Mcp -ContactEmail a@b.c } | Should -Throw -ErrorId "ParameterInvalid,$class"
        "$TestDrive/mcp3" | Should -Not -Exist
    }

    It 'lays a package out and adds it to the project' {
        $metadata = $billing | New-EcaMetadata -OutputPath $TestDrive/project/force-app -Packageable
        $metadata.Files.Type | Where-Object { $_ -notmatch 'Polic|Global' } | Should -HaveCount 2
        $metadata.Files | ForEach-Object { $_.Path | Should -Exist }
        $project = Get-Content $TestDrive/project/sfdx-project.json -Raw | ConvertFrom-Json
        $project.packageDirectories.path | Should -Be force-app, force-app-unpackaged
        "$TestDrive/project/.forceignore" | Should -Not -Exist
        Get-Content $metadata.Files[0].Path -Raw | Should -Match '<distributionState>Packaged<'
    }

    It 'gives one name to one app only' {
        $metadata = $apps | New-EcaMetadata -OutputPath $TestDrive/named -Name Renamed -ErrorAction SilentlyContinue -ErrorVariable failure
        $metadata.Name | Should -Be Renamed
        $metadata.ConnectedAppName | Should -Be Billing
        $failure.FullyQualifiedErrorId | Should -Be "ParametersConflict,$class"
        $failure[0].TargetObject | Should -Be Portal
    }

    It 'refuses an API version that it does not know' {
        { $billing | New-EcaMetadata -OutputPath $TestDrive/old -ApiVersion 30 -ErrorAction Stop } | Should -Throw -ErrorId "ApiVersionNotSupported,$class"
        "$TestDrive/old" | Should -Not -Exist
    }

    It 'shows what it wrote as a table' {
        Get-TableHeader ($billing | New-EcaMetadata -OutputPath $TestDrive/table) | Should -Be Name, Files, Losses, Drift, Changed, OutputPath
    }
}

Describe 'New-EcaMetadata, stopped or in parallel' {
    BeforeAll {
        # Runs a script in a PowerShell of its own, in a folder of its own with four Connected Apps.
        function Invoke-InFolder {
            param([string] $Name, [string] $Script)
            $folder = (New-Item -ItemType Directory "$TestDrive/$Name").FullName
            'A1', 'A2', 'A3', 'A4' | ForEach-Object { $null = Add-AppFile "$folder/src" $_ }
            $null = Invoke-ChildShell ([scriptblock]::Create("param(`$Module)`nSet-Location '$folder'`nImport-Module `$Module`n$Script"))
            $folder
        }

        # What the next run finds of the apps that were written: nothing is drift, and the new URL is in.
        function Get-DriftOfNextRun {
            param([string] $Folder)
            Get-ChildItem "$Folder/src" | ForEach-Object { (Get-Content $_ -Raw).Replace('/callback<', '/moved<') | Set-Content $_ -NoNewline }
            $null = Get-ConnectedApp -Path "$Folder/src" | New-EcaMetadata -OutputPath "$Folder/out" -OutVariable again
            $again.Drift
            Get-ChildItem "$Folder/out" -Recurse -Filter *glbloauth* | ForEach-Object { Get-Content $_ -Raw | Should -Match '/moved<' }
        }
    }

    It 'keeps its notes and package.xml when the pipeline is stopped by <Name>' -ForEach @(
        @{ Name = 'Select-Object -First'; Then = ' | Select-Object -First 2'; Written = 2 }
        @{ Name = 'a throw downstream'; Then = ' | ForEach-Object { if ($_.Name -eq "A3") { throw "stop" } }'; Written = 3 }
        @{ Name = '-ErrorAction Stop downstream'; Then = ' | ForEach-Object { if ($_.Name -eq "A2") { Write-Error stop -ErrorAction Stop } }'; Written = 2 }
        @{ Name = 'the end of its process'; Then = ' | ForEach-Object { if ($_.Name -eq "A3") { [Environment]::FailFast("killed") } }'; Written = 3 }
    ) {
        $folder = Invoke-InFolder "stop $($Name -replace '\W')" "Get-ConnectedApp -Path ./src | New-EcaMetadata -OutputPath ./out$Then"
        @(Get-Content $folder/.ecatools/out.jsonl).Count | Should -Be $Written
        [xml] $package = Get-Content $folder/out/package.xml -Raw
        @(($package.Package.types | Where-Object name -EQ ExternalClientApplication).members).Count | Should -Be $Written
        Get-DriftOfNextRun $folder | Should -BeNullOrEmpty
        Get-ChildItem $folder/out, $folder/.ecatools -Recurse -Force -Filter *.tmp | Should -BeNullOrEmpty
    }

    It 'keeps its notes and package.xml when Ctrl+C stops it' {
        # Ctrl+C stops a pipeline as PowerShell.Stop does.
        $folder = Invoke-InFolder 'ctrl-c' @'
$reached = [System.Threading.ManualResetEventSlim]::new()
$shell = [powershell]::Create()
$null = $shell.AddScript({
        param($Module, $Folder, $Reached)
        Import-Module $Module
        Get-ConnectedApp -Path $Folder/src | New-EcaMetadata -OutputPath $Folder/out | ForEach-Object { if ($_.Name -eq 'A2') { $Reached.Set(); Wait-Event } }
    }).AddArgument($Module).AddArgument("$PWD").AddArgument($reached)
$null = $shell.BeginInvoke()
$reached.Wait()
$shell.Stop()
'@
        @(Get-Content $folder/.ecatools/out.jsonl).Count | Should -Be 2
        Get-DriftOfNextRun $folder | Should -BeNullOrEmpty
    }

    It 'loses nothing of apps that are written to one folder in parallel' {
        $folder = Invoke-InFolder parallel @'
Get-ConnectedApp -Path ./src | ForEach-Object -ThrottleLimit 4 -Parallel { Import-Module $using:Module; $_ | New-EcaMetadata -OutputPath ./out }
'@
        @(Get-Content $folder/.ecatools/out.jsonl).Count | Should -Be 4
        [xml] $package = Get-Content $folder/out/package.xml -Raw
        @(($package.Package.types | Where-Object name -EQ ExternalClientApplication).members).Count | Should -Be 4
        Get-DriftOfNextRun $folder | Should -BeNullOrEmpty
    }

    It 'loses nothing of several processes that write to one folder' {
        $folder = (New-Item -ItemType Directory $TestDrive/processes).FullName
        $running = foreach ($name in 'A1', 'A2', 'A3') {
            $path = Add-AppFile "$folder/src" $name
            Open-ChildShell { param($Module, $Path, $Output) Import-Module $Module; Get-ConnectedApp -Path $Path | New-EcaMetadata -OutputPath $Output } $path, "$folder/out"
        }
        $running | ForEach-Object { (Receive-ChildShell $_).ExitCode | Should -Be 0 }
        @(Get-Content $folder/.ecatools/out.jsonl).Count | Should -Be 3
        [xml] $package = Get-Content $folder/out/package.xml -Raw
        @(($package.Package.types | Where-Object name -EQ ExternalClientApplication).members).Count | Should -Be 3
        Get-DriftOfNextRun $folder | Should -BeNullOrEmpty
    }
}

Describe 'New-EcaMetadata, of names in files' {
    BeforeAll {
        $null = New-Item -ItemType Directory "$TestDrive/names/force-app/main/default/permissionsets"
        Set-Content "$TestDrive/names/sfdx-project.json" '{}'
        $path = Add-AppFile "$TestDrive/names/force-app/main/default/connectedApps" Billing
        (Get-Content $path -Raw).Replace('</ConnectedApp>', "    <permissionSetName>Billing_Access</permissionSetName>`n    <permissionSetName>Billing Users</permissionSetName>`n</ConnectedApp>") | Set-Content $path
        function Add-PermissionSet {
            param([string] $Name, [string] $Label)
            Set-Content "$TestDrive/names/force-app/main/default/permissionsets/$Name.permissionset-meta.xml" "<PermissionSet xmlns=`"http://soap.sforce.com/2006/04/metadata`"><label>$Label</label></PermissionSet>"
        }
    }

    It 'does not take a label for an API name, and says what to do' {
        $metadata = Get-ConnectedApp -Path $path | New-EcaMetadata -OutputPath $TestDrive/names/alone
        $metadata.Losses.Field | Should -Be 'permissionSetName[0]', 'permissionSetName[1]'
        $metadata.Losses.App | Should -Be Billing, Billing
        $metadata.Losses[0].Action | Should -Match permissionset-meta.xml
        Get-ChildItem $TestDrive/names/alone -Recurse -Filter *ecaOauthPlcy* | Select-String Billing_Access | Should -BeNullOrEmpty
    }

    It 'finds permission sets of the project by their labels' {
        Add-PermissionSet Finance Billing_Access
        Add-PermissionSet Billing_Users 'Billing Users'
        $metadata = Get-ConnectedApp -Path $path | New-EcaMetadata -OutputPath $TestDrive/names/found
        $metadata.Losses | Should -BeNullOrEmpty
        Get-ChildItem $TestDrive/names/found -Recurse -Filter *ecaOauthPlcy* | Get-Content -Raw | Should -Match '<commaSeparatedPermissionSet>Finance,Billing_Users<'
    }

    It 'tells of the new consumer key in a note and not in a loss' {
        (Get-ConnectedApp -Path $path | New-EcaMetadata -OutputPath $TestDrive/names/found).Notes | Should -Contain 'oauthConfig.consumerKey 3MVG9Billing: Consumer keys are unique across Salesforce. The org generates a new one for the External Client App while the Connected App lives. After Publish-EcaMetadata, give every caller the new consumer key.'
    }
}
