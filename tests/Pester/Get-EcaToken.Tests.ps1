BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias practice
    $domain = 'harbourline.example.com'
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Get-EcaToken' {
    It 'tells whose tokens there are, of which app, and when they were used' {
        $tokens = Get-EcaToken
        $tokens.Count | Should -Be 20
        ($tokens | Where-Object App -EQ Sales_Desktop).Count | Should -Be 8
        $token = $tokens | Where-Object App -EQ Warehouse_ECA
        $token.AppKind | Should -Be ExternalClientApp
        $token.User | Should -Be "warehouse.integration@$domain"
        $token.UseCount | Should -Be 31
        $token.Created, $token.LastUsed | Should -Not -BeNullOrEmpty
    }

    It 'selects by app, user and age' {
        (Get-EcaToken 'Sales Desktop' -User "ada.moreau@$domain").App | Should -Be Sales_Desktop
        (Get-EcaToken -UnusedFor 5d).App | Sort-Object | Should -Be Customs_Handler, Telematics_Assets
        Get-EcaToken -OpenedBefore 2000-01-01 | Should -BeNullOrEmpty
    }

    It 'reports an app or a user that does not exist, and says nothing of an app without tokens' {
        { Get-EcaToken Sales_Desktopp -ErrorAction Stop } | Should -Throw -ErrorId 'AppNotFound,*'
        { Get-EcaToken -User nobody@example.com -ErrorAction Stop } | Should -Throw -ErrorId 'UserNotFound,*'
        Get-EcaToken Billing_ECA -ErrorAction Stop | Should -BeNullOrEmpty
        Get-EcaToken 'Nothing*' -ErrorAction Stop | Should -BeNullOrEmpty
        { Revoke-EcaToken Sales_Desktopp -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'AppNotFound,*'
        { Revoke-EcaToken -User nobody@example.com -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'UserNotFound,*'
        Get-EcaToken | Should -HaveCount 20
    }

    It 'tells the form of the access tokens of External Client Apps on request' {
        (Get-EcaToken Warehouse_ECA).Format | Should -BeNullOrEmpty
        (Get-EcaToken Warehouse_ECA -IncludeFormat).Format | Should -Be Opaque
    }

    It 'warns of a user who has as many tokens of an app as Salesforce keeps' {
        (Get-PracticeServer $practice).Setup.AuthorizeUninstalledApp('Old Mail Sidebar', "grace.lin@$domain", 5)
        $tokens = Get-EcaToken 'Old Mail*' -WarningVariable warnings -WarningAction SilentlyContinue
        $tokens.Count | Should -Be 5
        $tokens.IsAtLimit | Should -Not -Contain $false
        $tokens[0].App | Should -BeNullOrEmpty
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -BeLike "grace.lin@$domain has 5 tokens*limit*"
    }

    It 'shows nothing that could revoke a token' {
        $query = [uri]::EscapeDataString('SELECT DeleteToken FROM OauthToken')
        $secrets = (Invoke-RestMethod "$($practice.Url)services/data/v66.0/query?q=$query" -Headers @{ Authorization = "Bearer $(Get-PlainToken $practice)" }).records.DeleteToken
        $secrets.Count | Should -BeGreaterThan 20
        $seen = Get-EveryRendering (Get-EcaToken -WarningAction SilentlyContinue)
        foreach ($secret in $secrets) { $seen.Contains($secret) | Should -BeFalse }
    }

    It 'shows its objects as a table' {
        Get-TableHeader (Get-EcaToken Warehouse_ECA) | Should -Be App, User, LastUsed, Uses, Format
    }
}

Describe 'Revoke-EcaToken' {
    It 'sends nothing under -WhatIf, and nothing that was not selected' {
        Revoke-EcaToken Sales_Desktop -WhatIf | Should -BeNullOrEmpty
        { Revoke-EcaToken -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterMissing,*'
        $practice.Requests.Changes | Should -Be 0
    }

    It 'revokes one, and counts what is gone already' {
        $token = Get-EcaToken Sales_Desktop -User "ada.moreau@$domain"
        ($token | Revoke-EcaToken -Confirm:$false).Status | Should -Be Revoked
        ($token | Revoke-EcaToken -Confirm:$false).Status | Should -Be AlreadyGone
        Get-EcaToken Sales_Desktop -User "ada.moreau@$domain" | Should -BeNullOrEmpty
    }

    It 'revokes those of a user, of an app, and those that nobody used' {
        (Revoke-EcaToken -User "carla.rossi@$domain" -Confirm:$false).Count | Should -Be 2
        (Revoke-EcaToken Sales_Desktop -Confirm:$false).Count | Should -Be 6
        (Revoke-EcaToken -UnusedFor 5d -Confirm:$false).App | Sort-Object | Should -Be Customs_Handler, Telematics_Assets
        Revoke-EcaToken Sales_Desktop -Confirm:$false | Should -BeNullOrEmpty
    }

    It 'says that a copy from a job is not enough' {
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-EcaToken Warehouse_ECA)))
        { Revoke-EcaToken -InputObject $copy -Confirm:$false } | Should -Throw '*Get-EcaToken*'
    }
}
