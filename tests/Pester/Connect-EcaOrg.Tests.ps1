BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg -Seed empty
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Connect-EcaOrg' {
    It 'connects by an access token and makes the org current' {
        $org = Connect-EcaOrg -InstanceUrl $practice.Url -AccessToken $practice.AccessToken -Alias first
        $org.Alias | Should -Be first
        $org.Username | Should -Be $practice.Username
        $org.OrgId | Should -Be $practice.OrgId
        (Get-EcaOrg -Current).Alias | Should -Be first
    }

    It 'takes the username for an alias, and practice for that of a practice org' {
        (Connect-EcaOrg $practice.Url -AccessToken $practice.AccessToken).Alias | Should -Be $practice.Username
        ($practice | Connect-EcaOrg).Alias | Should -Be practice
    }

    It 'speaks the API version that it is given, in whatever way it is written' -ForEach 64, 64.0, '64.0', 'v64.0' {
        "$(($practice | Connect-EcaOrg -Alias versioned -ApiVersion $_).ApiVersion)" | Should -Be '64.0'
    }

    It 'refuses an API version that is none' {
        { $practice | Connect-EcaOrg -ApiVersion newest } | Should -Throw -ExpectedMessage '*66.0*'
    }

    It 'sends no token to a URL that is neither https nor on loopback' {
        $secret = ConvertTo-Secret 'not-a-real-token'
        { Connect-EcaOrg -InstanceUrl http://acme.example.com -AccessToken $secret -ErrorAction Stop } |
            Should -Throw -ErrorId 'InsecureUrl,EcaTools.Commands.Connection.ConnectEcaOrgCommand'
    }

    It 'says that a token is not accepted, and connects to nothing' {
        $count = @(Get-EcaOrg).Count
        $secret = ConvertTo-Secret '00D000000000001!expired'
        $null = Connect-EcaOrg -InstanceUrl $practice.Url -AccessToken $secret -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -Be 'SessionExpired,EcaTools.Commands.Connection.ConnectEcaOrgCommand'
        $failure[0].CategoryInfo.Category | Should -Be AuthenticationError
        $failure[0].ErrorDetails.RecommendedAction | Should -Match 'Connect-EcaOrg'
        "$($failure[0])" | Should -Not -Match '!expired'
        @(Get-EcaOrg).Count | Should -Be $count
    }

    It 'says that a page of HTML is not a response of an org' {
        Add-PracticeFault $practice -Kind HtmlBody
        $practice | Connect-EcaOrg -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -Be 'UnexpectedResponse,EcaTools.Commands.Connection.ConnectEcaOrgCommand'
    }

    It 'writes objects that show the token in no way' {
        $org = $practice | Connect-EcaOrg -Alias shown
        Get-EveryRendering $org, $practice | Should -Not -Match ([regex]::Escape((Get-PlainToken $practice)))
        Get-TableHeader $org | Should -Be Alias, OrgType, Username, InstanceUrl
    }
}
