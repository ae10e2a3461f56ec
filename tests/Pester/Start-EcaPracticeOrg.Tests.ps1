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
        (Get-Completion 'Start-EcaPracticeOrg -Seed ').CompletionText | Should -Be demo, empty, "'enterprise:500'"
        { Start-EcaPracticeOrg -Seed other } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'begins with a company of as many apps as -Seed says' {
        $practice = Start-EcaPracticeOrg -Seed enterprise:25
        $null = $practice | Connect-EcaOrg
        @(Get-ConnectedApp).Count | Should -Be 25
        $practice.Seed | Should -Be enterprise:25
        { Start-EcaPracticeOrg -Seed enterprise:10001 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'begins with the apps of a folder under -Path and -LiteralPath' {
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'my[app]/connectedApps')
        $xml = '<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata"><contactEmail>a@example.com</contactEmail><label>Mine</label></ConnectedApp>'
        Set-Content -LiteralPath (Join-Path $folder.FullName 'Mine.connectedApp-meta.xml') -Value $xml
        $null = Start-EcaPracticeOrg -LiteralPath $folder.Parent.FullName | Connect-EcaOrg
        (Get-ConnectedApp).Name | Should -Be Mine
        $null = Start-EcaPracticeOrg -Path (Join-Path $TestDrive 'my*') | Connect-EcaOrg
        (Get-ConnectedApp).Name | Should -Be Mine
    }

    It 'names the file and the line that it can not take' {
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive broken)
        Set-Content -LiteralPath (Join-Path $folder.FullName 'Bad.connectedApp') -Value "<ConnectedApp>`n<broken"
        { Start-EcaPracticeOrg -Path $folder.FullName } | Should -Throw -ErrorId 'PracticeSeedUnusable,*' -ExpectedMessage '*Bad.connectedApp(2,*'
        { Start-EcaPracticeOrg -LiteralPath (Join-Path $TestDrive nowhere) } | Should -Throw -ErrorId 'PracticeSeedUnusable,*'
        { Start-EcaPracticeOrg -Path (Join-Path $TestDrive nowhere) } | Should -Throw -ErrorId 'PathNotFound,*'
        { Start-EcaPracticeOrg -Path (Join-Path $TestDrive '*') } | Should -Throw -ErrorId 'PracticePathNotOneFolder,*'
    }

    It 'shows an org as a table, without its token' {
        $practice = Start-EcaPracticeOrg -Seed empty
        Get-TableHeader $practice | Should -Be Url, Username, OrgId, Seed
        Get-EveryRendering $practice | Should -Not -Match ([regex]::Escape((Get-PlainToken $practice)))
    }
}
