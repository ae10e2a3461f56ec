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
    It 'writes the five files of an app, package.xml and a .forceignore entry' {
        $metadata = $billing | New-EcaMetadata -OutputPath $TestDrive/five
        $metadata.Name | Should -Be Billing
        $metadata.ConnectedAppName | Should -Be Billing
        $metadata.Changed | Should -BeTrue
        $metadata.Files.Type | Sort-Object | Should -Be ('ExternalClientApplication', 'ExtlClntAppConfigurablePolicies', 'ExtlClntAppGlobalOauthSettings', 'ExtlClntAppOauthConfigurablePolicies', 'ExtlClntAppOauthSettings')
        $metadata.Files | ForEach-Object { $_.Path | Should -Exist }
        [xml] $package = Get-Content $TestDrive/five/package.xml -Raw
        $package.Package.types.Count | Should -Be 5
        Get-Content $TestDrive/five/.forceignore -Raw | Should -Match 'extlClntAppGlobalOauthSets'
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

    It 'says what the files do not carry, the consumer key always' {
        $metadata = $billing | New-EcaMetadata -OutputPath $TestDrive/losses
        $metadata.Losses.Field | Should -Contain 'oauthConfig.consumerKey'
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
        $metadata.Notes | Should -BeNullOrEmpty
        Get-Content $metadata.Files[0].Path -Raw | Should -Match '<label>.* \(ECA\)</label>'
        ($billing | New-EcaMetadata -OutputPath $TestDrive/nopattern).Notes | Should -Match 'login history'
        { $billing | New-EcaMetadata -OutputPath $TestDrive/bad -NamePattern '{What}' -ErrorAction Stop } | Should -Throw -ErrorId "InvalidPattern,$class"
    }

    It 'refuses options that contradict each other before it writes anything: <Options>' -ForEach @(
        @{ Options = @{ Name = 'A'; NamePattern = '{Name}' } }
        @{ Options = @{ ScopePolicy = 'Explicit' } }
        @{ Options = @{ ScopePolicy = 'Minimize'; Scope = 'Api' } }
        @{ Options = @{ Packageable = $true; DistributionState = 'Local' } }
        @{ Options = @{ CallbackUrl = 'https://a' } }
    ) {
        { $billing | New-EcaMetadata -OutputPath $TestDrive/contradiction @Options } | Should -Throw -ErrorId "OptionsContradict,$class"
        "$TestDrive/contradiction" | Should -Not -Exist
    }

    It 'keeps the scopes that are named, and completes them' {
        $metadata = $billing | New-EcaMetadata -OutputPath $TestDrive/scopes -Scope refresh_token
        Get-Content ($metadata.Files | Where-Object Type -EQ ExtlClntAppOauthSettings).Path -Raw | Should -Match '<commaSeparatedOauthScopes>RefreshToken<'
        (TabExpansion2 'New-EcaMetadata -Scope ref').CompletionMatches.CompletionText | Should -Be RefreshToken
        (TabExpansion2 'New-EcaMetadata -For c').CompletionMatches.CompletionText | Should -Be Claude, Cursor, ChatGPT
    }

    It 'renews a certificate from a file, from text and from an object, and refuses a private key' {
        $key = [System.Security.Cryptography.RSA]::Create(2048)
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=renewed', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $certificate = $request.CreateSelfSigned([DateTimeOffset]::UtcNow, [DateTimeOffset]::UtcNow.AddYears(1))
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
        { $signed | New-EcaMetadata -OutputPath $TestDrive/key -Certificate $TestDrive/both.pem } | Should -Throw -ErrorId "PrivateKeyInCertificate,$class"
        "$TestDrive/key" | Should -Not -Exist
    }

    It 'makes an app for MCP clients, new or from a Connected App' {
        $metadata = New-EcaMetadata -OutputPath $TestDrive/mcp -For Claude, ChatGPT -CallbackUrl https://chatgpt.com/connector/oauth/1 -Name Mcp -LabelPattern 'MCP clients' -ContactEmail admin@example.com
        $metadata.ConnectedAppName | Should -BeNullOrEmpty
        $metadata.Losses | Should -BeNullOrEmpty
        $metadata.Notes | Should -BeNullOrEmpty
        $global = Get-Content ($metadata.Files | Where-Object Type -EQ ExtlClntAppGlobalOauthSettings).Path -Raw
        $global | Should -Match 'https://claude.ai/api/mcp/auth_callback\s+https://chatgpt.com/connector/oauth/1<'
        $global | Should -Match '<isPkceRequired>true<'
        Test-EcaMetadata $TestDrive/mcp | Where-Object Severity -EQ Error | Should -BeNullOrEmpty
        ($billing | New-EcaMetadata -OutputPath $TestDrive/mcp2 -For Cursor).Name | Should -Be Billing
        { New-EcaMetadata -OutputPath $TestDrive/mcp3 -For ChatGPT -Name Mcp -ContactEmail a@b.c -ErrorAction Stop } | Should -Throw -ErrorId "CallbackUrlMissing,$class"
        { New-EcaMetadata -OutputPath $TestDrive/mcp3 -For Nobody -Name Mcp -ContactEmail a@b.c } | Should -Throw -ErrorId "UnknownProfile,$class"
        "$TestDrive/mcp3" | Should -Not -Exist
    }

    It 'lays a package out and adds it to the project' {
        $metadata = $billing | New-EcaMetadata -OutputPath $TestDrive/project/force-app -Packageable
        $metadata.Files.Type | Where-Object { $_ -notmatch 'Polic|Global' } | Should -HaveCount 2
        $metadata.Files | ForEach-Object { $_.Path | Should -Exist }
        $project = Get-Content $TestDrive/project/sfdx-project.json -Raw | ConvertFrom-Json
        $project.packageDirectories.path | Should -Be force-app, force-app-unpackaged
        Get-Content $TestDrive/project/.forceignore -Raw | Should -Match extlClntAppGlobalOauthSets
        Get-Content $metadata.Files[0].Path -Raw | Should -Match '<distributionState>Packaged<'
    }

    It 'gives one name to one app only' {
        $metadata = $apps | New-EcaMetadata -OutputPath $TestDrive/named -Name Renamed -ErrorAction SilentlyContinue -ErrorVariable failure
        $metadata.Name | Should -Be Renamed
        $metadata.ConnectedAppName | Should -Be Billing
        $failure.FullyQualifiedErrorId | Should -Be "OneNameForManyApps,$class"
        $failure[0].TargetObject | Should -Be Portal
    }

    It 'refuses an API version that it does not know' {
        { $billing | New-EcaMetadata -OutputPath $TestDrive/old -ApiVersion 30 -ErrorAction Stop } | Should -Throw -ErrorId "UnsupportedApiVersion,$class"
        "$TestDrive/old" | Should -Not -Exist
    }

    It 'shows what it wrote as a table' {
        Get-TableHeader ($billing | New-EcaMetadata -OutputPath $TestDrive/table) | Should -Be Name, ConnectedApp, Files, Losses, Drift, OutputPath
    }
}
