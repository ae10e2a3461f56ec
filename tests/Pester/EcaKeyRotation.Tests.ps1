BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1

    # Whether a pair logs in as a caller does.
    function Test-Pair {
        param([pscredential] $Pair)
        $app = Get-ExternalClientApp Warehouse_ECA
        (Test-EcaOAuthFlow -ConsumerKey $Pair.UserName -Flow ClientCredentials -Credential $Pair).Outcome -eq 'Passed' -and $app
    }

    # What the callers' file holds.
    function Get-FilePair {
        param([string] $Path)
        $lines = @{}
        Get-Content $Path | ForEach-Object { $name, $value = $_ -split '=', 2; $lines[$name] = $value.Trim("'`"") }
        [pscredential]::new($lines.SF_CONSUMER_KEY, (ConvertTo-Secret $lines.SF_CONSUMER_SECRET))
    }
}

Describe 'The rotation of an app''s key and secret' {
    BeforeEach {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
        $server = Get-PracticeServer $practice
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $common = @{ JournalPath = "$folder/journal"; Confirm = $false }
        $store = @{ EnvironmentFile = "$folder/warehouse.env" }
        $server.Requests.Clear()
    }

    AfterEach {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'shows the whole plan under -WhatIf and changes nothing' {
        Invoke-EcaKeyRotation Warehouse_ECA @store -JournalPath "$folder/journal" -WhatIf | Should -BeNullOrEmpty
        Complete-EcaKeyRotation Warehouse_ECA -JournalPath "$folder/journal" -WhatIf | Should -Not -BeNullOrEmpty
        $server.Requests.Changes | Should -Be 0
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }

    It 'gives callers a new pair that works, and says so on the second run without another' {
        $old = (Get-EcaCredential Warehouse_ECA).Credential
        $result = Get-ExternalClientApp Warehouse_ECA | Invoke-EcaKeyRotation @store @common
        $result.State, $result.Step | Should -Be Rotated, Done
        $pair = Get-FilePair $store.EnvironmentFile
        $pair.UserName | Should -Be (Get-EcaCredential Warehouse_ECA).ConsumerKey
        $pair.UserName | Should -Not -Be $old.UserName
        Test-Pair $pair | Should -BeTrue
        Test-Pair $old | Should -BeTrue
        $server.Requests.Clear()
        (Invoke-EcaKeyRotation Warehouse_ECA @store @common -IfOlderThan 90d).State | Should -Be NotDue
        (Invoke-EcaKeyRotation Warehouse_ECA @store @common).State | Should -Be NotDue
        $server.Requests.Changes | Should -Be 0
    }

    It 'rotates several apps from the pipeline, each to its own place, with scripts' {
        $places = @{}
        $results = Get-ExternalClientApp Warehouse_ECA, Billing_ECA | Invoke-EcaKeyRotation @common -Deliver {
            param([pscredential] $Credential, $Consumer)
            $places[$Consumer.App] = $Credential
        } -ReadBack {
            param($Consumer)
            $places[$Consumer.App]
        }
        $results.State | Should -Be Rotated, Rotated
        $places.Keys | Sort-Object | Should -Be Billing_ECA, Warehouse_ECA
        $places.Values | ForEach-Object { Test-Pair $_ | Should -BeTrue }
    }

    It 'proves by the script that is given' {
        $seen = [System.Collections.Generic.List[string]]::new()
        $result = Invoke-EcaKeyRotation Warehouse_ECA @store @common -Verify { param([pscredential] $Credential) $seen.Add($Credential.UserName) }
        $result.State | Should -Be Rotated
        $seen | Should -HaveCount 3
        $server.Requests.CountOf('token') | Should -Be 0
    }

    It 'goes on after an error, and keeps callers in meanwhile' {
        $null = (Get-EcaCredential Warehouse_ECA).Credential
        $server.Faults.Add([EcaTools.PracticeOrg.Fault] @{ Kind = 'Forbidden'; Method = 'PATCH' })
        { Invoke-EcaKeyRotation Warehouse_ECA @store @common -ErrorAction Stop } | Should -Throw -ErrorId 'SecretAccessDenied*'
        Test-Pair (Get-FilePair $store.EnvironmentFile) | Should -BeTrue
        (Get-EcaKeyRotation -JournalPath $common.JournalPath).State | Should -Be InProgress
        (Invoke-EcaKeyRotation Warehouse_ECA @store @common).State | Should -Be Resumed
    }

    It 'undoes a rotation' {
        $old = (Get-EcaCredential Warehouse_ECA).Credential
        $server.Faults.Add([EcaTools.PracticeOrg.Fault] @{ Kind = 'Forbidden'; Method = 'PATCH' })
        { Invoke-EcaKeyRotation Warehouse_ECA @store @common -ErrorAction Stop } | Should -Throw
        (Undo-EcaKeyRotation Warehouse_ECA @store @common).State | Should -Be Undone
        (Get-FilePair $store.EnvironmentFile).UserName | Should -Be $old.UserName
        Get-EcaCredential Warehouse_ECA -IncludeStaged | Should -HaveCount 1
    }

    It 'revokes the previous pair, or says who still calls' {
        $old = (Get-EcaCredential Warehouse_ECA).Credential
        $null = Invoke-EcaKeyRotation Warehouse_ECA @store @common
        $server.Setup.MoveClock([timespan]::FromHours(25))
        $null = Test-EcaOAuthFlow -ConsumerKey $old.UserName -Flow ClientCredentials -Credential $old -SkipRevoke
        $refused = Complete-EcaKeyRotation Warehouse_ECA @store @common -WarningVariable warnings -WarningAction SilentlyContinue
        $refused.State | Should -Be NeedsHuman
        $refused.Callers.Username | Should -Be warehouse.integration@harbourline.example.com
        $warnings | Should -HaveCount 1
        (Get-EcaKeyRotation Warehouse_ECA -JournalPath $common.JournalPath | Complete-EcaKeyRotation @store @common -Force).State | Should -Be Completed
        Test-Pair $old | Should -BeFalse
    }

    It 'refuses to revoke the pair that callers have after an undo, forced or not' {
        $null = Invoke-EcaKeyRotation Warehouse_ECA @store @common
        (Undo-EcaKeyRotation Warehouse_ECA @store @common -WarningAction SilentlyContinue).State | Should -Be NeedsHuman
        { Complete-EcaKeyRotation Warehouse_ECA @common -ErrorAction Stop } | Should -Throw -ErrorId 'CurrentPairNotDelivered*'
        { Complete-EcaKeyRotation Warehouse_ECA @common -Force -ErrorAction Stop } | Should -Throw -ErrorId 'CurrentPairNotDelivered*'
        { Complete-EcaKeyRotation Warehouse_ECA @store @common -Force -ErrorAction Stop } | Should -Throw -ErrorId 'CurrentPairNotDelivered*'
        Test-Pair (Get-FilePair $store.EnvironmentFile) | Should -BeTrue
    }

    It 'waits a day before it revokes anything, and wants to read the target' {
        $null = Invoke-EcaKeyRotation Warehouse_ECA @store @common
        (Complete-EcaKeyRotation Warehouse_ECA @store @common -WarningAction SilentlyContinue).NextStep | Should -Match 'MinimumAge'
        $server.Setup.MoveClock([timespan]::FromHours(3))
        (Complete-EcaKeyRotation Warehouse_ECA @common -WarningAction SilentlyContinue).NextStep | Should -Match 'Name the delivery target'
        (Complete-EcaKeyRotation Warehouse_ECA @store @common -MinimumAge 2h).State | Should -Be Completed
        Test-Pair (Get-FilePair $store.EnvironmentFile) | Should -BeTrue
    }

    It 'delivers the app''s own pair again to a target that was put back' {
        $null = Get-EcaCredential Warehouse_ECA
        $null = Invoke-EcaKeyRotation Warehouse_ECA @store @common
        Set-Content $store.EnvironmentFile "SF_CONSUMER_KEY=old`nSF_CONSUMER_SECRET=pair"
        $result = Invoke-EcaKeyRotation Warehouse_ECA @store @common -IfOlderThan 90d
        $result.State | Should -Be Redelivered
        $result.Places.Pair | Should -Be Current
        Test-Pair (Get-FilePair $store.EnvironmentFile) | Should -BeTrue
    }

    It 'shows the other apps when one journal is broken or its app is gone' {
        $null = Invoke-EcaKeyRotation Warehouse_ECA, Billing_ECA @common -EnvironmentFile "$folder/{App}.env"
        $files = Get-ChildItem "$folder/journal" -Filter '*.json'
        Set-Content $files[0].FullName '{}'
        $shown = Get-EcaKeyRotation -JournalPath $common.JournalPath -ErrorAction SilentlyContinue -ErrorVariable failure
        $shown | Should -HaveCount 1
        $failure.FullyQualifiedErrorId | Should -BeLike 'RotationJournalNotReadable,*'
        $gone = (Get-Content $files[1].FullName -Raw | ConvertFrom-Json)
        $gone.appId = '0xIPr9999999999'
        $gone.app = 'Deleted_App'
        $gone | ConvertTo-Json -Depth 9 | Set-Content ($files[0].FullName -replace '0xI[^.]*', '0xIPr9999999999')
        Remove-Item $files[0].FullName
        $shown = Get-EcaKeyRotation -JournalPath $common.JournalPath -WarningAction SilentlyContinue -WarningVariable warnings
        $shown | Should -HaveCount 1
        $warnings | Should -HaveCount 1
        "$warnings" | Should -Match 'Deleted_App'
    }

    It 'says at Ctrl+C which pair callers have and how to resume' -Skip:$IsWindows {
        try {
            Set-Content "$folder/rotate.ps1" @"
                Import-Module '$(Get-StagedModulePath)'
                `$null = Connect-EcaOrg -InstanceUrl '$($practice.Url)' -AccessToken (ConvertTo-SecureString `$env:ECA_TOKEN -AsPlainText)
                `$script:count = 0
                Invoke-EcaKeyRotation Warehouse_ECA -JournalPath '$folder/journal' -Confirm:`$false -Deliver {
                    param(`$Credential, `$Consumer)
                    `$script:count++
                    if (`$script:count -eq 2) {
                        [Console]::Out.WriteLine("delivering `$PID")
                        Wait-Event -SourceIdentifier never
                    }
                }
"@
            $words = @(Get-InterruptPrefix; Get-PwshPath; '-NoProfile', '-NonInteractive', '-File', "$folder/rotate.ps1")
            $start = [System.Diagnostics.ProcessStartInfo] @{ FileName = $words[0]; RedirectStandardOutput = $true; RedirectStandardError = $true }
            $words | Select-Object -Skip 1 | ForEach-Object { $start.ArgumentList.Add($_) }
            $start.Environment['ECA_TOKEN'] = Get-PlainToken $practice
            $child = [System.Diagnostics.Process]::Start($start)
            $errors = $child.StandardError.ReadToEndAsync()
            do { $line = $child.StandardOutput.ReadLine() } until ($null -eq $line -or $line -match '^delivering')
            $line | Should -Match '^delivering \d+$' -Because "$(if ($child.HasExited) { $errors.Result })"
            kill -INT ($line -split ' ')[1]
            $rest = $child.StandardOutput.ReadToEnd()
            $child.WaitForExit()
            $rest | Should -Match 'The rotation of Warehouse_ECA/\S+ was stopped after step Delivering\.'
            ($rest -replace '\s+', ' ') | Should -Match 'Run the same command again to resume it\.'
        }
        finally {
            if ($child -and -not $child.HasExited) { $child.Kill() }
        }

        # A script may have been stopped after half of the pair.
        $status = Get-EcaKeyRotation Warehouse_ECA -JournalPath "$folder/journal"
        $status.State, $status.Step | Should -Be NeedsHuman, Delivering
        $status.NextStep | Should -Match 'may be locked out.*again to resume it'
    }

    It 'replaces a leaked pair immediately, names who is locked out, and leaves the app as it was' {
        $old = (Get-EcaCredential Warehouse_ECA).Credential
        $null = Test-EcaOAuthFlow -ConsumerKey $old.UserName -Flow ClientCredentials -Credential $old -SkipRevoke
        $before = Get-ExternalClientApp Warehouse_ECA
        $result = Invoke-EcaKeyRotation Warehouse_ECA -Immediate @store @common
        $result.State, $result.Step, $result.PreviousValidUntil | Should -Be Rotated, Done, $null
        $result.Callers.Username | Should -Be warehouse.integration@harbourline.example.com
        Test-Pair $old | Should -BeFalse
        Test-Pair (Get-FilePair $store.EnvironmentFile) | Should -BeTrue
        $after = Get-ExternalClientApp Warehouse_ECA
        $after | Select-Object Flows, CallbackUrls, Scopes, PermittedUsers | ConvertTo-Json | Should -Be ($before | Select-Object Flows, CallbackUrls, Scopes, PermittedUsers | ConvertTo-Json)
        $after.ConsumerKey | Should -Not -Be $before.ConsumerKey
    }

    It 'warns when a previous pair ends within a week' {
        $null = Invoke-EcaKeyRotation Warehouse_ECA @store @common
        $server.Setup.MoveClock([timespan]::FromDays(25))
        $null = Get-EcaKeyRotation -JournalPath $common.JournalPath -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -Match 'previous pair ends'
    }

    It 'refuses an invalid age, an app that does not exist, and a run without a target' {
        { Invoke-EcaKeyRotation Warehouse_ECA @store @common -IfOlderThan 90 } | Should -Throw -ExpectedMessage '*Write 90d*'
        { Invoke-EcaKeyRotation Nobody @store @common -ErrorAction Stop } | Should -Throw -ErrorId 'AppNotFound*'
        { Invoke-EcaKeyRotation Warehouse_ECA @common } | Should -Throw -ErrorId 'ParameterMissing*'
        $server.Requests.Changes | Should -Be 0
    }

    It 'shows no secret and no whole key anywhere but in the store' {
        $secrets = Get-EcaCredential Warehouse_ECA | ForEach-Object { $_.Credential.GetNetworkCredential().Password; $_.ConsumerKey }
        $all = Invoke-EcaKeyRotation Warehouse_ECA @store @common -Verbose *>&1
        $secrets += Get-EcaCredential Warehouse_ECA | ForEach-Object { $_.Credential.GetNetworkCredential().Password; $_.ConsumerKey }
        $text = (Get-EveryRendering @($all)) + (Get-ChildItem $common.JournalPath -File | Get-Content -Raw)
        $secrets | ForEach-Object { $text.Contains($_) | Should -BeFalse }
    }
}

Describe 'Get-EcaCredential' {
    BeforeAll {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
    }

    AfterAll {
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'gives a pair that logs in, by name, id and pipeline, and shows no secret' {
        $app = Get-ExternalClientApp Warehouse_ECA
        $pairs = @(Get-EcaCredential Warehouse_ECA; Get-EcaCredential $app.Id; $app | Get-EcaCredential)
        $pairs | Should -HaveCount 3
        $pairs[0].State | Should -Be Current
        Test-Pair $pairs[2].Credential | Should -BeTrue
        $secret = $pairs[0].Credential.GetNetworkCredential().Password
        (Get-EveryRendering $pairs).Contains($secret) | Should -BeFalse
    }

    It 'switches the org''s access off again, and says then what is missing' {
        Get-EcaCredential Warehouse_ECA -DisableSecretAccessAfter -WhatIf | Should -HaveCount 1
        Get-EcaCredential Warehouse_ECA | Should -HaveCount 1
        Get-EcaCredential Warehouse_ECA -DisableSecretAccessAfter -Confirm:$false | Should -HaveCount 1
        { Get-EcaCredential Warehouse_ECA -ErrorAction Stop } | Should -Throw -ErrorId 'SecretAccessOff*'
    }
}
