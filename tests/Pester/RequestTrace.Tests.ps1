BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg
}

AfterAll { $practice | Stop-EcaPracticeOrg }

Describe '-Debug' {
    It 'shows each request with status, time and requests left, and no token and no query' {
        $null = Get-EcaCredential Billing_ECA -Debug 5>&1 -OutVariable all
        $trace = @($all | Where-Object { $_ -is [System.Management.Automation.DebugRecord] } | ForEach-Object { "$_" } | Where-Object { $_ -match ' ms\b' })
        $trace.Count | Should -BeGreaterThan 1
        $trace | Should -Match '^localhost: \S+ .+: (\d{3}|no response), \d+ ms(, [\d]+ API requests left)?$'
        $trace -join "`n" | Should -Not -Match ([regex]::Escape((Get-PlainToken $practice)))
        $trace -join "`n" | Should -Not -Match ([regex]::Escape((Get-EcaCredential Billing_ECA).Credential.GetNetworkCredential().Password))
        $trace -join "`n" | Should -Not -Match 'SELECT|\?q='
    }

    It 'is silent otherwise' {
        @(Get-EcaCredential Billing_ECA 5>&1 | Where-Object { $_ -is [System.Management.Automation.DebugRecord] }).Count | Should -Be 0
    }
}
