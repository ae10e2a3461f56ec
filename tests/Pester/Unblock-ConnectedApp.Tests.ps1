BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
}

Describe 'Unblock-ConnectedApp' {
    BeforeEach {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
    }

    AfterEach {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'unblocks what Block-ConnectedApp blocked, and says what is not confirmed' {
        $result = Block-ConnectedApp Old_Fax_Gateway -Confirm:$false | Unblock-ConnectedApp -WarningVariable notes -WarningAction SilentlyContinue
        $result.Outcome | Should -Be Unblocked
        $notes | Should -Match 'check with a caller'
        (Get-ConnectedApp Old_Fax_Gateway).Block | Should -BeNullOrEmpty
    }

    It 'changes nothing if the app is not blocked' {
        $practice.Requests.Clear()
        (Unblock-ConnectedApp Old_Fax_Gateway).Outcome | Should -Be Unchanged
        $practice.Requests.Changes | Should -Be 0
    }

    It 'names an app that is not there' {
        Unblock-ConnectedApp Nobody -ErrorAction SilentlyContinue -ErrorVariable missing
        $missing[0].FullyQualifiedErrorId | Should -Be 'AppNotFound,EcaTools.Commands.Backup.UnblockConnectedAppCommand'
    }
}
