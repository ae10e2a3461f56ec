BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg -Seed empty
    'uat', 'uat 2', 'prod' | ForEach-Object { $null = $practice | Connect-EcaOrg -Alias $_ }
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Get-EcaOrg' {
    It 'lists the connected orgs by alias' {
        (Get-EcaOrg).Alias | Should -Be prod, uat, 'uat 2'
    }

    It 'takes wildcards and several aliases' {
        (Get-EcaOrg UAT*).Alias | Should -Be uat, 'uat 2'
        (Get-EcaOrg prod, uat).Alias | Should -Be prod, uat
    }

    It 'says which alias is not connected, and gives the others' {
        $found = Get-EcaOrg prod, dev -ErrorAction SilentlyContinue -ErrorVariable failure
        $found.Alias | Should -Be prod
        $failure.FullyQualifiedErrorId | Should -Be 'OrgNotFound,EcaTools.Commands.Connection.GetEcaOrgCommand'
        $failure[0].TargetObject | Should -Be dev
        Get-EcaOrg dev* | Should -BeNullOrEmpty
    }

    It 'asks the org nothing' {
        $count = $practice.Requests.Count
        $null = Get-EcaOrg
        $practice.Requests.Count | Should -Be $count
    }

    It 'has its aliases completed wherever -Org is, quoted where they need it' {
        (Get-Completion 'Get-ConnectedApp -Org ').CompletionText | Should -Be prod, uat, "'uat 2'"
        (Get-Completion 'Get-ExternalClientApp -Org u').CompletionText | Should -Be uat, "'uat 2'"
        (Get-Completion 'Publish-EcaMetadata -Org p').ListItemText | Should -Be prod
    }

    It 'is what -Org takes, as an object or an alias' {
        { Get-ExternalClientApp -Org (Get-EcaOrg prod) -ErrorAction Stop } | Should -Not -Throw
        { Get-ExternalClientApp -Org prod -ErrorAction Stop } | Should -Not -Throw
        { Get-ExternalClientApp -Org dev -ErrorAction Stop } | Should -Throw -ErrorId 'OrgNotFound,EcaTools.Commands.Inventory.GetExternalClientAppCommand'
    }
}
