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

    It 'starts on the day of -Now, in UTC, and today without it' {
        (Start-EcaPracticeOrg -Seed empty -Now 2028-02-29).Now.UtcDateTime.Date | Should -Be ([datetime] '2028-02-29')
        (Start-EcaPracticeOrg -Seed empty -Now ([datetime]::SpecifyKind('2027-03-01T08:00', 'Utc'))).Now.UtcDateTime.ToString('yyyy-MM-dd HH') | Should -Be '2027-03-01 08'
        { Start-EcaPracticeOrg -Now soon } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
        { Start-EcaPracticeOrg -Now 1999-12-31 } | Should -Throw -ErrorId 'ParameterInvalid,*'
    }

    It 'is judged by the rules of its own day' {
        $null = Start-EcaPracticeOrg -Now 2026-11-22 | Connect-EcaOrg
        (Get-ConnectedApp Kiosk_Display | Test-EcaBlocker).Verdict | Should -Be NeedsChange
        $null = Start-EcaPracticeOrg -Now 2027-03-01 | Connect-EcaOrg
        (Get-ConnectedApp Kiosk_Display | Test-EcaBlocker).Verdict | Should -Be Blocked
        (Get-ConnectedAppUsage Kiosk_Display -Source LoginHistory).Count | Should -BeGreaterThan 0
        (Test-EcaOrg | Where-Object Check -EQ Clock).Outcome | Should -Be Passed
    }

    It 'gives its users and their credentials, which the login page takes' {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg
        $practice.Users.Count | Should -BeGreaterThan 10
        $practice.Credential.UserName | Should -Be $practice.Username
        ($practice.Users | Where-Object Username -Like 'carla.rossi@*').PermissionSets | Should -Be Finance_Close, Finance_Read
        $user = $practice.Users | Where-Object Username -Like 'farid.haddad@*'
        $credential = $practice.GetCredential($user.Username)
        $login = Invoke-RestMethod "$($practice.Url)services/oauth2/authorize?response_type=token&client_id=$((Get-ConnectedApp Kiosk_Display).ConsumerKey)&redirect_uri=https%3A%2F%2Fkiosk.example.com%2F%23%2Fsigned-in" -SessionVariable browser
        $handle = [regex]::Match("$($login.OuterXml)$login", 'name="request"[^>]*value="([^"]*)"').Groups[1].Value
        $page = Invoke-WebRequest "$($practice.Url)services/oauth2/authorize" -Method Post -WebSession $browser -Body @{ request = $handle; step = 'login'; username = $credential.UserName; password = $credential.GetNetworkCredential().Password }
        $page.Content | Should -Match 'Allow Access'
        { $practice.GetCredential('nobody@example.com') } | Should -Throw '*nobody@example.com*'
    }

    It 'begins with no apps under -Seed empty' {
        $null = Start-EcaPracticeOrg -Seed empty | Connect-EcaOrg
        Get-ConnectedApp | Should -BeNullOrEmpty
        Get-ExternalClientApp | Should -BeNullOrEmpty
    }

    It 'listens on the port that it is given' {
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
        { Start-EcaPracticeOrg -Path $folder.FullName } | Should -Throw -ErrorId 'DocumentInvalid,*' -ExpectedMessage '*Bad.connectedApp(2,*'
        { Start-EcaPracticeOrg -LiteralPath (Join-Path $TestDrive nowhere) } | Should -Throw -ErrorId 'DocumentInvalid,*'
        { Start-EcaPracticeOrg "from:$(Join-Path $TestDrive nowhere)" } | Should -Throw -ErrorId 'DocumentInvalid,*'
        { Start-EcaPracticeOrg -Path (Join-Path $TestDrive nowhere) } | Should -Throw -ErrorId 'PathNotFound,*'
        { Start-EcaPracticeOrg -Path (Join-Path $TestDrive '*') } | Should -Throw -ErrorId 'ParameterInvalid,*'
    }

    It 'shows an org as a table, without its token' {
        $practice = Start-EcaPracticeOrg -Seed empty
        Get-EveryRendering $practice | Should -Not -Match ([regex]::Escape($practice.Credential.GetNetworkCredential().Password))
        Get-TableHeader $practice | Should -Be Url, Username, Seed
        Get-EveryRendering $practice | Should -Not -Match ([regex]::Escape((Get-PlainToken $practice)))
    }
}
