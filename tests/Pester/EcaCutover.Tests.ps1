BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg
    $assessments = Get-ConnectedApp | Test-EcaBlocker -Usage (Get-ConnectedAppUsage) -AsOf 2026-11-22
    $waves = $assessments | Get-EcaMigrationWave

    # A decision as Test-EcaCutoverGate writes it, by the clock of the practice org.
    function Get-Gate {
        param([string] $App, [string] $Verdict = 'Promote', [datetime] $At = $practice.Now.UtcDateTime)
        $core = [System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'EcaTools.Core' } | Select-Object -Last 1
        $gate = [activator]::CreateInstance($core.GetType('EcaTools.Core.Cutover.Gates.CutoverGateResult'))
        $set = { param($Name, $Value) $gate.GetType().GetProperty($Name).SetValue($gate, $Value) }
        & $set App $App
        & $set Verdict ([enum]::Parse($core.GetType('EcaTools.Core.Cutover.Gates.GateVerdict'), $Verdict))
        & $set DecidedAt ([datetimeoffset] $At)
        & $set WindowStart ([datetimeoffset] $At.AddDays(-1))
        & $set WindowEnd ([datetimeoffset] $At)
        $reason = $core.GetType('EcaTools.Core.Cutover.Gates.GateReason')
        $array = [array]::CreateInstance($reason, 0)
        $create = [System.Collections.Immutable.ImmutableArray].GetMethods() |
            Where-Object { $_.Name -eq 'Create' -and $_.GetParameters().Count -eq 1 -and $_.GetParameters()[0].ParameterType.IsArray } |
            Select-Object -First 1
        & $set Reasons ($create.MakeGenericMethod($reason).Invoke($null, @(, $array)))
        & $set Inputs ([System.Collections.Immutable.ImmutableSortedDictionary[string, string]]::Empty)
        $gate
    }

    # A migration with one app and three callers.
    function Get-MigrationFolder {
        $path = Join-Path $TestDrive ([guid]::NewGuid())
        $null = $waves | New-EcaMigration $path
        Get-ChildItem $path/apps | Remove-Item
        @{ app = 'Portal'; eca = 'PortalEca'; callers = @(@{ name = 'job1'; credential = 'kv-prod/sf-job1' }, @{ name = 'job2' }, @{ name = 'job3' }) } |
            ConvertTo-Json -Depth 5 | Set-Content $path/apps/Portal.json
        Remove-Item $path/ledger.jsonl
        $path
    }
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'New-EcaMigration' {
    It 'plans every app of the waves, with callers, and notes inventory and blockers' {
        $rows = $waves | New-EcaMigration $TestDrive/plan -Admin ann@example.com
        $rows.App | Sort-Object -Unique | Should -Be ($assessments.Name | Sort-Object)
        $rows.Stage | Sort-Object -Unique | Should -Be Planned
        (Get-ChildItem $TestDrive/plan/apps).Count | Should -Be $assessments.Count
        (Get-EcaChecklist $TestDrive/plan)[0].EvidenceAt | Should -Not -BeNullOrEmpty
        Get-Content $TestDrive/plan/migration.json -Raw | ConvertFrom-Json | ForEach-Object orgId | Should -Match '^00D'
    }

    It 'changes nothing the second time, and nothing with -WhatIf' {
        $before = Get-ChildItem $TestDrive/plan -Recurse -File | Get-FileHash | ForEach-Object Hash
        $waves | New-EcaMigration $TestDrive/plan | Should -BeNullOrEmpty
        Get-ChildItem $TestDrive/plan -Recurse -File | Get-FileHash | ForEach-Object Hash | Should -Be $before
        $waves | New-EcaMigration $TestDrive/whatif -WhatIf
        Test-Path $TestDrive/whatif | Should -BeFalse
    }

    It 'refuses other objects, and goes on with the rest' {
        $rows = 'x', $waves[0] | New-EcaMigration $TestDrive/mixed -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'InputNotSupported,EcaTools.Commands.Cutover.NewEcaMigrationCommand'
        $rows.App | Sort-Object -Unique | Should -Be ($waves[0].Apps | Sort-Object)
    }
}

