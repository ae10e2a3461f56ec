BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $class = 'EcaTools.Commands.Deployment.PublishEcaMetadataCommand'
    'Billing', 'Portal' | ForEach-Object { $null = Add-AppFile $TestDrive/source $_ }
}

Describe 'Publish-EcaMetadata, of what holds consumer keys' {
    BeforeEach {
        $practice = Start-EcaPracticeOrg -Seed empty
        $null = $practice | Connect-EcaOrg -Alias keys
        $output = Join-Path $TestDrive "$([guid]::NewGuid())/force-app"
        $null = Get-ConnectedApp -Path $TestDrive/source | New-EcaMetadata -OutputPath $output
        $files = @{
            'namedCredentials/Legacy.namedCredential-meta.xml'     = '<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata"><endpoint>https://erp.example.com</endpoint><jwtIssuer>{{eca:Billing:consumerKey}}</jwtIssuer><label>Legacy</label><principalType>NamedUser</principalType><protocol>Jwt</protocol></NamedCredential>'
            'externalCredentials/Ext.externalCredential-meta.xml'  = '<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata"><authenticationProtocol>Jwt</authenticationProtocol><externalCredentialParameters><parameterName>iss</parameterName><parameterType>JwtBodyClaim</parameterType><parameterValue>{{eca:Billing:consumerKey}}</parameterValue></externalCredentialParameters><label>Ext</label></ExternalCredential>'
            'authproviders/SF.authprovider-meta.xml'               = '<AuthProvider xmlns="http://soap.sforce.com/2006/04/metadata"><consumerKey>{{eca:Portal:consumerKey}}</consumerKey><consumerSecret>{{eca:Portal:consumerSecret}}</consumerSecret><friendlyName>SF</friendlyName><providerType>Salesforce</providerType></AuthProvider>'
        }
        foreach ($file in $files.GetEnumerator()) {
            $path = Join-Path $output "main/default/$($file.Key)"
            $null = New-Item -ItemType Directory -Force (Split-Path $path)
            Set-Content $path $file.Value
        }
        $named = Join-Path $output main/default/namedCredentials/Legacy.namedCredential-meta.xml
    }

    AfterEach { Disconnect-EcaOrg -All; $practice | Stop-EcaPracticeOrg }

    It 'deploys a named credential, an external credential and an authentication provider to an empty org in one command' {
        $secret = ConvertTo-Secret ([guid]::NewGuid().ToString('n'))
        $made = Publish-EcaMetadata $output -ConsumerSecret @{ Portal = $secret }
        $made.Status | Should -Be Succeeded, Succeeded
        $made.ProblemCount | Should -Be 0, 0
        $made[0].Phases[-1].Components | Should -Be 'ExternalCredential Ext', 'NamedCredential Legacy'
        $made[1].Phases[-1].Components | Should -Be 'AuthProvider SF'
        $practice.Requests.Clear()
        (Publish-EcaMetadata $output).Status | Should -Be Unchanged, Unchanged
        $practice.Requests.Changes | Should -Be 0
    }

    It 'has the org check them with -ValidateOnly, before there is a key' {
        Set-Content $named ((Get-Content $named -Raw) -replace '<protocol>', '<noSuchElement>1</noSuchElement><protocol>')
        $checked = Publish-EcaMetadata $output -ValidateOnly -ErrorAction SilentlyContinue -ErrorVariable failure
        ($checked | Where-Object Name -EQ Billing).Status | Should -Be Failed
        "$failure" | Should -Match 'Legacy'
        Get-ExternalClientApp | Should -BeNullOrEmpty
    }

    It 'refuses what somebody changed in the org, and shows the field in the plan' {
        $secret = ConvertTo-Secret ([guid]::NewGuid().ToString('n'))
        $null = Publish-EcaMetadata $output -ConsumerSecret @{ Portal = $secret }
        Copy-Item $output "$output-theirs" -Recurse
        $theirs = $named.Replace($output, "$output-theirs")
        Set-Content $theirs ((Get-Content $theirs -Raw) -replace 'erp.example', 'moved.example')
        $null = Publish-EcaMetadata "$output-theirs" -Force -ConsumerSecret @{ Portal = $secret }
        $null = Publish-EcaMetadata $output -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId | Should -Be "ChangedInOrg,$class"
        "$failure" | Should -Match 'endpoint: https://moved.example.com -> https://erp.example.com'
        $plan = Publish-EcaMetadata $output -PlanOnly -Force -WarningAction SilentlyContinue
        ($plan.Components | Where-Object FullName -EQ Legacy).Changes | Should -Contain 'endpoint: https://moved.example.com -> https://erp.example.com'
    }

    It 'resumes after a session that ended in the middle' {
        $secret = ConvertTo-Secret ([guid]::NewGuid().ToString('n'))
        (Get-PracticeServer $practice).Faults.Add([EcaTools.PracticeOrg.Fault] @{ Kind = 'InvalidSession'; SoapOperation = 'deploy'; Nth = 3 })
        $null = Publish-EcaMetadata $output -ConsumerSecret @{ Portal = $secret } -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId | Should -BeLike 'SessionExpired,*'
        (Publish-EcaMetadata $output -ConsumerSecret @{ Portal = $secret }).ProblemCount | Should -Be 0, 0
        (Publish-EcaMetadata $output).Status | Should -Be Unchanged, Unchanged
    }

    It 'counts the components of a phase in its progress' {
        $shell = [powershell]::Create()
        $publish = {
            param($Module, $Practice, $Folder)
            Import-Module $Module
            $null = $Practice | Connect-EcaOrg -Alias progress
            Publish-EcaMetadata $Folder -Name Billing
        }
        $null = $shell.AddScript($publish).AddArgument((Get-StagedModulePath)).AddArgument($practice).AddArgument($output)
        $null = $shell.Invoke()
        $said = $shell.Streams.Progress.StatusDescription
        $shell.Dispose()
        # Only the newest state is shown if several come at once; the last one always is.
        @($said -match 'Dependents: \w+, \d+ of [1-9]\d* components').Count | Should -BeGreaterThan 0
    }
}

Describe 'An app that Salesforce''s own migration moved' {
    BeforeAll {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias moved
        (Get-PracticeServer $practice).Setup.MigrateToExternalClientApp('Customer_Portal')
    }

    AfterAll { Disconnect-EcaOrg moved; $practice | Stop-EcaPracticeOrg }

    It 'is shown with its External Client App in the inventory, and no other is' {
        $apps = Get-ConnectedApp
        ($apps | Where-Object MigratedTo).Name | Should -Be Customer_Portal
        ($apps | Where-Object MigratedTo).MigratedTo | Should -Be Customer_Portal
    }

    It 'is compared with the app that it became, with a warning' {
        $null = Get-ConnectedApp Customer_Portal | Compare-EcaMetadata -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'migrated to the External Client App Customer_Portal'
    }
}
