BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $class = 'EcaTools.Commands.Deployment.PublishEcaMetadataCommand'
    'Billing', 'Portal' | ForEach-Object { $null = Add-AppFile $TestDrive/source $_ }
}

Describe 'Publish-EcaMetadata' {
    BeforeEach {
        $practice = Start-EcaPracticeOrg -Seed empty
        $null = $practice | Connect-EcaOrg -Alias practice
        $output = Join-Path $TestDrive ([guid]::NewGuid())
        $metadata = Get-ConnectedApp -Path $TestDrive/source | New-EcaMetadata -OutputPath $output
        $practice.Requests.Clear()
    }

    AfterEach {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'deploys apps and reads back the consumer keys that the org made' {
        $deployments = $metadata | Publish-EcaMetadata
        $deployments.Name | Should -Be Billing, Portal
        $deployments.Status | Should -Be Succeeded, Succeeded
        $deployments.ConnectedAppName | Should -Be Billing, Portal
        $deployments | ForEach-Object { $_.ConsumerKey | Should -Not -BeNullOrEmpty }
        $there = Get-ExternalClientApp
        $there.Name | Should -Be Billing, Portal
        $there.ConsumerKey | Should -Be $deployments.ConsumerKey
    }

    It 'sends no deploy request the second time' {
        $null = $metadata | Publish-EcaMetadata
        $practice.Requests.Clear()
        ($metadata | Publish-EcaMetadata).Status | Should -Be Unchanged, Unchanged
        $practice.Requests.Changes | Should -Be 0
    }

    It 'sends no changing request under -WhatIf' {
        $null = $metadata | Publish-EcaMetadata -WhatIf
        $practice.Requests.Changes | Should -Be 0
        Get-ExternalClientApp | Should -BeNullOrEmpty
    }

    It 'leaves nothing behind under -ValidateOnly' {
        ($metadata | Publish-EcaMetadata -ValidateOnly).Status | Should -Be Validated, Validated
        Get-ExternalClientApp | Should -BeNullOrEmpty
    }

    It 'goes on with the next app when one can not be deployed' {
        $file = $metadata[0].Files | Where-Object Type -EQ ExtlClntAppOauthSettings
        (Get-Content $file.Path -Raw) -replace 'Api', 'NoSuchScope' | Set-Content $file.Path
        $deployments = $metadata | Publish-EcaMetadata -ErrorAction SilentlyContinue -ErrorVariable failure
        ($deployments | Where-Object Status -EQ Succeeded).Name | Should -Be Portal
        @($failure).Count + @($deployments | Where-Object Status -EQ Failed).Count | Should -BeGreaterThan 0
        (Get-ExternalClientApp).Name | Should -Be Portal
    }

    It 'refuses a file that holds a consumer secret, and does not say it' {
        $file = $metadata[0].Files | Where-Object Type -EQ ExtlClntAppGlobalOauthSettings
        (Get-Content $file.Path -Raw) -replace '</ExtlClntAppGlobalOauthSettings>', '<consumerSecret>TOPSECRET</consumerSecret></ExtlClntAppGlobalOauthSettings>' | Set-Content $file.Path
        $null = $metadata[0] | Publish-EcaMetadata -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId | Should -Be "SecretInFile,$class"
        "$($failure[0])" | Should -Not -Match TOPSECRET
        $practice.Requests.Changes | Should -Be 0
    }

    It 'says that a file is missing' {
        Remove-Item $metadata[0].Files[1].Path
        { $metadata[0] | Publish-EcaMetadata -ErrorAction Stop } | Should -Throw -ErrorId "PathNotFound,$class"
    }

    It 'says once that a folder is missing, with the apps that were not published' {
        $gone = 1..3 | ForEach-Object { $null = Add-AppFile $TestDrive/many "Many$_" }
        $gone = Get-ConnectedApp -Path $TestDrive/many | New-EcaMetadata -OutputPath $TestDrive/gone
        Remove-Item $TestDrive/gone -Recurse
        $gone | Publish-EcaMetadata -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -Be "PathNotFound,$class"
        "$failure" | Should -Match '3 apps were not published: Many1, Many2, Many3'
    }

    It 'resumes an app again whose response was lost' {
        Add-PracticeFault $practice -Kind AnswerLost -SoapOperation deploy
        $null = $metadata[0] | Publish-EcaMetadata -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId | Should -Be "ChangeOutcomeUnknown,$class"
        ($metadata[0] | Publish-EcaMetadata).ConsumerKey | Should -Not -BeNullOrEmpty
        (Get-ExternalClientApp).Name | Should -Be Billing
    }

    It 'shows its deployments as a table' {
        Get-TableHeader ($metadata | Publish-EcaMetadata) | Should -Be Name, Status, Problems, ConsumerKey
    }
}

Describe 'Publish-EcaMetadata, of a folder' {
    BeforeAll {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias folder
        $null = Get-ConnectedApp Customer_Portal, Finance_Reports | New-EcaMetadata -OutputPath $TestDrive/folder
    }

    AfterAll { Disconnect-EcaOrg folder; $practice | Stop-EcaPracticeOrg }

    It 'publishes the app that is named, with what is in its files now' {
        $file = "$TestDrive/folder/main/default/externalClientApps/Customer_Portal.eca-meta.xml"
        (Get-Content $file -Raw).Replace('<label>Customer Portal</label>', '<label>Customer Portal ECA</label>') | Set-Content $file -NoNewline
        $deployment = Publish-EcaMetadata -Path $TestDrive/folder -Name Customer*
        $deployment.Name | Should -Be Customer_Portal
        $deployment.Status | Should -Be Succeeded
        (Get-ExternalClientApp Customer_Portal).Label | Should -Be 'Customer Portal ECA'
    }

    It 'publishes all apps of the folder' {
        (Publish-EcaMetadata -Path $TestDrive/folder).Status | Should -Be Unchanged, Succeeded
    }

    It 'sends no changing request under -WhatIf' {
        $before = $practice.Requests.Changes
        Publish-EcaMetadata -Path $TestDrive/folder -WhatIf | Should -BeNullOrEmpty
        $practice.Requests.Changes | Should -Be $before
    }

    It 'says when a name matches nothing' {
        Publish-EcaMetadata -Path $TestDrive/folder -Name Nobody -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId | Should -Be 'AppNotFound,EcaTools.Commands.Deployment.PublishEcaMetadataCommand'
    }

    It 'refuses a folder without apps, and a file whose app is missing' {
        $null = New-Item $TestDrive/bare -ItemType Directory
        { Publish-EcaMetadata -Path $TestDrive/bare -ErrorAction Stop } | Should -Throw -ErrorId NoAppsFound*
        Copy-Item $TestDrive/folder $TestDrive/orphan -Recurse
        Remove-Item $TestDrive/orphan/main/default/externalClientApps/Finance_Reports.eca-meta.xml
        { Publish-EcaMetadata -Path $TestDrive/orphan -ErrorAction Stop } | Should -Throw -ErrorId PathNotFound*
    }

    It 'refuses a folder that holds an app twice' {
        Copy-Item $TestDrive/folder $TestDrive/twice -Recurse
        $null = New-Item $TestDrive/twice/other -ItemType Directory
        Copy-Item $TestDrive/folder/main/default/externalClientApps/Finance_Reports.eca-meta.xml $TestDrive/twice/other
        { Publish-EcaMetadata -Path $TestDrive/twice -ErrorAction Stop } | Should -Throw -ErrorId DuplicateName*
    }
}

Describe 'Publish-EcaMetadata, of what somebody else made or changed' {
    BeforeAll {
        # Changes the callback URL of an app in the org, as a person does in Setup.
        function Edit-CallbackInOrg {
            param([string] $Name, [string] $Url)
            Copy-Item "$TestDrive/theirs" "$TestDrive/setup" -Recurse -Force
            $file = (Get-ChildItem "$TestDrive/setup" -Recurse -Filter "$($Name)_glbloauth*").FullName
            (Get-Content $file -Raw) -replace '(?s)(<callbackUrl>.*?)(</callbackUrl>)', "`$1`n$Url`$2" | Set-Content $file
            $null = Publish-EcaMetadata -Path "$TestDrive/setup" -Name $Name -Force
            Remove-Item "$TestDrive/setup" -Recurse
        }
    }

    BeforeEach {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias theirs
        Remove-Item $TestDrive/theirs, $TestDrive/.ecatools -Recurse -Force -ErrorAction Ignore
    }

    AfterEach { Disconnect-EcaOrg -All; $practice | Stop-EcaPracticeOrg }

    It 'keeps the callback that was added to a natively migrated app, and the user is warned' {
        $null = (Get-PracticeServer $practice).Setup.MigrateToExternalClientApp('Customer_Portal')
        $null = Get-ConnectedApp Customer_Portal | New-EcaMetadata -OutputPath $TestDrive/theirs
        Edit-CallbackInOrg Customer_Portal https://added.example.com
        Remove-Item $TestDrive/theirs -Recurse

        $assessment = Get-ConnectedApp Customer_Portal | Test-EcaBlocker
        $assessment.Verdict | Should -Be NeedsChange
        ($assessment.Findings | Where-Object RuleId -EQ ECA008).App | Should -Be Customer_Portal
        $null = $assessment | Where-Object CanMigrate | New-EcaMetadata -OutputPath $TestDrive/theirs |
            Publish-EcaMetadata -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId | Should -Be 'AppNotPublishedFromHere,EcaTools.Commands.Deployment.PublishEcaMetadataCommand'
        "$failure" | Should -Match 'callbackUrl: - https://added.example.com'
        "$failure" | Should -Match 'consumer key of the Connected App Customer_Portal'
        (Get-ExternalClientApp Customer_Portal).CallbackUrls | Should -Contain https://added.example.com
    }

    It 'replaces what a person changed with -Force alone' {
        $metadata = Get-ConnectedApp Customer_Portal | New-EcaMetadata -OutputPath $TestDrive/theirs
        $null = $metadata | Publish-EcaMetadata
        Edit-CallbackInOrg Customer_Portal https://added.example.com
        $null = $metadata | Publish-EcaMetadata -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId | Should -BeLike 'ChangedInOrg,*'
        (Get-ExternalClientApp Customer_Portal).CallbackUrls | Should -Contain https://added.example.com
        ($metadata | Publish-EcaMetadata -Force).Status | Should -Be Succeeded
        (Get-ExternalClientApp Customer_Portal).CallbackUrls | Should -Not -Contain https://added.example.com
    }

    It 'does not put back a certificate that was rotated, and -WhatIf says so' {
        $old = New-EcaCertificate -Subject CN=old -OutputPath $TestDrive/old
        $new = New-EcaCertificate -Subject CN=new -OutputPath $TestDrive/new
        $metadata = Get-ConnectedApp Route_Planner | New-EcaMetadata -OutputPath $TestDrive/theirs -Certificate $old.CertificatePath
        $null = $metadata | Publish-EcaMetadata
        $null = Get-ConnectedApp Route_Planner | New-EcaMetadata -OutputPath $TestDrive/rotated -Certificate $new.CertificatePath | Publish-EcaMetadata -Force
        $null = Publish-EcaMetadata -Path $TestDrive/theirs -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId | Should -BeLike 'CertificateChangedInOrg,*'
        "$failure" | Should -Match $new.Thumbprint
        (Publish-EcaMetadata -Path $TestDrive/theirs -AllowCertificateChange).Status | Should -Be Succeeded
    }
}

Describe 'Publish-EcaMetadata, before it acts' {
    BeforeAll {
        $said = (Invoke-ChildShell -ArgumentList $TestDrive, $TestDrive/source {
            param($Module, $Folder, $Source)
            Set-Location $Folder
            Import-Module $Module
            $null = Start-EcaPracticeOrg -Seed empty | Connect-EcaOrg -Alias preview
            $metadata = Get-ConnectedApp -Path $Source | New-EcaMetadata -OutputPath ./out
            '--- new'
            $metadata | Publish-EcaMetadata -WhatIf
            $null = $metadata | Publish-EcaMetadata
            '--- same'
            $metadata | Publish-EcaMetadata -WhatIf
            '--- asked nothing'
            ($metadata | Publish-EcaMetadata -Confirm).Status
            $file = (Get-ChildItem ./out -Recurse -Filter Billing_glbloauth*).FullName
            (Get-Content $file -Raw).Replace('/callback<', '/moved<') | Set-Content $file
            '--- changed'
            $metadata | Publish-EcaMetadata -WhatIf
            '--- end'
        }).Out
        function Get-Part { param([string] $From, [string] $To) [regex]::Match($said, "(?s)--- $From(.*?)--- $To").Groups[1].Value }
    }

    It 'lists the components of new apps' {
        Get-Part new same | Should -Match '(?s)What if: Publish Billing -> preview \(Practice\): 5 new components\s+\+ ExternalClientApplication Billing'
    }

    It 'says of an app that is the same that nothing changes, and asks nothing' {
        Get-Part same 'asked nothing' | Should -Match 'Publish Billing -> preview \(Practice\): no change'
        (Get-Part 'asked nothing' changed) -split '\s+' | Where-Object { $_ } | Should -Be Unchanged, Unchanged
    }

    It 'lists what would change field by field' {
        $part = Get-Part changed end
        $part | Should -Match 'Publish Billing -> preview \(Practice\): 1 change\s+GlobalOauthSettings.callbackUrl: \+ https://app.example.com/Billing/moved, - https://app.example.com/Billing/callback'
        $part | Should -Match 'Publish Portal -> preview \(Practice\): no change'
    }
}

Describe 'Publish-EcaMetadata, when the org lacks what the files name or refuses the policies' {
    BeforeEach {
        $practice = Start-EcaPracticeOrg -Seed empty
        $null = $practice | Connect-EcaOrg -Alias bare
        $metadata = Get-ConnectedApp -Path $TestDrive/source | New-EcaMetadata -OutputPath (Join-Path $TestDrive ([guid]::NewGuid()))
        $file = ($metadata[0].Files | Where-Object Type -EQ ExtlClntAppOauthConfigurablePolicies).Path
    }

    AfterEach { Disconnect-EcaOrg -All; $practice | Stop-EcaPracticeOrg }

    It 'names all of it at once and sends nothing' {
        (Get-Content $file -Raw).Replace('</ExtlClntAppOauthConfigurablePolicies>', "    <commaSeparatedPermissionSet>One,Two</commaSeparatedPermissionSet>`n    <executeHandlerAs>nobody@example.com</executeHandlerAs>`n</ExtlClntAppOauthConfigurablePolicies>") | Set-Content $file
        $deployment = $metadata[0] | Publish-EcaMetadata -ErrorAction SilentlyContinue -ErrorVariable failure
        $deployment.Status | Should -Be Failed
        $failure.FullyQualifiedErrorId | Should -BeLike 'ReferencesNotFound,*'
        "$failure" | Should -Match "'One'.*'Two'.*'nobody@example.com'"
        Get-ExternalClientApp | Should -BeNullOrEmpty
    }

    It 'leaves the app switched off, and says so' {
        (Get-Content $file -Raw) -replace '<refreshTokenPolicyType>.*', "<refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>`n    <refreshTokenValidityPeriod>0</refreshTokenValidityPeriod>" | Set-Content $file
        $deployment = $metadata[0] | Publish-EcaMetadata -ErrorAction SilentlyContinue -ErrorVariable failure
        $deployment.Status | Should -Be Partial
        $failure.FullyQualifiedErrorId | Should -BeLike 'DeployedInPart,*'
        $deployment.OrgState | Should -Match 'is in bare and switched off'
        $failure.ErrorDetails.RecommendedAction | Should -Be $deployment.NextStep
        (Get-ExternalClientApp).IsEnabled | Should -BeFalse
    }
}

Describe 'Publish-EcaMetadata, of paths as they are written' {
    BeforeAll {
        $practice = Start-EcaPracticeOrg -Seed empty
        $null = $practice | Connect-EcaOrg -Alias paths
        $folder = Join-Path $TestDrive 'pa th [1] ünï'
        $null = Get-ConnectedApp -Path $TestDrive/source | New-EcaMetadata -OutputPath $folder
    }

    AfterAll { Disconnect-EcaOrg paths; $practice | Stop-EcaPracticeOrg }

    It 'takes a folder with brackets by -LiteralPath, and from Get-Item' {
        (Publish-EcaMetadata -LiteralPath $folder).Status | Should -Be Succeeded, Succeeded
        (Get-Item -LiteralPath $folder | Publish-EcaMetadata).Status | Should -Be Unchanged, Unchanged
    }

    It 'names -LiteralPath only if it would help' {
        Publish-EcaMetadata -Path $folder -ErrorAction SilentlyContinue -ErrorVariable failure
        Publish-EcaMetadata -Path $TestDrive/none -ErrorAction SilentlyContinue -ErrorVariable +failure
        Publish-EcaMetadata -LiteralPath "$TestDrive/none [1]" -ErrorAction SilentlyContinue -ErrorVariable +failure
        $failure.FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
        @($failure.ErrorDetails.RecommendedAction -match 'use -LiteralPath').Count | Should -Be 1
    }

    It 'does not follow links to folders' -Skip:$IsWindows {
        # Pester itself follows the links in its TestDrive.
        $loop = [System.IO.Directory]::CreateTempSubdirectory('eca-loop-').FullName
        try {
            Copy-Item -LiteralPath $folder $loop/out -Recurse
            $null = New-Item -ItemType SymbolicLink -Path $loop/out/a -Target $loop
            $null = New-Item -ItemType SymbolicLink -Path $loop/out/b -Target $loop
            (Publish-EcaMetadata -Path $loop/out).Name | Should -Be Billing, Portal
            Compare-EcaMetadata -Path $loop | Should -BeNullOrEmpty
        }
        finally {
            [System.IO.File]::Delete("$loop/out/a")
            [System.IO.File]::Delete("$loop/out/b")
            [System.IO.Directory]::Delete($loop, $true)
        }
    }
}

Describe 'Publish-EcaMetadata with a plan' {
    BeforeEach {
        $practice = Start-EcaPracticeOrg -Seed empty
        $null = $practice | Connect-EcaOrg -Alias practice
        $output = Join-Path $TestDrive "$([guid]::NewGuid())/force-app"
        $metadata = Get-ConnectedApp -Path $TestDrive/source | New-EcaMetadata -OutputPath $output
        $planFile = Join-Path (Split-Path $output) plan.json
        $practice.Requests.Clear()
    }

    AfterEach {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'writes the plan to a file and deploys nothing' {
        $plan = Publish-EcaMetadata $output -PlanOnly -PlanPath $planFile
        $plan.CreateCount | Should -Be 12
        $plan.Apps | Should -Be Billing, Portal
        $practice.Requests.Changes | Should -Be 0
        (Get-Content $planFile -Raw | ConvertFrom-Json).orgId | Should -Be (Get-EcaOrg).OrgId
    }

    It 'carries out the plan of a file, and the plan itself' {
        $plan = Publish-EcaMetadata $output -PlanOnly -PlanPath $planFile
        (Publish-EcaMetadata $output -Plan $planFile).Status | Should -Be Succeeded, Succeeded
        (Publish-EcaMetadata $output -Plan $plan).Status | Should -Be Unchanged, Unchanged
    }

    It 'refuses a plan when a file says something else, and names the file' {
        $null = Publish-EcaMetadata $output -PlanOnly -PlanPath $planFile
        $file = ($metadata[0].Files | Where-Object Type -EQ ExternalClientApplication).Path
        (Get-Content $file -Raw) -replace 'owner@example.com', 'other@example.com' | Set-Content $file
        Publish-EcaMetadata $output -Plan $planFile -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -Be "PlanOutdated,$class"
        $failure[0].Exception.Message | Should -BeLike '*ExternalClientApplication Billing*'
        $practice.Requests.Changes | Should -Be 0
    }

    It 'refuses the plan of another org' {
        $null = Publish-EcaMetadata $output -PlanOnly -PlanPath $planFile
        (Get-Content $planFile -Raw) -replace '"orgId": "[^"]+"', '"orgId": "00D000000000001AAA"' | Set-Content $planFile
        Publish-EcaMetadata $output -Plan $planFile -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -Be "WrongOrg,$class"
    }

    It 'refuses parameters that contradict a plan' {
        { Publish-EcaMetadata $output -PlanPath $planFile } | Should -Throw -ErrorId "ParametersConflict,$class"
        { Publish-EcaMetadata $output -Plan $planFile -Force } | Should -Throw -ErrorId "ParametersConflict,$class"
        { Publish-EcaMetadata $output -ConsumerSecret @{ Billing = 'plain' } } | Should -Throw -ErrorId "ParameterInvalid,$class"
    }

    It 'deploys all apps in two deploys, and a validation by its id in none' {
        $validated = Publish-EcaMetadata $output -ValidateOnly
        $ids = $validated.ValidatedId | Select-Object -Unique
        @($ids).Count | Should -Be 1
        (Publish-EcaMetadata $output -ValidatedId $ids).Status | Should -Be Succeeded, Succeeded
        (Get-ExternalClientApp).Name | Should -Be Billing, Portal
    }

    It 'publishes none of the apps with -Atomic if the org refuses one' {
        $file = $metadata[0].Files | Where-Object Type -EQ ExtlClntAppOauthSettings
        (Get-Content $file.Path -Raw) -replace 'Api', 'NoSuchScope' | Set-Content $file.Path
        $deployments = Publish-EcaMetadata $output -Atomic -ErrorAction SilentlyContinue -ErrorVariable failure
        $deployments.Status | Should -Be Failed, Failed
        $deployments[0].Problems.ErrorId | Should -Contain ScopeNotValid
        Get-ExternalClientApp | Should -BeNullOrEmpty
    }

    It 'deploys a named credential with the new key, and the secret from the org, in one command' {
        $folder = Join-Path $output main/default
        $null = New-Item -ItemType Directory -Force $folder/namedCredentials, $folder/authproviders
        $named = Join-Path $folder namedCredentials/Erp.namedCredential-meta.xml
        @'
<?xml version="1.0" encoding="UTF-8"?>
<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <endpoint>https://erp.example.com</endpoint>
    <jwtIssuer>{{eca:Billing:consumerKey}}</jwtIssuer>
    <label>Erp</label>
    <principalType>NamedUser</principalType>
    <protocol>Jwt</protocol>
</NamedCredential>
'@ | Set-Content $named
        @'
<?xml version="1.0" encoding="UTF-8"?>
<AuthProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    <consumerKey>{{eca:Billing:consumerKey}}</consumerKey>
    <consumerSecret>{{eca:Billing:consumerSecret}}</consumerSecret>
    <friendlyName>SF</friendlyName>
    <providerType>Salesforce</providerType>
</AuthProvider>
'@ | Set-Content (Join-Path $folder authproviders/SF.authprovider-meta.xml)
        $secret = [guid]::NewGuid().ToString('n')
        $all = Publish-EcaMetadata $output -ConsumerSecret @{ Billing = ConvertTo-Secret $secret } -Debug -Verbose *>&1
        $billing = $all | Where-Object { $_.Name -eq 'Billing' -and $_.ConsumerKey }
        $billing.Phases.Name | Should -Be Definition, Policies, Dependents
        $billing.Status | Should -Be Succeeded
        $all | Out-String -Width 500 | Should -Not -Match $secret
        Get-EveryRendering $billing | Should -Not -Match $secret
        Get-ChildItem $output -Recurse -File | Get-Content -Raw | Should -Not -Match $secret
        Get-Content $named -Raw | Should -BeLike '*{{eca:Billing:consumerKey}}*'
        $practice.Requests.Clear()
        (Publish-EcaMetadata $output -ConsumerSecret @{ Billing = ConvertTo-Secret $secret }).Status | Should -Be Unchanged, Unchanged
        $practice.Requests.Changes | Should -Be 0
    }
}