Describe 'Step-EcaCutover and Undo-EcaCutover' {
    It 'takes callers through the stages with an action, and back' {
        $path = Get-MigrationFolder
        $called = [System.Collections.Generic.List[string]]::new()
        $action = { param($Move) $called.Add("$($Move.Caller) $($Move.From) > $($Move.To) $($Move.InstancesOnEca) $($Move.Credential)") }
        Add-EcaEvidence $path -Kind FlowTest -App PortalEca -Outcome Passed
        $null = Step-EcaCutover $path -App Portal -To Validated -Confirm:$false
        $steps = Step-EcaCutover $path -App Portal -To Canary -Action $action -Confirm:$false
        $steps.Caller | Should -Be job1
        $called | Should -Be 'job1 Validated > Canary 1 kv-prod/sf-job1'
        foreach ($stage in '10 %', '30 %') { (Get-Gate Portal -At $practice.Now.UtcDateTime.AddSeconds(1)) | Step-EcaCutover $path -Confirm:$false | ForEach-Object To | Should -Be $stage }
        (Get-Gate Portal -At $practice.Now.UtcDateTime.AddSeconds(2) | Step-EcaCutover $path -Confirm:$false).Caller | Should -Be job1, job2, job3
        $called.Clear()
        $null = Undo-EcaCutover $path -App Portal -Action $action -Confirm:$false
        $called.Count | Should -Be 3
        $called[0] | Should -Be 'job1 100 % > 30 % 1 kv-prod/sf-job1'
        (Get-EcaMigration $path).Stage | Should -Be '30 %', Validated, Validated
    }

    It 'changes nothing with -WhatIf, and says what it would do' {
        $path = Get-MigrationFolder
        Add-EcaEvidence $path -Kind FlowTest -App Portal -Outcome Passed
        $before = (Get-FileHash $path/ledger.jsonl).Hash
        Step-EcaCutover $path -App Portal -To Validated -Action { throw 'the action ran' } -WhatIf
        (Get-FileHash $path/ledger.jsonl).Hash | Should -Be $before
        Get-ChildItem $path -Force -Recurse -Filter '*.tmp' | Should -BeNullOrEmpty
    }

    It 'refuses <Verdict>' -ForEach @{ Verdict = 'Hold' }, @{ Verdict = 'Rollback' } {
        $path = Get-MigrationFolder
        { Get-Gate Portal $Verdict | Step-EcaCutover $path -Confirm:$false } | Should -Throw -ErrorId 'GateRefused,EcaTools.Commands.Cutover.StepEcaCutoverCommand'
        (Get-EcaMigration $path).Stage | Sort-Object -Unique | Should -Be Planned
    }

    It 'steps nothing if the gate writes nothing' {
        $path = Get-MigrationFolder
        @() | Step-EcaCutover $path -App Portal -To Validated -Force -Reason test -Confirm:$false
        Test-Path $path/ledger.jsonl | Should -BeFalse
    }

    It 'stops an action that does not end' {
        $path = Get-MigrationFolder
        { Step-EcaCutover $path -App Portal -To Validated -Force -Reason test -TimeoutSeconds 1 -Confirm:$false -Action { while ($true) { $null = 1 } } } |
            Should -Throw -ErrorId 'CutoverActionFailed,EcaTools.Commands.Cutover.StepEcaCutoverCommand'
        (Get-EcaMigration $path -App Portal)[0].NextStep | Should -BeLike '*step to*Validated*again*'
    }

    It 'stops at an error that an action only writes, and resumes afterward' {
        $path = Get-MigrationFolder
        { Step-EcaCutover $path -App Portal -To Validated -Force -Reason test -Confirm:$false -Action { Write-Error 'the vault is closed' } } |
            Should -Throw '*the vault is closed*' -ErrorId 'CutoverActionFailed,EcaTools.Commands.Cutover.StepEcaCutoverCommand'
        $null = Step-EcaCutover $path -App Portal -To Validated -Force -Reason test -Confirm:$false
        (Get-EcaMigration $path).Stage | Sort-Object -Unique | Should -Be Validated
    }
}

Describe 'Get-EcaMigration' {
    It 'names file, line and column of a mistake' {
        $path = Get-MigrationFolder
        '{ "app": "Portal",', '  "wav": 1 }' | Set-Content $path/apps/Portal.json
        { Get-EcaMigration $path } | Should -Throw '*Portal.json:2:*''wav'' is not a valid name here*' -ErrorId 'DocumentInvalid,*'
    }

    It 'shows a broken ledger as an error, and no stage' {
        $path = Get-MigrationFolder
        Add-EcaEvidence $path -Kind FlowTest -App Portal -Outcome Failed
        (Get-Content $path/ledger.jsonl -Raw).Replace('Failed', 'Passed') | Set-Content $path/ledger.jsonl -NoNewline
        $rows = Get-EcaMigration $path -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'LedgerBroken,EcaTools.Commands.Cutover.GetEcaMigrationCommand'
        $rows.Stage | Should -Be $null, $null, $null
        $rows.Ledger | Sort-Object -Unique | Should -Be Broken
    }

    It 'is shown as tables that fit' {
        $path = Get-MigrationFolder
        Get-TableHeader (Get-EcaMigration $path) | Should -Be App, Caller, Wave, Stage, Stable, NextStep
    }
}

