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
        $failure.FullyQualifiedErrorId | Should -Be "SecretInMetadataFile,$class"
        "$($failure[0])" | Should -Not -Match TOPSECRET
        $practice.Requests.Changes | Should -Be 0
    }

    It 'says that a file is missing' {
        Remove-Item $metadata[0].Files[1].Path
        { $metadata[0] | Publish-EcaMetadata -ErrorAction Stop } | Should -Throw -ErrorId "FileMissing,$class"
    }

    It 'says once that a folder is missing, with the apps that were not published' {
        $gone = 1..3 | ForEach-Object { $null = Add-AppFile $TestDrive/many "Many$_" }
        $gone = Get-ConnectedApp -Path $TestDrive/many | New-EcaMetadata -OutputPath $TestDrive/gone
        Remove-Item $TestDrive/gone -Recurse
        $gone | Publish-EcaMetadata -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -Be "FolderMissing,$class"
        "$failure" | Should -Match '3 apps were not published: Many1, Many2, Many3'
    }

    It 'takes up an app again whose answer was lost' {
        Add-PracticeFault $practice -Kind AnswerLost -SoapOperation deploy
        $null = $metadata[0] | Publish-EcaMetadata -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId | Should -Be "ChangeOutcomeUnknown,$class"
        ($metadata[0] | Publish-EcaMetadata).ConsumerKey | Should -Not -BeNullOrEmpty
        (Get-ExternalClientApp).Name | Should -Be Billing
    }

    It 'shows its deployments as a table' {
        Get-TableHeader ($metadata | Publish-EcaMetadata) | Should -Be Name, ConnectedApp, Status, Org, Problems, ConsumerKey
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
        { Publish-EcaMetadata -Path $TestDrive/bare -ErrorAction Stop } | Should -Throw -ErrorId NoExternalClientAppsFound*
        Copy-Item $TestDrive/folder $TestDrive/orphan -Recurse
        Remove-Item $TestDrive/orphan/main/default/externalClientApps/Finance_Reports.eca-meta.xml
        { Publish-EcaMetadata -Path $TestDrive/orphan -ErrorAction Stop } | Should -Throw -ErrorId OwnerMissing*
    }

    It 'refuses a folder that holds an app twice' {
        Copy-Item $TestDrive/folder $TestDrive/twice -Recurse
        $null = New-Item $TestDrive/twice/other -ItemType Directory
        Copy-Item $TestDrive/folder/main/default/externalClientApps/Finance_Reports.eca-meta.xml $TestDrive/twice/other
        { Publish-EcaMetadata -Path $TestDrive/twice -ErrorAction Stop } | Should -Throw -ErrorId AppInTwoFiles*
    }
}
