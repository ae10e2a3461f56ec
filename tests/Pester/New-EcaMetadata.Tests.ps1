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

    It 'leaves a file alone that someone edited, and does the other apps; -Force replaces it' {
        $path = ($billing | New-EcaMetadata -OutputPath $TestDrive/edited).Files[0].Path
        Add-Content $path '<!-- mine -->'
        $metadata = $apps | New-EcaMetadata -OutputPath $TestDrive/edited -ErrorAction SilentlyContinue -ErrorVariable failure
        $metadata.Name | Should -Be Portal
        $failure.FullyQualifiedErrorId | Should -Be "FileExists,$class"
        $failure[0].CategoryInfo.Category | Should -Be ResourceExists
        Get-Content $path -Raw | Should -Match 'mine'
        ($billing | New-EcaMetadata -OutputPath $TestDrive/edited -Force).Changed | Should -BeTrue
        Get-Content $path -Raw | Should -Not -Match 'mine'
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
        Get-TableHeader ($billing | New-EcaMetadata -OutputPath $TestDrive/table) | Should -Be Name, ConnectedApp, Api, Files, Losses, OutputPath
    }
}
