BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias practice
    $server = Get-PracticeServer $practice
    $domain = 'harbourline.example.com'
    $pair = Get-AppCredential $practice (Get-ExternalClientApp Billing_ECA)
    $warehouse = Get-AppCredential $practice (Get-ExternalClientApp Warehouse_ECA)

    function Get-Token {
        param([pscredential] $Credential)
        $form = @{ grant_type = 'client_credentials'; client_id = $Credential.UserName; client_secret = $Credential.GetNetworkCredential().Password }
        ConvertTo-Secret (Invoke-RestMethod "$($practice.Url)services/oauth2/token" -Method Post -Body $form).access_token
    }
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Compare-EcaAccess' {
    It 'finds nothing between two tokens of one app, all of it compared' {
        $old = Get-Token $pair
        $new = Get-Token $pair
        $before = $practice.Requests.Changes
        Compare-EcaAccess -ReferenceToken $old -DifferenceToken $new -Credential $pair -FailOn Changed | Should -BeNullOrEmpty
        $all = Compare-EcaAccess -ReferenceToken $old -DifferenceToken $new -Credential $pair -IncludeEqual
        $all.Area | Sort-Object -Unique | Should -Contain Scope
        $all.Area | Should -Contain TokenLifetime
        $all.Area | Should -Contain Field
        $practice.Requests.Changes | Should -Be $before
    }

    It 'finds another user, and says what was skipped' {
        $found = Compare-EcaAccess -ReferenceToken (Get-Token $pair) -DifferenceToken (Get-Token $warehouse)
        ($found | Where-Object Area -EQ Identity).Kind | Should -Be Changed
        ($found | Where-Object Area -EQ Scope).Kind | Should -Be Skipped
        { Compare-EcaAccess -ReferenceToken (Get-Token $pair) -DifferenceToken (Get-Token $pair) -FailOn Lost } | Should -Throw -ErrorId 'TestIncomplete,*'
        Compare-EcaAccess -ReferenceToken (Get-Token $pair) -DifferenceToken (Get-Token $pair) -FailOn Lost -ExcludeArea Scope, TokenLifetime | Should -BeNullOrEmpty
    }

    It 'tells scopes that the flow never grants from lost ones' {
        $found = Compare-EcaAccess Warehouse_ECA Billing_ECA
        $found | Where-Object Area -EQ AppScope | ForEach-Object { "$($_.Kind) $($_.Name)" } | Should -Be 'Lost RefreshToken'
        $found = Compare-EcaAccess Warehouse_ECA Billing_ECA -DifferenceFlow ClientCredentials
        $found | Where-Object Area -EQ AppScope | ForEach-Object { "$($_.Kind) $($_.Name)" } | Should -Be 'NotGrantable RefreshToken'
        $found | Where-Object Area -EQ Grant | ForEach-Object { "$($_.Kind) $($_.Name)" } | Should -Be 'Gained Billing_Integration', 'Lost Warehouse_Integration'
    }

    It 'ends the script with -FailOn, after all was written' {
        $found = @()
        try { $null = Compare-EcaAccess Warehouse_ECA Billing_ECA -FailOn Lost -OutVariable +found } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'TestFailed,*'
        $found.Count | Should -BeGreaterThan 2
    }

    It 'refuses a probe that could write before it sends anything' {
        $token = Get-Token $pair
        $sent = $practice.Requests.Total
        { Compare-EcaAccess -ReferenceToken $token -DifferenceToken $token -Probe 'DELETE sobjects/Account/001' -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterInvalid,*'
        $practice.Requests.Total | Should -Be $sent
    }

    It 'tries further requests with both tokens, and counts rows' {
        $probe = 'query?q=SELECT+Id+FROM+User'
        $found = Compare-EcaAccess -ReferenceToken (Get-Token $pair) -DifferenceToken (Get-Token $pair) -Probe $probe -IncludeEqual | Where-Object Area -EQ Probe
        $found.Kind | Should -Be Same
        $found.Reference | Should -BeLike '200, * rows'
    }

    It 'needs two sides' {
        { Compare-EcaAccess Billing_ECA -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterMissing,*'
        { Compare-EcaAccess Billing_ECA NoSuchApp -ErrorAction Stop } | Should -Throw -ErrorId 'AppNotFound,*'
    }

    It 'shows no token' {
        $token = Get-Token $pair
        $text = Get-EveryRendering (Compare-EcaAccess -ReferenceToken $token -DifferenceToken (Get-Token $warehouse) -Credential $pair, $warehouse)
        $text.Contains(($token | ConvertFrom-SecureString -AsPlainText)) | Should -BeFalse
        $text.Contains($pair.GetNetworkCredential().Password) | Should -BeFalse
    }
}
