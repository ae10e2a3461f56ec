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

Describe 'Get-ExternalClientApp' {
    It 'reads the apps of the org with their flows and consumer keys' {
        $apps = Get-ExternalClientApp
        $apps.Name | Should -Contain Warehouse_ECA
        $apps.Name | Should -Contain Billing_ECA
        foreach ($app in $apps) {
            $app.Flows | Should -Contain ClientCredentials
            $app.ClientCredentialsUser, $app.ConsumerKey | Should -Not -BeNullOrEmpty
            $app.OrgAlias | Should -Be practice
        }
    }

    It 'takes wildcards, in whatever case' {
        (Get-ExternalClientApp ware*).Name | Should -Be Warehouse_ECA
        (Get-ExternalClientApp BILLING_eca).Name | Should -Be Billing_ECA
    }

    It 'says which name the org does not have' {
        { Get-ExternalClientApp NoSuchApp -ErrorAction Stop } | Should -Throw -ErrorId 'AppNotFound,EcaTools.Commands.Inventory.GetExternalClientAppCommand'
    }

    It 'changes nothing, and asks for no secret' {
        $practice.Requests.Changes | Should -Be 0
        $practice.Requests.Entries.Path -match 'credentials' | Should -BeNullOrEmpty
    }

    It 'shows its apps as a table' {
        Get-TableHeader (Get-ExternalClientApp) | Should -Be Name, Enabled, PermittedUsers, Flows
    }
}
