# Each script in examples/, run as a user runs it.
BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $examples = Join-Path (Split-Path (Split-Path $PSScriptRoot)) examples
}

Describe 'examples/migrate.ps1' {
    BeforeAll {
        $practice = Start-EcaPracticeOrg
        $arguments = @{ InstanceUrl = $practice.Url; AccessToken = $practice.AccessToken; OutputPath = "$TestDrive/eca" }
    }

    AfterAll { $practice | Stop-EcaPracticeOrg }

    It 'looks first: writes the metadata and the lists, and changes nothing in the org' {
        $said = & $examples/migrate.ps1 @arguments
        $said -match '^Blocked: [34]$' | Should -HaveCount 1
        $practice.Requests.Changes | Should -Be 0
        (Import-Csv "$TestDrive/eca/findings.csv").RuleId | Should -Contain ECA001
        (Import-Csv "$TestDrive/eca/unchecked.csv").Count | Should -BeGreaterThan 0
        (Import-Csv "$TestDrive/eca/losses.csv").Field | Should -Contain mobileAppConfig.devicePlatform
        @(Get-ChildItem "$TestDrive/eca/force-app" -Recurse -Filter *.eca-meta.xml).Count | Should -BeGreaterThan 10
    }

    It 'then publishes what is on disk, and says so when all is there' {
        (& $examples/migrate.ps1 @arguments -Publish).Status | Sort-Object -Unique | Should -Be Succeeded
        $changes = $practice.Requests.Changes
        $changes | Should -BeGreaterThan 0
        (& $examples/migrate.ps1 @arguments -Publish).Status | Sort-Object -Unique | Should -Be Unchanged
        $practice.Requests.Changes | Should -Be $changes
    }

    It 'leaves no org connected' {
        Get-EcaOrg | Should -BeNullOrEmpty
    }
}

Describe 'examples/assess.ps1' {
    BeforeAll {
        $practice = Start-EcaPracticeOrg
        $arguments = @{ InstanceUrl = $practice.Url; AccessToken = $practice.AccessToken; OutputPath = "$TestDrive/stock"; AsOf = '2026-11-22' }
    }

    AfterAll { $practice | Stop-EcaPracticeOrg }

    It 'takes stock: apps, callers, findings, what was not checked and waves' {
        & $examples/assess.ps1 @arguments | Should -Contain 'Blocked: 3'
        $apps = Import-Csv "$TestDrive/stock/apps.csv"
        $apps.Count | Should -Be 20
        ($apps | Where-Object Name -EQ Sales_Desktop).CallersSummary | Should -Be 8
        (Import-Csv "$TestDrive/stock/callers.csv" | Where-Object AppName -EQ Legacy_Billing).Flow | Should -Contain UsernamePassword
        (Import-Csv "$TestDrive/stock/findings.csv" | Where-Object App -EQ Legacy_Billing).RuleId | Should -Contain ECA010
        (Import-Csv "$TestDrive/stock/unchecked.csv").RuleId | Should -Contain ECA018
        $waves = Import-Csv "$TestDrive/stock/waves.csv"
        $waves.Count | Should -Be 20
        ($waves | Where-Object Name -EQ Legacy_Billing).Kind | Should -Be Blocked
        ($waves | Where-Object Name -EQ Legacy_Billing).WaitsFor | Should -Not -BeNullOrEmpty
        $practice.Requests.Changes | Should -Be 0
    }

    It 'fails the job after the lists, but for what is allowed' {
        Remove-Item "$TestDrive/stock" -Recurse
        { & $examples/assess.ps1 @arguments -FailOn Blocked } | Should -Throw -ErrorId 'TestFailed,*'
        "$TestDrive/stock/waves.csv" | Should -Exist
        "rule,app,reason,expires", "ECA001,acme__*,The publisher moves it,2026-12-31", "ECA010,Legacy_Billing,Ends in December,2026-12-31", "ECA053,Directory_Sync,SCIM comes,2026-12-31" |
            Set-Content "$TestDrive/allowed.csv"
        { & $examples/assess.ps1 @arguments -AllowList "$TestDrive/allowed.csv" -FailOn Blocked } | Should -Not -Throw
        (Import-Csv "$TestDrive/stock/findings.csv" | Where-Object AllowedBecause).RuleId | Sort-Object | Should -Be ECA001, ECA010, ECA053
    }

    It 'writes no cell that a spreadsheet takes for a formula' {
        (Get-PracticeServer $practice).Setup.AuthorizeUninstalledApp("=cmd|' /C calc'!A0", 'grace.lin@harbourline.example.com', 2)
        $null = & $examples/assess.ps1 @arguments
        foreach ($list in Get-ChildItem "$TestDrive/stock" -Filter *.csv) {
            Import-Csv $list | ForEach-Object { $_.PSObject.Properties.Value -match '^[=+@]' | Should -BeNullOrEmpty -Because $list.Name }
        }
        (Import-Csv "$TestDrive/stock/apps.csv").Name | Should -Contain "'=cmd|' /C calc'!A0"
    }

    It 'leaves no org connected' {
        Get-EcaOrg | Should -BeNullOrEmpty
    }
}

