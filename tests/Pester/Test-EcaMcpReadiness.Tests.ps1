BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
}

Describe 'Test-EcaMcpReadiness' {
    BeforeAll {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
        $folder = Join-Path $TestDrive eca
        $metadata = New-EcaMetadata -For Claude, Cursor -Name Agent -ContactEmail admin@example.com -OutputPath $folder
    }

    AfterAll {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'passes what New-EcaMetadata -For writes, from the folder and from the org' {
        (Test-EcaMcpReadiness -Path $folder -Client Claude, Cursor).Outcome | Should -Be Ready, Ready
        $null = $metadata | Publish-EcaMetadata
        $result = Get-ExternalClientApp Agent | Test-EcaMcpReadiness -Client Claude
        $result.Outcome | Should -Be Ready
        $result.Org | Should -Be practice
    }

    It 'asks the server with -Live' {
        $null = $metadata | Publish-EcaMetadata
        $result = Test-EcaMcpReadiness Agent -Client Claude -Live -ServerUrl "$($practice.Url)platform/mcp/v1/platform/sobject-all" -AccessToken $practice.AccessToken
        $result.Discovery | Should -Be OpenIdOnly
        ($result.Findings | Where-Object Check -EQ Initialize).Detail | Should -Match INVALID_JWT_FORMAT
    }

    It 'ends a job if a client can not connect' {
        { Test-EcaMcpReadiness Billing_ECA -Client Claude -FailOn NotReady } | Should -Throw -ErrorId 'TestFailed*'
        { Test-EcaMcpReadiness Agent -Live } | Should -Throw -ErrorId 'ParameterMissing*'
    }

    It 'names a Connected App' {
        (Test-EcaMcpReadiness Sales_Desktop -Client Claude).Findings.Check | Should -Be AppKind
    }

    It 'shows a table at 80 columns' {
        Test-EcaMcpReadiness Sales_Desktop -Client Claude | Format-Table | Out-String -Width 80 | Should -Match 'Sales_Desktop +Claude +NotReady +AppKind'
    }
}
