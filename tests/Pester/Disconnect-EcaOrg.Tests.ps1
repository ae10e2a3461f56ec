BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    $practice = Start-EcaPracticeOrg -Seed empty
}

AfterAll { Stop-EcaPracticeOrg }

Describe 'Disconnect-EcaOrg' {
    BeforeEach {
        $one = $practice | Connect-EcaOrg -Alias one
        $null = $practice | Connect-EcaOrg -Alias two
    }

    AfterEach { Disconnect-EcaOrg -All }

    It 'leaves the current org, and the one before it becomes current' {
        Disconnect-EcaOrg
        (Get-EcaOrg).Alias | Should -Be one
        (Get-EcaOrg -Current).Alias | Should -Be one
    }

    It 'leaves an org by its alias' {
        Disconnect-EcaOrg -Org one
        (Get-EcaOrg).Alias | Should -Be two
    }

    It 'takes orgs from the pipeline' {
        Get-EcaOrg | Disconnect-EcaOrg
        Get-EcaOrg | Should -BeNullOrEmpty
    }

    It 'closes the connection, so that the object can not be used any more' {
        $one | Disconnect-EcaOrg
        { Get-ConnectedApp -Org $one -ErrorAction Stop } | Should -Throw -ErrorId 'OrgDisconnected,*'
    }

    It 'changes nothing in the org' {
        $changes = $practice.Requests.Changes
        Disconnect-EcaOrg -All
        $practice.Requests.Changes | Should -Be $changes
        ($practice | Connect-EcaOrg).Username | Should -Be $practice.Username
    }

    It 'says that no org is connected' {
        Disconnect-EcaOrg -All
        { Disconnect-EcaOrg -ErrorAction Stop } | Should -Throw -ErrorId 'NotConnected,EcaTools.Commands.Connection.DisconnectEcaOrgCommand'
        { Get-ExternalClientApp -ErrorAction Stop } | Should -Throw -ErrorId 'NotConnected,EcaTools.Commands.Inventory.GetExternalClientAppCommand'
    }
}