Describe 'Add-EcaEvidence' {
    It 'takes what other cmdlets write, also copies of it' {
        $path = Join-Path $TestDrive evidence
        $null = $waves | New-EcaMigration $path
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($assessments[0]))
        $entries = $copy | Add-EcaEvidence $path -PassThru
        $entries.Evidence | Should -Be Inventory, Blockers
        $entries.App | Sort-Object -Unique | Should -Be $assessments[0].Name
    }

    It 'refuses what is unclear' {
        $path = Get-MigrationFolder
        { Add-EcaEvidence $path -Kind Access -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterMissing,*'
        { 'x' | Add-EcaEvidence $path -ErrorAction Stop } | Should -Throw -ErrorId 'InputNotSupported,*'
        { Add-EcaEvidence $path -Kind Access -App Nothing -Outcome Passed -ErrorAction Stop } | Should -Throw -ErrorId 'AppNotFound,*'
        { Add-EcaEvidence $path -Kind Backup -App Portal -Outcome Passed -File $path/none -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotReadable,*'
    }
}

Describe 'Get-EcaChecklist' {
    It 'has twelve items, and fails a job on request' {
        $path = Get-MigrationFolder
        (Get-EcaChecklist $path).Number | Should -Be (1..12)
        (Get-EcaChecklist $path).Status | Sort-Object -Unique | Should -Be NotApplicable, Pending
        { Get-EcaChecklist $path -FailOn Pending } | Should -Throw -ErrorId 'TestFailed,*'
        { Get-EcaChecklist $path -FailOn Failed } | Should -Not -Throw
        Get-TableHeader (Get-EcaChecklist $path -View Raci) | Should -Be '#', Title, Status, Admin, Developer, Architect
    }
}

Describe 'Export-EcaReport' {
    It 'writes <Name> from a migration' -ForEach @{ Name = 'r.html' }, @{ Name = 'r.md' }, @{ Name = 'r.json' }, @{ Name = 'r.csv' }, @{ Name = 'r.xml' } {
        $path = Get-MigrationFolder
        (Export-EcaReport $TestDrive/$Name -Path $path).FullName | Should -Exist
        $redacted = Export-EcaReport $TestDrive/redacted-$Name -Path $path -Redact
        Get-Content $redacted -Raw | Should -Not -Match 'Portal|job1'
        Get-Content $TestDrive/$Name -Raw | Should -Match 'job1'
    }

    It 'takes assessments from the pipeline, and counts what they hold' {
        $file = $assessments | Export-EcaReport $TestDrive/findings.json
        $report = Get-Content $file -Raw | ConvertFrom-Json
        $report.isComplete | Should -BeTrue
        ($report.rows | Where-Object { $_.kind -eq 'Finding' -and $_.outcome -ne 'Skipped' }).Count | Should -Be $assessments.Findings.Count
        ($report.rows | Where-Object kind -EQ Blockers).Count | Should -Be $assessments.Count
    }

    It 'is not complete if an object can''t be reported' {
        $file = 'x', $assessments[0] | Export-EcaReport $TestDrive/incomplete.json -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InputNotSupported,*'
        (Get-Content $file -Raw | ConvertFrom-Json).isComplete | Should -BeFalse
    }

    It 'refuses objects of several orgs, a folder and an unknown format' {
        $one = [pscustomobject]@{ PSTypeName = 'EcaTools.OAuthFlowResult'; Name = 'A'; Flow = 'JwtBearer'; Outcome = 'Passed'; OrgAlias = 'one' }
        $two = [pscustomobject]@{ PSTypeName = 'EcaTools.OAuthFlowResult'; Name = 'A'; Flow = 'JwtBearer'; Outcome = 'Passed'; OrgAlias = 'two' }
        { $one, $two | Export-EcaReport $TestDrive/mixed.json } | Should -Throw -ErrorId 'WrongOrg,*'
        { $one | Export-EcaReport $TestDrive -Format Json } | Should -Throw -ErrorId 'FileExists,*'
        { $one | Export-EcaReport $TestDrive/x.pdf } | Should -Throw -ErrorId 'ParameterInvalid,*'
        Test-Path $TestDrive/mixed.json | Should -BeFalse
    }
}
