BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias practice
    $domain = 'harbourline.example.com'

    function Invoke-Practice {
        param([string] $Method, [string] $Path, $Body)
        $call = @{ Method = $Method; Uri = "$($practice.Url)services/data/v66.0/$Path"; Headers = @{ Authorization = "Bearer $(Get-PlainToken $practice)" } }
        if ($Body) { $call.Body = $Body | ConvertTo-Json; $call.ContentType = 'application/json' }
        Invoke-RestMethod @call
    }

    function Get-PracticeId {
        param([string] $Object, [string] $Where)
        $query = [uri]::EscapeDataString("SELECT Id FROM $Object WHERE $Where")
        (Invoke-Practice -Method GET -Path "query?q=$query").records[0].Id
    }
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Get-EcaAccess' {
    It 'tells through what an app may be used, and by how many' {
        $access = Get-EcaAccess Finance_Reports
        $access | ForEach-Object { "$($_.Through) $($_.Grant) $($_.UserCount)" } |
            Should -Be 'PermissionSet Finance_Close 1', 'PermissionSet Finance_Read 2', 'Profile Finance 1'
        ($access | Where-Object Grant -EQ Finance_Read).Users.Username | Should -Be "ada.moreau@$domain", "carla.rossi@$domain"
        $access.NotRead | Should -BeNullOrEmpty
    }

    It 'tells that every user may use an app that is open' {
        $access = Get-EcaAccess Customer_Portal
        $access.Through | Should -Be SelfAuthorization
        $access.UserCount | Should -BeNullOrEmpty
        $access.UserSummary | Should -Be 'all users'
    }

    It 'tells what a user may use' {
        $access = Get-EcaAccess -User "billing.integration@$domain" | Where-Object Through -NE SelfAuthorization
        $access | ForEach-Object { "$($_.App) $($_.Grant)" } | Should -Be 'Billing_ECA Billing_Integration'
    }

    It 'finds a grant that the policies of an External Client App do not name, and one that has no users' {
        (Get-EcaAccess Billing_ECA).Findings | Should -BeNullOrEmpty
        $set = Get-PracticeId PermissionSet "Name = 'External_Client_App_Developers'"
        $app = (Get-ExternalClientApp Billing_ECA).Id
        $row = (Invoke-Practice -Method POST -Path sobjects/SetupEntityAccess -Body @{ ParentId = $set; SetupEntityId = $app }).id
        $access = Get-EcaAccess Billing_ECA
        $planted = $access | Where-Object Grant -EQ External_Client_App_Developers
        $planted.Findings.Kind | Should -Be OnlyInSetupEntityAccess, NoUsers
        ($access | Where-Object Grant -EQ Billing_Integration).Findings | Should -BeNullOrEmpty
        $null = Invoke-Practice -Method DELETE -Path "sobjects/SetupEntityAccess/$row"
        (Get-EcaAccess Billing_ECA).Findings | Should -BeNullOrEmpty
    }

    It 'finds users who are frozen or inactive' {
        $login = Get-PracticeId UserLogin "UserId = '$(Get-PracticeId User "Username = 'billing.integration@$domain'")'"
        $null = Invoke-Practice -Method PATCH -Path "sobjects/UserLogin/$login" -Body @{ IsFrozen = $true }
        $access = Get-EcaAccess Billing_ECA
        $access.Findings.Kind | Should -Be FrozenUsers
        $access.UserSummary | Should -Be '0 of 1'
        $null = Invoke-Practice -Method PATCH -Path "sobjects/UserLogin/$login" -Body @{ IsFrozen = $false }
        (Get-EcaAccess Directory_Sync).Findings.Kind | Should -Be GrantedByProfile, InactiveUsers
    }

    It 'says of what could not be read that it was skipped, and not that nobody has access' {
        $token = (Get-PracticeServer $practice).IssueToken("farid.haddad@$domain")
        $set = (Invoke-Practice -Method POST -Path sobjects/PermissionSet -Body @{ Name = 'Metadata_Only'; Label = 'Metadata Only'; PermissionsModifyMetadata = $true; PermissionsCustomizeApplication = $true }).id
        $user = Get-PracticeId User "Username = 'farid.haddad@$domain'"
        $null = Invoke-Practice -Method POST -Path sobjects/PermissionSetAssignment -Body @{ AssigneeId = $user; PermissionSetId = $set }
        $null = Connect-EcaOrg -Environment $practice.Url -AccessToken (ConvertTo-Secret $token) -Alias few
        $access = Get-EcaAccess Billing_ECA -Org few -WarningVariable warnings -WarningAction SilentlyContinue
        $access.Through | Should -Be Unknown
        $access.UserSummary | Should -Be '?'
        $access.NotRead.Type | Should -Contain SetupEntityAccess
        "$warnings" | Should -BeLike '*SetupEntityAccess was not read*skipped*'
        Disconnect-EcaOrg few
        Select-EcaOrg practice
    }

    It 'reports an app and a user that are not there' {
        { Get-EcaAccess NoSuchApp -ErrorAction Stop } | Should -Throw -ErrorId 'AppNotFound,EcaTools.Commands.Access.GetEcaAccessCommand'
        { Get-EcaAccess -User nobody@example.com -ErrorAction Stop } | Should -Throw -ErrorId 'UserNotFound,EcaTools.Commands.Access.GetEcaAccessCommand'
    }

    It 'takes apps from the pipeline' {
        (Get-ExternalClientApp Rotation_ECA | Get-EcaAccess).Grant | Should -Be Credential_Rotation
    }

    It 'shows its objects as a table' {
        Get-TableHeader (Get-EcaAccess Rotation_ECA) | Should -Be App, Kind, Through, Users, Findings
    }
}
