BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
}

Describe 'Block-ConnectedApp' {
    BeforeEach {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
    }

    AfterEach {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'blocks an app that nobody uses, and the inventory shows it' {
        $blocked = Block-ConnectedApp Old_Fax_Gateway -Confirm:$false
        $blocked.Outcome | Should -Be Blocked
        (Get-ConnectedApp | Where-Object Block).Name | Should -Be Old_Fax_Gateway
    }

    It 'refuses an app that is in use, and goes on with the next' {
        $blocked = 'Sales_Desktop', 'Old_Fax_Gateway' | Block-ConnectedApp -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable refused
        $blocked.App | Should -Be Old_Fax_Gateway
        $refused[0].FullyQualifiedErrorId | Should -Be 'AppInUse,EcaTools.Commands.Backup.BlockConnectedAppCommand'
    }

    It 'wants a reason with -Force' {
        { Block-ConnectedApp Sales_Desktop -Force -Confirm:$false } | Should -Throw -ErrorId 'ParameterMissing,EcaTools.Commands.Backup.BlockConnectedAppCommand'
        $blocked = Block-ConnectedApp Sales_Desktop -Force -Reason 'It is replaced' -RevokeToken -Confirm:$false
        $blocked.Reason | Should -Be 'It is replaced'
        $blocked.TokensRevoked | Should -Be 8
    }

    It 'refuses the login of an External Client App that is blocked, and accepts it again' {
        $pair = Get-AppCredential $practice (Get-ExternalClientApp Warehouse_ECA)
        $body = @{ grant_type = 'client_credentials'; client_id = $pair.UserName; client_secret = $pair.GetNetworkCredential().Password }
        $login = { Invoke-RestMethod "$($practice.Url)services/oauth2/token" -Method Post -Body $body }
        (& $login).access_token | Should -Not -BeNullOrEmpty
        $blocked = Get-ExternalClientApp Warehouse_ECA | Block-ConnectedApp -Force -Reason test -Confirm:$false
        $login | Should -Throw
        $null = $blocked | Unblock-ConnectedApp
        (& $login).access_token | Should -Not -BeNullOrEmpty
    }

    It 'sends no change under -WhatIf' {
        $practice.Requests.Clear()
        Block-ConnectedApp Old_Fax_Gateway -WhatIf | Should -BeNullOrEmpty
        $practice.Requests.Changes | Should -Be 0
    }

    It 'shows a table at 80 columns' {
        Block-ConnectedApp Old_Fax_Gateway -Confirm:$false | Format-Table | Out-String -Width 80 | Should -Match 'Old_Fax_Gateway +ConnectedApp +Blocked'
    }
}
