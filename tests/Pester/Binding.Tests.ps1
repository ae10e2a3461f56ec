# How names and objects bind to every cmdlet: what does not bind selects nothing, and a name that is not a name is refused.
BeforeDiscovery {
    . $PSScriptRoot/Import-StagedModule.ps1
    $commands = (Get-Module EcaTools).ExportedCmdlets.Values
    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters

    # Each parameter that takes text, or objects: what it selects by must never be nothing by mistake.
    $nullable = foreach ($command in $commands) {
        foreach ($parameter in $command.Parameters.Values | Where-Object Name -NotIn $common) {
            $type = $parameter.ParameterType.IsArray ? $parameter.ParameterType.GetElementType() : $parameter.ParameterType
            if (-not $type.IsValueType) { @{ Command = $command.Name; Parameter = $parameter.Name; IsText = $type -eq [string] } }
        }
    }

    # A list of usage rows may be empty: nobody uses the apps, or nothing was read.
    $nullable = $nullable | Where-Object { "$($_.Command) $($_.Parameter)" -ne 'Test-EcaBlocker Usage' }

    # An empty list of scopes is an expectation: none may be granted.
    $texts = $nullable | Where-Object { $_.IsText -and $_.Parameter -ne 'ExpectedScope' }

    # The cmdlets that run without any argument, so that input which does not bind must not make them list everything.
    $listing = $commands | Where-Object {
        $_.ParameterSets | Where-Object { -not ($_.Parameters | Where-Object IsMandatory) }
    } | Where-Object Verb -NE Start | ForEach-Object { @{ Command = $_.Name } }
}

BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias practice
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'A parameter that takes text or objects' {
    It 'refuses $null: <Command> -<Parameter>' -ForEach $nullable {
        $arguments = @{ $Parameter = $null }
        { & $Command @arguments } | Should -Throw -ErrorId 'ParameterArgument*'
    }

    It 'refuses an empty text: <Command> -<Parameter>' -ForEach $texts {
        $arguments = @{ $Parameter = '' }
        { & $Command @arguments } | Should -Throw -ErrorId 'Parameter*'
    }
}

Describe 'A cmdlet that lists everything without arguments' {
    It 'lists nothing where the pipeline brings nothing, $null or what does not bind: <Command>' -ForEach $listing {
        (Get-PracticeServer $practice).Requests.Clear()
        @() | & $Command -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $null | & $Command -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        [object]::new() | & $Command -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        (Get-PracticeServer $practice).Requests.Count | Should -Be 0
        @(Get-EcaOrg).Count | Should -Be 1
    }
}

Describe 'A typo' {
    It 'rotates nothing where it is piped to a reading cmdlet and on to a rotation' {
        'Warehouse_EC' | Get-ExternalClientApp -ErrorAction SilentlyContinue | Invoke-EcaKeyRotation -PassThru -WhatIf -InformationVariable preview | Should -BeNullOrEmpty
        $preview | Should -BeNullOrEmpty
        $name = $null
        { Get-ExternalClientApp -Name $name | Invoke-EcaKeyRotation -PassThru -WhatIf } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        [pscustomobject]@{ Wrong = 'Warehouse_ECA' } | Get-ExternalClientApp -ErrorAction SilentlyContinue | Invoke-EcaKeyRotation -PassThru -WhatIf | Should -BeNullOrEmpty
        $practice.Requests.Changes | Should -Be 0
    }

    It 'reads the app that is named, where the name is right' {
        ('Warehouse_ECA' | Get-ExternalClientApp).Name | Should -Be Warehouse_ECA
        (Get-ConnectedApp Customer_Portal | Get-ExternalClientApp -ErrorAction SilentlyContinue -ErrorVariable failure) | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -Be 'AppNotFound,EcaTools.Commands.Inventory.GetExternalClientAppCommand'
    }

    It 'is an error of its own where it names an org: <Command>' -ForEach @(
        @{ Command = 'Get-ConnectedApp'; Arguments = @{} }
        @{ Command = 'Get-ConnectedAppUsage'; Arguments = @{} }
        @{ Command = 'Get-ExternalClientApp'; Arguments = @{} }
        @{ Command = 'Get-EcaAccessToken'; Arguments = @{} }
        @{ Command = 'Test-EcaOrg'; Arguments = @{} }
        @{ Command = 'Disconnect-EcaOrg'; Arguments = @{} }
        @{ Command = 'Select-EcaOrg'; Arguments = @{} }
        @{ Command = 'Find-EcaConsumerKey'; Arguments = @{} }
        @{ Command = 'Get-EcaCredential'; Arguments = @{ App = 'x' } }
        @{ Command = 'Compare-EcaMetadata'; Arguments = @{ Path = '.' } }
    ) {
        { & $Command -Org nope -ErrorAction Stop @Arguments } | Should -Throw -ErrorId 'OrgNotFound,*' -ExpectedMessage "*'nope'*"
    }
}

