# The first hour with the module: lines that people type, and what each gives. They run in this order, in one session.
BeforeDiscovery {
    $lines = @(
        @{ Line = '"$(Get-ConnectedApp Legacy_Billing)"'; Expected = 'Legacy_Billing' }
        @{ Line = 'Get-ConnectedApp -Flow UsernamePassword | ForEach-Object Name'; Expected = 'Legacy_Billing' }
        @{ Line = 'Get-ConnectedApp | Where-Object Flows -contains UsernamePassword | ForEach-Object Name'; Expected = 'Legacy_Billing' }
        @{ Line = '(Get-ConnectedApp Legacy* | Format-Table Name, Flows, LastUsed -HideTableHeaders | Out-String).Trim() -replace ''\s+'', '' '' -replace ''T11:\d\d:\d\dZ'', ''T11'''; Expected = 'Legacy_Billing {UsernamePassword} 2026-11-22T11' }
        @{ Line = '''Legacy_Billing'' | Get-ConnectedApp | ForEach-Object Label'; Expected = 'Legacy Billing' }
        @{ Line = 'Import-Csv $csv | Get-ConnectedApp | ForEach-Object Name'; Expected = 'Customer_Portal, Legacy_Billing' }
        @{ Line = 'Get-ConnectedApp ''Legacy Billing'' | ForEach-Object Logins30Days'; Expected = '390' }
        @{ Line = '(Get-ConnectedApp Legacy_Billing).LastUsed.ToString(''yyyy-MM'')'; Expected = '2026-11' }
        @{ Line = '(Get-ConnectedApp Legacy_Billing).LastUsed -gt ''2026-01-01'''; Expected = 'True' }
        @{ Line = '(Get-ConnectedApp | Sort-Object LastUsed -Descending | Select-Object -First 1).LastUsed.Year'; Expected = '2026' }
        @{ Line = 'Get-ConnectedApp Legacy_Biling -ErrorVariable e -ErrorAction SilentlyContinue; $e.FullyQualifiedErrorId'; Expected = 'AppNotFound,EcaTools.Commands.Inventory.GetConnectedAppCommand' }
        @{ Line = 'Get-ConnectedApp -Org nope -ErrorVariable e -ErrorAction SilentlyContinue; $e.FullyQualifiedErrorId'; Expected = 'OrgNotFound,EcaTools.Commands.Inventory.GetConnectedAppCommand' }
        @{ Line = 'Get-ConnectedAppUsage Legacy_Biling -ErrorVariable e -ErrorAction SilentlyContinue; $e.FullyQualifiedErrorId'; Expected = 'AppNotFound,EcaTools.Commands.Inventory.GetConnectedAppUsageCommand' }
        @{ Line = 'Get-ConnectedAppUsage Legacy_Billing -Since 30d | Where-Object Source -eq LoginHistory | Measure-Object Count -Sum | ForEach-Object Sum'; Expected = '390' }
        @{ Line = 'Get-ConnectedApp Legacy_Billing | ConvertTo-Json | ConvertFrom-Json | ForEach-Object { "$($_.Name) $($_.Origin) $($_.Flows) $($_.LastUsed.GetType().Name)" }'; Expected = 'Legacy_Billing Local UsernamePassword DateTime' }
        @{ Line = 'Get-ConnectedApp | Export-Csv $out; (Import-Csv $out | Where-Object Name -eq Customer_Portal).Flows'; Expected = 'RefreshToken; WebServer' }
        @{ Line = 'Get-ConnectedApp | Export-Csv $out; (Select-String ''System\.|Immutable|Record \{'' $out).Count'; Expected = '0' }
        @{ Line = 'Get-ConnectedApp -App Legacy_Billing | ForEach-Object Name'; Expected = 'Legacy_Billing' }
        @{ Line = '(Get-EcaAccess -App Customer_Portal | Out-String -Width 80) -split ''\r?\n'' -match ''^Customer_Portal'' | ForEach-Object { ($_ -split '' +'')[1] }'; Expected = 'Connected' }
        @{ Line = '(Get-ConnectedAppUsage Legacy_Billing | Out-String -Width 80) -split ''\r?\n'' -match ''Source:'' | ForEach-Object Trim'; Expected = 'Source: LoginHistory, Source: LoginEvent, Source: EventLogFile' }
        @{ Line = '(Get-EcaToken | Out-String -Width 80) -match ''\d\d-\d\d \d\d:\d\d ''; (Get-EcaToken | Out-String -Width 80) -match ''T\d\d:'''; Expected = 'True, False' }
        @{ Line = 'try { Get-ConnectedApp Legacy_Billing | Get-EcaMigrationWave -ErrorAction Stop } catch { "$_" -replace ''.*Pipe'', ''Pipe'' }'; Expected = 'Pipe the output of Test-EcaBlocker.' }
        @{ Line = 'Test-EcaBlocker Legacy_Billing | ForEach-Object { "$($_.Verdict) $($_.BlockerCount)" }'; Expected = 'Blocked 1' }
        @{ Line = 'Get-ConnectedApp Legacy_Billing | Test-EcaBlocker -Quiet'; Expected = 'False' }
        @{ Line = '(Test-EcaBlocker Legacy_Billing).Findings.RuleId'; Expected = 'ECA010, ECA004, ECA030, ECA070' }
        @{ Line = '(Test-EcaBlocker Legacy_Billing).Findings[0].App'; Expected = 'Legacy_Billing' }
        @{ Line = 'Test-EcaBlocker Legacy_Billing | ConvertTo-Json | ConvertFrom-Json | ForEach-Object { "$($_.App) $($_.Verdict) $($_.AsOf) $($_.ApiVersion)" }'; Expected = 'Legacy_Billing Blocked 2026-11-22 68.0' }
        @{ Line = 'Test-EcaBlocker Customer_Portal -IncludeUsage | ForEach-Object CallersToTouch'; Expected = '2' }
        @{ Line = '(Get-ConnectedApp | Test-EcaBlocker | Where-Object CanMigrate).Count'; Expected = '17' }
        @{ Line = 'try { Get-ConnectedApp | Test-EcaBlocker -FailOn Blocked | Out-Null } catch { $_.FullyQualifiedErrorId }'; Expected = 'TestFailed,EcaTools.Commands.Blockers.TestEcaBlockerCommand' }
        @{ Line = '(Test-EcaBlocker Legacy_Billing).Skipped.Where{ $_.RuleId -eq ''ECA090'' }.Reason'; Expected = 'The callers were not looked up. Run Test-EcaBlocker with -IncludeUsage, or give it what Get-ConnectedAppUsage writes as -Usage.' }
        @{ Line = 'try { Test-EcaOAuthFlow Billing_ECA ClientCredentials } catch { "$_" -replace ''.*(Write one of).*(pipe the app.*)'', ''$1 ... $2'' }'; Expected = 'Write one of ... pipe the app: Test-EcaOAuthFlow ClientCredentials Billing_ECA.' }
        @{ Line = 'Get-EcaBlockerRule ECA010 | ForEach-Object Title'; Expected = 'Username-password flow' }
        @{ Line = 'Get-EcaLintRule ECL001 | ForEach-Object { "$($_.Severity): $($_.Title)" }'; Expected = 'Error: The file can''t be read as metadata' }
        @{ Line = '(Test-EcaBlocker Legacy_Billing).Findings | Get-EcaBlockerRule | ForEach-Object Id'; Expected = 'ECA010, ECA004, ECA030, ECA070' }
        @{ Line = 'Get-ConnectedApp | Test-EcaBlocker | Get-EcaMigrationWave | Select-Object -First 1 | ForEach-Object { "$($_.Number) $($_.Kind)" }'; Expected = '1 LowRisk' }
        @{ Line = 'Get-ConnectedApp Driver_App | New-EcaMetadata $folder | ForEach-Object { "$_ $($_.FileCount) $($_.LossCount)" }'; Expected = 'Driver_App 7 15' }
        @{ Line = 'Get-ConnectedApp Driver_App | New-EcaMetadata $folder | ForEach-Object Changed'; Expected = 'False' }
        @{ Line = '(Get-ConnectedApp Driver_App | New-EcaMetadata $folder).Losses.App | Select-Object -Unique'; Expected = 'Driver_App' }
        @{ Line = '$losses = (Get-ConnectedApp Driver_App | New-EcaMetadata $folder).Losses; $text = $losses | Out-String -Width 80; @(($losses.Reason + $losses.Action) -split ''[ ,.;:()]+'' | Where-Object { $_.Length -le 21 -and $text -notmatch [regex]::Escape($_) }).Count'; Expected = '0' }
        @{ Line = 'Test-EcaMetadata $folder -Quiet'; Expected = 'True' }
        @{ Line = '(Test-EcaMetadata $folder | Get-EcaLintRule).Id.Count -gt 0'; Expected = 'True' }
        @{ Line = 'Publish-EcaMetadata $folder -WhatIf; @(Get-ExternalClientApp Driver_App*).Count'; Expected = '0' }
        @{ Line = 'Publish-EcaMetadata $folder -Confirm:$false | ForEach-Object { "$_ $($_.Status)" }'; Expected = 'Driver_App Succeeded' }
        @{ Line = 'Publish-EcaMetadata $folder | ForEach-Object Status'; Expected = 'Unchanged' }
        @{ Line = 'Get-Item $folder | Publish-EcaMetadata | ForEach-Object Status'; Expected = 'Unchanged' }
        @{ Line = 'Get-ExternalClientApp Driver* | ForEach-Object { "$($_.Name) $($_.IsEnabled)" }'; Expected = 'Driver_App True' }
        @{ Line = '''Warehouse_ECA'' | Get-ExternalClientApp | ForEach-Object Name'; Expected = 'Warehouse_ECA' }
        @{ Line = 'try { Get-ExternalClientApp -Name $null } catch { $_.FullyQualifiedErrorId }'; Expected = 'ParameterArgumentValidationError,EcaTools.Commands.Inventory.GetExternalClientAppCommand' }
        @{ Line = 'Compare-EcaMetadata $folder -Name Driver_App -Quiet'; Expected = 'True' }
        @{ Line = 'Get-ConnectedApp Legacy_Billing | Find-EcaConsumerKey -Path $code | ForEach-Object { "$($_.FileKind) $($_.Line)" }'; Expected = 'Configuration 1' }
        @{ Line = 'Get-EcaCredential Billing_ECA | Test-EcaOAuthFlow ClientCredentials | ForEach-Object { "$_" }'; Expected = 'Billing_ECA ClientCredentials: Passed' }
        @{ Line = 'Test-EcaOAuthFlow ClientCredentials Billing_ECA -Credential (Get-EcaCredential Billing_ECA) | ForEach-Object { "$_" }'; Expected = 'Billing_ECA ClientCredentials: Passed' }
        @{ Line = 'Get-EcaCredential -Name Billing_ECA | ForEach-Object App'; Expected = 'Billing_ECA' }
        @{ Line = 'Get-ConnectedApp Customer_Portal, Expenses_SSO | New-EcaMetadata "$folder-map" | Publish-EcaMetadata -Confirm:$false -OutVariable deployed | Out-Null; Get-ConnectedApp Customer_Portal -OutVariable app | ForEach-Object ConsumerKey | Set-Content $code/portal.txt; $app | Find-EcaConsumerKey $code/portal.txt | Update-EcaConsumerKey -KeyMap $deployed -UndoFile "$out.undo" | ForEach-Object Status'; Expected = 'Updated' }
        @{ Line = '(Get-EcaCredential Billing_ECA).Credential.GetType().Name'; Expected = 'PSCredential' }
        @{ Line = 'Get-EcaCredential Billing_ECA | ConvertTo-Json | ConvertFrom-Json | Get-Member -MemberType NoteProperty | ForEach-Object Name'; Expected = 'App, AppId, ConsumerId, ConsumerKey, ConsumerName, OrgAlias, State' }
        @{ Line = 'Get-EcaKeyRotation Billing_ECA | ForEach-Object { "$_" }'; Expected = 'Billing_ECA/Billing_ECA_oauth: NeverRotated' }
        @{ Line = 'Get-ExternalClientApp Billing_ECA | Invoke-EcaKeyRotation -PassThru -Confirm:$false | ForEach-Object { "$($_.State) $($_.Credential.Credential.GetType().Name)" }'; Expected = 'Rotated PSCredential' }
        @{ Line = 'New-EcaCertificate ''CN=first hour'' $keys | ForEach-Object { "$_" }'; Expected = 'CN=first hour' }
        @{ Line = '@(Test-EcaOrg | Where-Object Outcome -eq Failed).Count'; Expected = '0' }
        @{ Line = 'Test-EcaOrg -JUnitPath $out | Out-Null; ([xml] (Get-Content $out -Raw)).testsuites.testsuite.name'; Expected = 'Test-EcaOrg' }
        @{ Line = 'Test-EcaMetadata $folder -SarifPath $out | Out-Null; (Get-Content $out -Raw | ConvertFrom-Json).version'; Expected = '2.1.0' }
        @{ Line = 'Get-EcaOrg | ForEach-Object { "$_ $($_.OrgType) $($_.ApiVersion)" }'; Expected = 'practice Practice 68.0' }
        @{ Line = 'Get-EcaOrg | ConvertTo-Json | ConvertFrom-Json | ForEach-Object { "$($_.Alias) $($_.OrgType) $($_.ApiVersion)" }'; Expected = 'practice Practice 68.0' }
        @{ Line = '(Get-EcaOrg | Out-String -Width 80) -split ''\r?\n'' -match ''localhost'' | ForEach-Object { $_.Substring(0, 10) }'; Expected = '* practice' }
        @{ Line = 'Get-ConnectedApp Legacy_Billing | Backup-ConnectedApp "$out.backup" | ForEach-Object { "$($_.App) $($_.Outcome)" }'; Expected = 'Legacy_Billing Complete' }
        @{ Line = 'Get-ConnectedApp Legacy_Billing | New-EcaMigration -OutputPath "$out.plan" | ForEach-Object { "$($_.App) $($_.Stage)" }'; Expected = 'Legacy_Billing Planned' }
        @{ Line = '(Connect-EcaOrg -InstanceUrl $practice.Url -AccessToken $practice.AccessToken -Alias again -NoDefault).Alias; (Get-EcaOrg -Current).Alias; Disconnect-EcaOrg again'; Expected = 'again, practice' }
        @{ Line = '$practice.Credential.UserName'; Expected = 'ada.moreau@harbourline.example.com' }
        @{ Line = '$practice.GetCredential(''farid.haddad@harbourline.example.com'').UserName'; Expected = 'farid.haddad@harbourline.example.com' }
        @{ Line = 'Get-EcaPracticeOrg | ForEach-Object { "$_" -match ''^http://localhost:\d+/$'' }'; Expected = 'True' }
        @{ Line = 'Get-ConnectedApp Legacy_Billing | Export-Clixml $out; Import-Clixml $out | Get-ConnectedApp | ForEach-Object Name'; Expected = 'Legacy_Billing' }
        @{ Line = '$DebugPreference = ''Continue''; @(Get-EcaCredential Billing_ECA 5>&1 | Where-Object { $_ -is [Management.Automation.DebugRecord] }).Count -gt 1'; Expected = 'True' }
    )
}

BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    $global:PSDefaultParameterValues['*-EcaKeyRotation:JournalPath'] = "$TestDrive/journal"
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg
    $csv = "$TestDrive/apps.csv"
    'Name', 'Legacy_Billing', 'Customer_Portal' | Set-Content $csv
    $out = "$TestDrive/out.txt"
    $folder = "$TestDrive/force-app"
    $keys = "$TestDrive/keys"
    $code = "$TestDrive/code"
    $null = New-Item -ItemType Directory $code
    "key = $((Get-ConnectedApp Legacy_Billing).ConsumerKey)" | Set-Content $code/config.ini
}

AfterAll {
    $practice | Stop-EcaPracticeOrg
    $global:PSDefaultParameterValues.Remove('*-EcaKeyRotation:JournalPath')
}

Describe 'The first hour' {
    It '<Line>' -ForEach $lines {
        @(& ([scriptblock]::Create($Line))) -join ', ' | Should -BeExactly $Expected
    }
}