Describe 'examples/inventory.ps1' {
    BeforeAll {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
        Set-Content $TestDrive/owners.csv "App,Owner`n*,Ann"
        $said = & $examples/inventory.ps1 -OutputPath $TestDrive/inventory -OwnerMap $TestDrive/owners.csv
    }

    AfterAll {
        Disconnect-EcaOrg -All
        $practice | Stop-EcaPracticeOrg
    }

    It 'writes apps, callers and gaps, and sums them up' {
        $said[0] | Should -Be '20 apps, 0 of them not installed, 0 without an owner'
        $said | Should -Contain '22 callers by LoginHistory'
        $said[-1] | Should -Be '0 gaps'
        $apps = Import-Csv $TestDrive/inventory/apps.csv
        $apps.Count | Should -Be 20
        ($apps | Where-Object Name -EQ Sales_Desktop).Users | Should -Be 8
        foreach ($used in 'Legacy_Billing', 'Route_Planner', 'Warehouse_Sync', 'Kiosk_Display') {
            $row = $apps | Where-Object Name -EQ $used
            $row.LastUsed | Should -Not -BeIn '', never, unknown
            [int] $row.Logins30Days | Should -BeGreaterThan 0
        }
        ($apps | Where-Object Name -EQ Legacy_Billing).Flows | Should -Be UsernamePassword
        ($apps | Where-Object Name -EQ Intranet_Bookmark).LastUsed | Should -Be never
        $apps.Owner | Sort-Object -Unique | Should -Be Ann
        $json = Get-Content $TestDrive/inventory/apps.json -Raw | ConvertFrom-Json
        ($json | Where-Object Name -EQ Legacy_Billing).FlowEvidence[0].Certainty | Should -Be Proven
        (Import-Csv $TestDrive/inventory/usage.csv | Where-Object { $_.AppName -eq 'Legacy_Billing' -and $_.Client -eq 'excel-macro' }).User | Should -Be carla.rossi@harbourline.example.com
    }

    It 'changes nothing in the org, and under -WhatIf nothing on disk' {
        $null = & $examples/inventory.ps1 -OutputPath $TestDrive/nothing -WhatIf
        "$TestDrive/nothing" | Should -Not -Exist
        $practice.Requests.Changes | Should -Be 0
    }

    It 'lists what could not be read' {
        . $PSScriptRoot/Fixtures.ps1
        Add-PracticeFault $practice -Kind Forbidden -SoapOperation describeMetadata
        $said = & $examples/inventory.ps1 -OutputPath $TestDrive/gaps -WarningAction SilentlyContinue
        $said[-1] | Should -Not -Be '0 gaps'
        (Import-Csv $TestDrive/gaps/gaps.csv).Type | Should -Contain UserProvisioningConfig
    }
}