Describe 'The current org' {
    It 'is what Select-EcaOrg selects, and what -NoDefault leaves' {
        $other = Start-EcaPracticeOrg -Seed empty
        $null = $other | Connect-EcaOrg -Alias other -NoDefault
        (Get-EcaOrg -Current).Alias | Should -Be practice
        Select-EcaOrg other
        (Get-EcaOrg -Current).Alias | Should -Be other
        Get-ConnectedApp | Should -BeNullOrEmpty
        (Get-EcaOrg practice | Select-EcaOrg -PassThru).Alias | Should -Be practice
        { Select-EcaOrg nope } | Should -Throw -ErrorId 'OrgNotFound,*'
        $gone = Get-EcaOrg other
        Disconnect-EcaOrg other
        { Select-EcaOrg $gone -ErrorAction Stop } | Should -Throw -ErrorId 'OrgNotFound,*'
        $other | Stop-EcaPracticeOrg
    }
}

Describe 'A copy out of a job or a file' {
    BeforeAll {
        function Get-Copy($Item) { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($Item, 3)) }
        $app = Get-ConnectedApp Legacy_Billing
        $eca = Get-ExternalClientApp Warehouse_ECA
    }

    It 'binds where its name is enough' {
        (Get-Copy $eca | Get-ExternalClientApp).Name | Should -Be Warehouse_ECA
        (Get-Copy $eca | Get-EcaCredential).App | Should -Be Warehouse_ECA
        Get-Copy $eca | Invoke-EcaKeyRotation -PassThru -WhatIf | Should -BeNullOrEmpty
        (Get-Copy $eca | Test-EcaOAuthFlow UserAgent).Name | Should -Be Warehouse_ECA
        (Get-Copy $app | Get-ConnectedApp).Name | Should -Be Legacy_Billing
        (Get-Copy $app | Get-ConnectedAppUsage -Source LoginHistory).AppName | Select-Object -Unique | Should -Be Legacy_Billing
        (Get-ConnectedApp Legacy_Billing -Org (Get-Copy (Get-EcaOrg))).Name | Should -Be Legacy_Billing
    }

    It 'is refused with the command that reads it again, where all of it is needed: <Command>' -ForEach @(
        @{ Command = 'Test-EcaBlocker'; Arguments = @{} }
        @{ Command = 'New-EcaMetadata'; Arguments = @{ OutputPath = './none' } }
        @{ Command = 'Compare-EcaMetadata'; Arguments = @{} }
        @{ Command = 'Find-EcaConsumerKey'; Arguments = @{ Path = '.' } }
    ) {
        { Get-Copy $app | & $Command -ErrorAction Stop @Arguments } | Should -Throw -ExpectedMessage "*copy from a job*Get-ConnectedApp 'Legacy_Billing'*"
    }

    It 'tells of other objects how to get them again' {
        { Get-Copy ($app | Test-EcaBlocker) | Get-EcaMigrationWave -ErrorAction Stop } | Should -Throw -ExpectedMessage '*Test-EcaBlocker*'
        { Get-Copy $practice | Connect-EcaOrg -ErrorAction Stop } | Should -Throw -ExpectedMessage '*Start-EcaPracticeOrg*'
        Get-Copy $practice | Stop-EcaPracticeOrg -ErrorAction SilentlyContinue
        (Get-ConnectedApp Legacy_Billing).Name | Should -Be Legacy_Billing
    }
}

Describe 'What New-EcaCertificate and Get-EcaCredential write' {
    It 'is taken wherever a certificate or a credential is' {
        $caller = Add-CallerApp $practice $TestDrive/caller -Name Bound
        $byKey = Connect-EcaOrg -ClientId $caller.ConsumerKey -Username $practice.Username -Certificate $caller.Key -Environment $practice.Url -Alias bykey -NoDefault
        $byKey.LoginMethod | Should -Be JwtBearer
        (Connect-EcaOrg -Credential (Get-EcaCredential Bound) -Environment $practice.Url -Alias bysecret -NoDefault).LoginMethod | Should -Be ClientCredentials
        (Get-EcaOrg -Current).Alias | Should -Be practice
        'bykey', 'bysecret' | Get-EcaOrg | Disconnect-EcaOrg
        $null = Add-AppFile $TestDrive/renew Renewed -OAuth "        <certificate>$(Get-Content -Raw $caller.Key.CertificatePath)</certificate>"
        $files = (Get-ConnectedApp -Path $TestDrive/renew | New-EcaMetadata -OutputPath $TestDrive/renewed -Certificate $caller.Key).Files
        $files.Count | Should -BeGreaterThan 0
        "$($caller.Key)" | Should -Be 'CN=Bound'
    }
}
