BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias practice
    $folder = Join-Path $TestDrive force-app
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'New-EcaPermissionSet' {
    It 'writes nothing under -WhatIf' {
        New-EcaPermissionSet Billing_Access $folder -Publish -WhatIf | Should -BeNullOrEmpty
        Test-Path $folder | Should -BeFalse
        $practice.Requests.Changes | Should -Be 0
    }

    It 'writes the file, and leaves it alone the second time' {
        $set = New-EcaPermissionSet Billing_Access $folder -ApiEnabled -Description 'Callers of the billing app'
        $set.Status | Should -Be Written
        $set.Path | Should -Be (Join-Path $folder 'main/default/permissionsets/Billing_Access.permissionset-meta.xml')
        $xml = [xml] (Get-Content -Raw $set.Path)
        $xml.PermissionSet.label | Should -Be 'Billing Access'
        $xml.PermissionSet.userPermissions.name | Should -Be ApiEnabled
        $xml.PermissionSet.license | Should -BeNullOrEmpty
        (New-EcaPermissionSet Billing_Access $folder -ApiEnabled -Description 'Callers of the billing app').Status | Should -Be Unchanged
    }

    It 'does not replace a file that says something else without -Force' {
        { New-EcaPermissionSet Billing_Access $folder -ErrorAction Stop } | Should -Throw -ErrorId 'FileExists,*'
        (New-EcaPermissionSet Billing_Access $folder -Force).Status | Should -Be Written
    }

    It 'puts it into the org, where it can be granted, and leaves one that is there' {
        (New-EcaPermissionSet Billing_Access $folder -ApiEnabled -Force -Publish).Status | Should -Be Published
        (Grant-EcaAccess Billing_ECA -PermissionSet Billing_Access).Status | Should -Be Granted
        $before = $practice.Requests.Changes
        (New-EcaPermissionSet Billing_Access $folder -ApiEnabled -Publish).Status | Should -Be AlreadyInOrg
        $practice.Requests.Changes | Should -Be $before
    }

    It 'refuses <_>, which is not a valid name' -ForEach '1st', 'a__b', 'a_', 'a b' {
        { New-EcaPermissionSet $_ $folder -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterInvalid,*'
    }
}