Describe 'examples/lint.ps1' {
    BeforeAll {
        . $PSScriptRoot/Fixtures.ps1
        $null = Add-AppFile $TestDrive/apps Portal '        <isPkceRequired>false</isPkceRequired>'
        $null = Get-ConnectedApp -Path $TestDrive/apps | New-EcaMetadata -OutputPath $TestDrive/force-app
        $sarif = "$TestDrive/out/lint.sarif"
        $before = $env:GITHUB_ACTIONS, $env:TF_BUILD
        $env:GITHUB_ACTIONS = $env:TF_BUILD = $null
    }

    AfterAll { $env:GITHUB_ACTIONS, $env:TF_BUILD = $before }

    It 'says the findings, counts them and leaves a SARIF log' {
        $said = & $examples/lint.ps1 -Path $TestDrive/force-app -SarifPath $sarif
        $said[-1] | Should -Match '^0 errors, [1-9]\d* warnings, 0 notes$'
        $said | Where-Object { $_ -like 'Warning Portal_glbloauth.ecaGlblOauth-meta.xml:* ECL053:*' } | Should -HaveCount 1
        (Get-Content $sarif -Raw | ConvertFrom-Json).runs[0].results.ruleId | Should -Contain ECL053
    }

    It 'fails the job where the team wants it to, with the log complete all the same' {
        Remove-Item $sarif
        { & $examples/lint.ps1 -Path $TestDrive/force-app -SarifPath $sarif -FailOn Warning } | Should -Throw -ErrorId 'TestFailed,*'
        (Get-Content $sarif -Raw | ConvertFrom-Json).runs[0].results.ruleId | Should -Contain ECL053
        { & $examples/lint.ps1 -Path $TestDrive/force-app -SarifPath $sarif -FailOn Warning -ExcludeRule ECL* } | Should -Not -Throw
    }

    It 'speaks to GitHub and to Azure DevOps where it runs there, and to nobody else' {
        $env:GITHUB_ACTIONS = 'true'
        & $examples/lint.ps1 -Path $TestDrive/force-app -SarifPath $sarif | Where-Object { $_ -match '^::warning file=[^,]*ecaGlblOauth-meta.xml,line=\d+::ECL053: ' } | Should -HaveCount 1
        $env:GITHUB_ACTIONS = $null
        $env:TF_BUILD = 'True'
        & $examples/lint.ps1 -Path $TestDrive/force-app -SarifPath $sarif | Where-Object { $_ -match '^##vso\[task.logissue type=warning;sourcepath=[^;]*ecaGlblOauth-meta.xml;linenumber=\d+;code=ECL053\]' } | Should -HaveCount 1
        $env:TF_BUILD = $null
        & $examples/lint.ps1 -Path $TestDrive/force-app -SarifPath $sarif | Where-Object { $_ -match '##vso|^::' } | Should -BeNullOrEmpty
    }

    It 'lets no name in a file pass for a command of Azure DevOps' {
        $evil = Join-Path $TestDrive 'evil/##vso[task.setvariable variable=PATH]'
        $null = New-Item -ItemType Directory -Force $evil
        Get-ChildItem $TestDrive/force-app -Recurse -Filter *.ecaOauth-meta.xml | ForEach-Object {
            (Get-Content -Raw $_.FullName) -replace '<externalClientApplication>[^<]*', '<externalClientApplication>##vso[task.setvariable variable=PATH]evil' |
                Set-Content -LiteralPath (Join-Path $evil $_.Name)
        }
        $env:TF_BUILD = 'True'
        $said = @(
            try { & $examples/lint.ps1 -Path $TestDrive/evil -SarifPath $sarif *>&1 | Out-String -Stream }
            catch { "$_" }
            finally { $env:TF_BUILD = $null }
        )
        $said -match 'vso' | Should -Not -BeNullOrEmpty
        $said -match '##vso\[(?!task\.logissue )|##\[' | Should -BeNullOrEmpty
        $said -match '##vso\[.*##vso\[' | Should -BeNullOrEmpty
    }
}
