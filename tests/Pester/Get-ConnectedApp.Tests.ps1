BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $class = 'EcaTools.Commands.Inventory.GetConnectedAppCommand'
}

Describe 'Get-ConnectedApp, of an org' {
    BeforeAll {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
        $all = Get-ConnectedApp
    }

    AfterAll {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'reads every app of the org' {
        $all.Count | Should -BeGreaterOrEqual 14
        @($all.Name | Sort-Object -Unique).Count | Should -Be $all.Count
        $all | ForEach-Object { $_.Source | Should -Be practice }
    }

    It 'takes wildcards and several names, in whatever case' {
        $first, $second = $all.Name[0, 1]
        (Get-ConnectedApp -Name $first.ToUpperInvariant()).Name | Should -Be $first
        (Get-ConnectedApp $first, $second).Name | Sort-Object | Should -Be ($first, $second | Sort-Object)
        @(Get-ConnectedApp "$($first.Substring(0, 3))*").Name | Should -Contain $first
    }

    It 'says which name the org does not have, and gives the others' {
        $found = Get-ConnectedApp $all[0].Name, NoSuchApp -ErrorAction SilentlyContinue -ErrorVariable failure
        $found.Name | Should -Be $all[0].Name
        $failure.FullyQualifiedErrorId | Should -Be "AppNotFound,$class"
        $failure[0].TargetObject | Should -Be NoSuchApp
    }

    It 'takes names and objects with a name from the pipeline' {
        ('Legacy_Billing' | Get-ConnectedApp).Name | Should -Be Legacy_Billing
        ('Sales Desktop', 'Kiosk*' | Get-ConnectedApp).Name | Should -Be Kiosk_Display, Sales_Desktop
        ([pscustomobject]@{ Name = 'Driver_App' } | Get-ConnectedApp).Name | Should -Be Driver_App
        ($all | Where-Object Name -EQ Driver_App | Get-ConnectedApp).Name | Should -Be Driver_App
        (Get-ConnectedApp ($all | Select-Object -First 2)).Name | Should -Be $all[0, 1].Name
        Set-Content $TestDrive/names.txt 'Driver_App', 'Dock_Scanner'
        (Get-Content $TestDrive/names.txt | Get-ConnectedApp).Name | Should -Be Dock_Scanner, Driver_App
        'App,Name', 'x,Driver_App' | Set-Content $TestDrive/names.csv
        (Import-Csv $TestDrive/names.csv | Get-ConnectedApp).Name | Should -Be Driver_App
        { [pscustomobject]@{ Other = 1 } | Get-ConnectedApp -ErrorAction Stop } | Should -Throw -ExpectedMessage '*has no property*Name*'
    }

    It 'finds apps by the flows that they use' {
        (Get-ConnectedApp -Flow UsernamePassword).Name | Should -Be Legacy_Billing
        ($all | Where-Object Flows -contains UsernamePassword).Name | Should -Be Legacy_Billing
        ($all | Where-Object FlowSummary -eq UsernamePassword).Name | Should -Be Legacy_Billing
        @(Get-ConnectedApp -Flow UsernamePassword -Certainty Possible).Count | Should -BeGreaterThan 10
        (Get-ConnectedApp Legacy_Billing).Flows.Count | Should -Be 1
    }

    It 'tells when each app was used last, by logins as well as tokens' {
        $billing = $all | Where-Object Name -EQ Legacy_Billing
        $billing.Logins30Days | Should -Be 390
        $billing.LastUsed | Should -BeOfType datetimeoffset
        $billing.UseSummary | Should -Match '^390 logins, '
        @($all | Where-Object { -not $_.LastUsed -and $_.Name -in 'Route_Planner', 'Warehouse_Sync', 'Kiosk_Display' }) | Should -BeNullOrEmpty
    }

    It 'is its name where it is text' {
        "$($all[0])" | Should -Be $all[0].Name
    }

    It 'changes nothing' {
        $practice.Requests.Changes | Should -Be 0
    }

    It 'shows its apps as a table' {
        Get-TableHeader $all | Should -Be Name, Flows, Logins, LastUsed, NotRead, Owner
    }

    It 'joins what the org knows of each app, and says that all was read' {
        $app = $all | Where-Object Name -EQ Sales_Desktop
        $app.Id | Should -Match '^0H4'
        $app.Tokens.Users | Should -Be 8
        $app.UseSummary | Should -Match '^8 users, \d{4}-\d\d-\d\d$'
        ($all | Where-Object Name -EQ Legacy_Billing).FlowEvidence[0].Flow | Should -Be UsernamePassword
        ($all | Where-Object Name -EQ Directory_Sync).References.Type | Should -Be UserProvisioningConfig
        $all.NotRead | Should -BeNullOrEmpty
        $said = Get-ConnectedApp -Verbose -WarningVariable gaps 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -Match 'Read 20 of 20 apps of practice'
        $gaps | Should -BeNullOrEmpty
    }

    It 'reads an app that is named and no other' {
        (Get-PracticeServer $practice).Requests.Clear()
        (Get-ConnectedApp 'Sales Desktop').Name | Should -Be Sales_Desktop
        (Get-PracticeServer $practice).Requests.CountOf('retrieve') | Should -Be 0
    }

    It 'reads one app of a large org by a few requests' {
        $large = Start-EcaPracticeOrg -Seed enterprise:200
        try {
            $null = $large | Connect-EcaOrg -Alias large -NoDefault
            $before = $large.Requests.Count
            $name = (Get-ConnectedApp -Org large -WarningAction Ignore)[77].Name
            $all = $large.Requests.Count - $before
            (Get-ConnectedApp $name -Org large -WarningAction Ignore).Name | Should -Be $name
            $large.Requests.Count - $before - $all | Should -BeLessThan $all
        }
        finally {
            Disconnect-EcaOrg large
            $large | Stop-EcaPracticeOrg
        }
    }

    It 'names owners by a map, and says which lines matched nothing' {
        Set-Content $TestDrive/owners.csv "App,Owner`nSales_*,Ann`nDock Scanner,Bob`nGone,Cy"
        $owned = Get-ConnectedApp -OwnerMap $TestDrive/owners.csv -WarningVariable said -WarningAction SilentlyContinue
        ($owned | Where-Object Name -EQ Sales_Desktop).Owner | Should -Be Ann
        ($owned | Where-Object Name -EQ Dock_Scanner).OwnerSource | Should -Be OwnerMap
        ($owned | Where-Object Name -EQ Driver_App).OwnerSource | Should -Be ContactEmail
        "$said" | Should -Match '4: Gone'
        Set-Content $TestDrive/owners.csv "App,Mail`nx,y"
        { Get-ConnectedApp -OwnerMap $TestDrive/owners.csv -ErrorAction Stop } | Should -Throw -ErrorId "DocumentInvalid,$class"
    }

    It 'shows an app that is used and not installed, and does not convert it' {
        (Get-PracticeServer $practice).Setup.AuthorizeUninstalledApp('Mail Sidebar', 'grace.lin@harbourline.example.com', 2)
        $app = Get-ConnectedApp 'Mail Sidebar'
        $app.Origin | Should -Be Uninstalled
        $app.Tokens.Count | Should -Be 2
        ($app | Test-EcaBlocker).CanMigrate | Should -BeFalse
        $app | New-EcaMetadata -OutputPath $TestDrive/none -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'AppNotLocal,*'
    }

    It 'warns of what the org refuses, and shows it in the table' {
        Add-PracticeFault $practice -Kind Forbidden -SoapOperation describeMetadata
        $apps = Get-ConnectedApp -WarningVariable gaps -WarningAction SilentlyContinue
        "$gaps" | Should -Match 'UserProvisioningConfig was not read, or not completely, for \d+ of \d+ apps'
        ($apps | Out-String -Width 120) | Should -Match '\d sources'
    }

    It 'says that the session has ended' {
        Add-PracticeFault $practice -Kind InvalidSession -Times 100
        $null = Get-ConnectedApp -ErrorAction SilentlyContinue -ErrorVariable failure
        (Get-PracticeServer $practice).Faults.Clear()
        $failure[0].FullyQualifiedErrorId | Should -Be "SessionExpired,$class"
    }

    It 'shows a wait that the org asks for' {
        (Get-PracticeServer $practice).Faults.Add([EcaTools.PracticeOrg.Fault] @{ Kind = 'TooManyRequests'; Times = 1; RetryAfter = [timespan]::FromSeconds(3) })
        $said = Get-ConnectedApp Driver_App -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -Match 'localhost: waiting 3 s before '
    }

    It 'never says that an app is not there after a read that failed' {
        Add-PracticeFault $practice -Kind InvalidSession -Times 100
        $null = Get-ConnectedApp Route_Planner -ErrorAction SilentlyContinue -ErrorVariable failure -WarningAction SilentlyContinue
        (Get-PracticeServer $practice).Faults.Clear()
        $failure.FullyQualifiedErrorId | Should -Be "SessionExpired,$class"
    }
}

Describe 'Get-ConnectedApp, of files' {
    It 'says what files can''t tell, without a warning' {
        $null = Add-AppFile $TestDrive/offline Offline
        $app = Get-ConnectedApp -Path $TestDrive/offline -WarningVariable gaps
        $gaps | Should -BeNullOrEmpty
        $app.Tokens | Should -BeNullOrEmpty
        $app.NotRead.Type | Should -Contain OauthToken
        $app.NotRead.Type | Should -Contain UserProvisioningConfig
        $app.NotReadSummary | Should -Be 'files only'
    }

    It 'reads a source folder at any depth, without an org' {
        $null = Add-AppFile $TestDrive/source/main/default/connectedApps Deep
        $app = Get-ConnectedApp -Path $TestDrive/source
        $app.Name | Should -Be Deep
        $app.CallbackUrls | Should -Be 'https://app.example.com/Deep/callback'
        $app.Scopes | Should -Be Api, RefreshToken
    }

    It 'reads a metadata API folder and a zip of one' {
        $null = Add-AppFile $TestDrive/mdapi/connectedApps Packed -Suffix .connectedApp
        [System.IO.Compression.ZipFile]::CreateFromDirectory("$TestDrive/mdapi", "$TestDrive/packed.zip")
        (Get-ConnectedApp -Path $TestDrive/mdapi).Name | Should -Be Packed
        (Get-ConnectedApp -Path $TestDrive/packed.zip).Name | Should -Be Packed
    }

    It 'takes files from the pipeline, and paths with wildcards' {
        'A', 'B' | ForEach-Object { $null = Add-AppFile $TestDrive/some $_ }
        (Get-ChildItem $TestDrive/some | Get-ConnectedApp).Name | Should -Be A, B
        (Get-ConnectedApp -Path $TestDrive/some/*.xml -Name b).Name | Should -Be B
        (Get-ConnectedApp -LiteralPath $TestDrive/some/A.connectedApp-meta.xml).Name | Should -Be A
    }

    It 'says what is wrong with a file, and reads the others: <Id>' -ForEach @(
        @{ Id = 'MalformedXml'; Text = "<ConnectedApp xmlns=`"http://soap.sforce.com/2006/04/metadata`">`n<label>" }
        @{ Id = 'MalformedXml'; Text = '<!DOCTYPE ConnectedApp [<!ENTITY x SYSTEM "file:///etc/passwd">]><ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata"><label>&x;</label></ConnectedApp>' }
        @{ Id = 'NotMetadata'; Text = '<RemoteSiteSetting xmlns="http://soap.sforce.com/2006/04/metadata"><url>https://example.com</url></RemoteSiteSetting>' }
        @{ Id = 'NotMetadata'; Text = '<html><body>Log in</body></html>' }
        @{ Id = 'MalformedXml'; Text = '' }
    ) {
        $folder = "$TestDrive/bad-$Id"
        $null = Add-AppFile $folder Aaa
        Set-Content $folder/Bad.connectedApp-meta.xml $Text -NoNewline
        $null = Add-AppFile $folder Zzz
        $apps = Get-ConnectedApp -Path $folder -ErrorAction SilentlyContinue -ErrorVariable failure
        $apps.Name | Should -Be Aaa, Zzz
        $failure.FullyQualifiedErrorId | Should -Be "$Id,$class"
        "$($failure[0])" | Should -Match 'Bad\.connectedApp-meta\.xml'
    }

    It 'does not read a file of 50 MB' {
        $null = New-Item -ItemType Directory $TestDrive/large
        $file = [System.IO.File]::Create("$TestDrive/large/Large.connectedApp-meta.xml")
        $file.SetLength(50MB)
        $file.Dispose()
        { Get-ConnectedApp -Path $TestDrive/large -ErrorAction Stop } | Should -Throw -ErrorId "FileTooLarge,$class"
    }

    It 'refuses the second of two apps whose names differ in case only' {
        $null = Add-AppFile $TestDrive/twice/one Same
        $null = Add-AppFile $TestDrive/twice/two SAME
        @(Get-ConnectedApp -Path $TestDrive/twice -ErrorAction SilentlyContinue -ErrorVariable failure).Count | Should -Be 1
        $failure.FullyQualifiedErrorId | Should -Be "DuplicateName,$class"
    }

    It 'warns, and does not say that an app is not there, where a file could not be read' {
        $null = Add-AppFile $TestDrive/partly Aaa
        Set-Content $TestDrive/partly/Bad.connectedApp-meta.xml '<ConnectedApp'
        $null = Get-ConnectedApp -Path $TestDrive/partly -Name Zzz -ErrorAction SilentlyContinue -ErrorVariable failure -WarningVariable said -WarningAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -Be "MalformedXml,$class"
        "$said" | Should -Match "'Zzz' was not among what could be read"
    }

    It 'shows no control character of a zip' {
        $null = New-Item -ItemType Directory $TestDrive/evil
        Move-Item -LiteralPath (Add-AppFile $TestDrive/evil Plain -Suffix .connectedApp) -Destination "$TestDrive/evil/esc%1B`[31m%9B.connectedApp"
        [System.IO.Compression.ZipFile]::CreateFromDirectory("$TestDrive/evil", "$TestDrive/evil.zip")
        $app = Get-ConnectedApp -Path $TestDrive/evil.zip
        "$($app.Name)$($app.Label)$($app.Source)" | Should -Not -Match '[\x00-\x1f\x7f-\x9f]'
    }

    It 'takes little of memory and time for a small file with long names' {
        $null = New-Item -ItemType Directory $TestDrive/hostile
        $name = 'a' * 400000
        "<ConnectedApp xmlns=`"http://soap.sforce.com/2006/04/metadata`"><$name>$('<a b="1"/>' * 60000)</$name></ConnectedApp>" |
            Set-Content $TestDrive/hostile/attr.connectedApp-meta.xml
        { Get-ConnectedApp -Path $TestDrive/hostile -ErrorAction Stop } | Should -Throw -ErrorId "MalformedXml,$class"
    }

    It 'says that a folder holds no app, and that a path does not exist' {
        $null = New-Item -ItemType Directory $TestDrive/none
        { Get-ConnectedApp -Path $TestDrive/none -ErrorAction Stop } | Should -Throw -ErrorId "NoAppsFound,$class"
        { Get-ConnectedApp -Path $TestDrive/nowhere -ErrorAction Stop } | Should -Throw -ErrorId "PathNotFound,$class"
        { Get-ConnectedApp -Path Env:/PATH -ErrorAction Stop } | Should -Throw -ErrorId "ParameterInvalid,$class"
    }

    It 'masks a consumer secret while it reads' {
        $null = Add-AppFile $TestDrive/secret Leaky -OAuth '        <consumerSecret>0123456789ABCDEFTOPSECRET</consumerSecret>'
        $app = Get-ConnectedApp -Path $TestDrive/secret
        Get-EveryRendering $app, $app.Metadata | Should -Not -Match 'TOPSECRET'
    }
}
