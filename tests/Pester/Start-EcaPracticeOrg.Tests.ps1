BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Start-EcaPracticeOrg' {
    It 'starts an org on loopback that can be connected to' {
        $practice = Start-EcaPracticeOrg
        $practice.Url.IsLoopback | Should -BeTrue
        $practice.Seed | Should -Be demo
        ($practice | Connect-EcaOrg).OrgType | Should -Be Practice
    }

    It 'begins with no apps under -Seed empty' {
        $null = Start-EcaPracticeOrg -Seed empty | Connect-EcaOrg
        Get-ConnectedApp | Should -BeNullOrEmpty
        Get-ExternalClientApp | Should -BeNullOrEmpty
    }

    It 'listens on the port that it is told' {
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        (Start-EcaPracticeOrg -Seed empty -Port $port).Url.Port | Should -Be $port
    }

    It 'makes an org of its own each time' {
        $one, $two = (Start-EcaPracticeOrg -Seed empty), (Start-EcaPracticeOrg -Seed empty)
        $one.Url | Should -Not -Be $two.Url
        Get-PlainToken $one | Should -Not -Be (Get-PlainToken $two)
    }

    It 'knows its seeds' {
        (Get-Completion 'Start-EcaPracticeOrg -Seed ').CompletionText | Should -Be demo, empty
        { Start-EcaPracticeOrg -Seed other } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'shows an org as a table, without its token' {
        $practice = Start-EcaPracticeOrg -Seed empty
        Get-TableHeader $practice | Should -Be Url, Username, OrgId, Seed
        Get-EveryRendering $practice | Should -Not -Match ([regex]::Escape((Get-PlainToken $practice)))
    }
}
