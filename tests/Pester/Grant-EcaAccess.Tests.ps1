BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias practice
    $domain = 'harbourline.example.com'
    $headers = @{ Authorization = "Bearer $(Get-PlainToken $practice)" }
    function Get-Change { $practice.Requests.Changes }
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Grant-EcaAccess and Revoke-EcaAccess' {
    It 'sends no changing request under -WhatIf' {
        $before = Get-Change
        Grant-EcaAccess Billing_ECA -PermissionSet Finance_Read -User "elin.berg@$domain" -WhatIf | Should -BeNullOrEmpty
        Grant-EcaAccess Finance_Reports -PermissionSet Finance_Read -FromProfile Finance -WhatIf | Should -BeNullOrEmpty
        Revoke-EcaAccess Billing_ECA -PermissionSet Billing_Integration -WhatIf | Should -BeNullOrEmpty
        Get-Change | Should -Be $before
    }

    It 'gives a permission set access and assigns it, and changes nothing the second time' {
        $first = Grant-EcaAccess Billing_ECA -PermissionSet 'Finance Read' -User "elin.berg@$domain"
        $first | ForEach-Object { "$($_.Status) $($_.Target)" } | Should -Be 'Granted Billing_ECA', "Granted elin.berg@$domain"
        (Get-EcaAccess Billing_ECA).Grant | Should -Contain Finance_Read
        $before = Get-Change
        $second = Grant-EcaAccess Billing_ECA -PermissionSet Finance_Read -User "elin.berg@$domain"
        $second.Status | Should -Be AlreadyGranted, AlreadyGranted
        $second.Id | Should -Be $first.Id
        Get-Change | Should -Be $before
    }

    It 'takes it away again, and changes nothing the second time' {
        (Revoke-EcaAccess Billing_ECA -PermissionSet Finance_Read -Confirm:$false).Status | Should -Be Revoked
        (Revoke-EcaAccess -User "elin.berg@$domain" -PermissionSet Finance_Read -Confirm:$false).Status | Should -Be Revoked
        $before = Get-Change
        (Revoke-EcaAccess Billing_ECA -PermissionSet Finance_Read -Confirm:$false).Status | Should -Be AlreadyRevoked
        Get-Change | Should -Be $before
        (Get-EcaAccess Billing_ECA).Grant | Should -Be Billing_Integration
    }

    It 'moves access from a profile to a permission set, and keeps the users' {
        $before = (Get-EcaAccess Directory_Sync).Users | Where-Object CanCallApi | ForEach-Object Username
        $changes = Grant-EcaAccess Directory_Sync -PermissionSet Route_Planning -FromProfile 'Standard User'
        ($changes | Where-Object App).Status | Should -Be Granted, Revoked
        $after = Get-EcaAccess Directory_Sync
        $after.Through | Should -Be PermissionSet
        $before | ForEach-Object { $after.Users.Username | Should -Contain $_ }
        $sent = Get-Change
        (Grant-EcaAccess Directory_Sync -PermissionSet Route_Planning -FromProfile 'Standard User').Status | Should -Be AlreadyGranted, AlreadyRevoked
        Get-Change | Should -Be $sent
    }

    It 'explains the license of integration users, and goes on with the others' {
        (Get-PracticeServer $practice).Setup.GiveIntegrationLicense('Integration')
        $changes = Grant-EcaAccess Route_Planner -PermissionSet Partner_Exchange -User "billing.integration@$domain", "ada.moreau@$domain" -ErrorVariable errors -ErrorAction SilentlyContinue
        $changes.Target | Should -Be Route_Planner, "ada.moreau@$domain"
        $errors[0].FullyQualifiedErrorId | Should -Be 'UserNotAllowed,EcaTools.Commands.Access.GrantEcaAccessCommand'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Salesforce API Integration*'
    }

    It 'keeps the access of a profile whose users could not all get the permission set' {
        $app = Get-ConnectedApp Route_Planner
        $set = (Invoke-RestMethod "$($practice.Url)services/data/v66.0/query?q=SELECT+Id+FROM+PermissionSet+WHERE+Profile.Name='Integration'" -Headers $headers).records[0].Id
        $null = Invoke-RestMethod "$($practice.Url)services/data/v66.0/sobjects/SetupEntityAccess" -Method Post -Headers $headers -ContentType application/json -Body (@{ ParentId = $set; SetupEntityId = $app.Id } | ConvertTo-Json)
        $changes = Grant-EcaAccess Route_Planner -PermissionSet Finance_Close -FromProfile Integration -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        ($changes | Where-Object Profile).Status | Should -Be Kept
        $errors.Count | Should -BeGreaterThan 0
        (Get-EcaAccess Route_Planner).Grant | Should -Contain Integration
    }

    It 'reports what is not there and goes on with the rest' {
        $changes = Grant-EcaAccess Billing_ECA, NoSuchApp -PermissionSet Finance_Close, No_Such_Set -User "ivan.retired@$domain", "grace.lin@$domain" -ErrorVariable errors -ErrorAction SilentlyContinue
        $changes | ForEach-Object { "$($_.Status) $($_.Target)" } | Should -Be 'Granted Billing_ECA', "Granted grace.lin@$domain"
        $errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] } | Should -Be AppNotFound, PermissionSetNotFound, UserNotAllowed
    }

    It 'completes what a run that was cut off has begun' {
        $people = 'hana.sato', 'farid.haddad', 'dmitri.novak' | ForEach-Object { "$_@$domain" }
        $server = Get-PracticeServer $practice
        { Grant-EcaAccess Billing_ECA -PermissionSet Shipment_Viewer -User $people -ErrorAction Stop } | Should -Not -Throw
        $server.Faults.Add([EcaTools.PracticeOrg.Fault] @{ Kind = 'AnswerLost'; Times = 1; Endpoint = 'sobjects create' })
        { Grant-EcaAccess Rotation_ECA -PermissionSet Shipment_Viewer -ErrorAction Stop } | Should -Throw -ErrorId 'ChangeOutcomeUnknown,*'
        (Grant-EcaAccess Rotation_ECA -PermissionSet Shipment_Viewer).Status | Should -Be AlreadyGranted
    }

    It 'sends 200 assignments in one request' {
        $large = Start-EcaPracticeOrg enterprise:60
        $null = $large | Connect-EcaOrg -Alias large
        $users = (Get-EcaAccess -Org large | ForEach-Object Users | Where-Object IsActive | Select-Object -Unique -ExpandProperty Username | Select-Object -First 210)
        $users.Count | Should -Be 210
        $before = $large.Requests.Changes
        $null = Grant-EcaAccess -PermissionSet App_Access_000 -User $users -Org large
        $large.Requests.Changes - $before | Should -BeLessOrEqual 2
        Disconnect-EcaOrg large
        Select-EcaOrg practice
    }

    It 'does nothing without a target' {
        { Grant-EcaAccess -PermissionSet Finance_Read -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterMissing,*'
        { Revoke-EcaAccess Billing_ECA -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterMissing,*'
    }
}
