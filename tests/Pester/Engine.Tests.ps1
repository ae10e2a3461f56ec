# The cmdlet base on a real engine: what every cmdlet relies on and no cmdlet tests again.
BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    Import-Module (Get-EngineProbePath)

    function Invoke-InNewRunspace([string] $Script, [hashtable] $Arguments) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript($Script)
        foreach ($name in $Arguments.Keys) { $null = $shell.AddParameter($name, $Arguments[$name]) }
        $shell
    }
}

Describe 'The cmdlet base' {
    It 'streams 100,000 objects in order from a body that changes threads' {
        $previous = -1
        $ordered = $true
        Write-Probe -Count 100000 | ForEach-Object { if ($_ -ne $previous + 1) { $ordered = $false }; $previous = $_ }
        $ordered | Should -BeTrue
        $previous | Should -Be 99999
    }

    It 'writes objects, warnings, and errors from any thread, in order' {
        $written = Write-Probe -Count 50 -OnOtherThread -WarningVariable warnings -WarningAction SilentlyContinue -ErrorVariable failures -ErrorAction SilentlyContinue -Verbose 4>&1
        $written | Where-Object { $_ -is [int] } | Should -Be (0..49)
        $written | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Should -HaveCount 50
        "$warnings" | Should -Be (0..49 | ForEach-Object { "warning $_" } | Join-String -Separator ' ')
        $failures.TargetObject | Should -Be (0..49)
    }

    It 'does not buffer: the first object arrives before the body ends' {
        Write-Probe -Count 2000000000 | Select-Object -First 3 | Should -Be 0, 1, 2
    }

    It 'keeps what was written before a body fails half-way' {
        $written = Write-Probe -Count 10 -FailAt 4 -ErrorAction SilentlyContinue -ErrorVariable failure
        $written | Should -Be 0, 1, 2, 3
        $failure.Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'ProbeFailed,EcaTools.EngineProbe.WriteProbeCommand'
    }

    It 'goes on after a record that fails, and says it with id, category, target and next step' {
        $passed = 1..6 | Test-Probe -ErrorAction SilentlyContinue -ErrorVariable failures
        $passed | Should -Be 2, 4, 6
        $failures.Count | Should -Be 3
        $failures[0].FullyQualifiedErrorId | Should -Be 'ProbeFailed,EcaTools.EngineProbe.TestProbeCommand'
        $failures[0].CategoryInfo.Category | Should -Be InvalidData
        $failures.TargetObject | Should -Be 1, 3, 5
        $failures[0].ErrorDetails.RecommendedAction | Should -Be 'Nothing fixes a probe.'
    }

    It 'stops at the first error under -ErrorAction Stop' {
        $passed = [System.Collections.Generic.List[int]]::new()
        { 2, 4, 5, 6 | Test-Probe -ErrorAction Stop | ForEach-Object { $passed.Add($_) } } |
            Should -Throw -ErrorId 'ProbeFailed,EcaTools.EngineProbe.TestProbeCommand'
        $passed | Should -Be 2, 4
    }

    It 'ends the command when it fails before the first record' {
        { 2 | Test-Probe -FailInBegin } | Should -Throw -ErrorId 'ProbeFailed,EcaTools.EngineProbe.TestProbeCommand'
    }

    It 'stops in mid-request on Ctrl+C' {
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            $shell = Invoke-InNewRunspace 'param($Module, $Probe, $Uri) Import-Module $Module; Import-Module $Probe; Wait-Probe -Uri $Uri' @{
                Module = (Get-StagedModulePath); Probe = (Get-EngineProbePath); Uri = "http://127.0.0.1:$($listener.LocalEndpoint.Port)/"
            }
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            # The request has been sent when the listener sees the connection; it is never answered.
            $connection = $listener.AcceptTcpClientAsync()
            $connection.Wait(120000) | Should -BeTrue
            $stopped = $shell.BeginStop($null, $null)
            $stopped.AsyncWaitHandle.WaitOne(120000) | Should -BeTrue
            $shell.EndStop($stopped)
            $shell.InvocationStateInfo.State | Should -Be Stopped
            $output | Should -Be 'sending'
            $running.IsCompleted | Should -BeTrue
        }
        finally {
            $listener.Stop()
            $shell.Dispose()
        }
    }

    It 'lets a body end in its own finally when the pipeline stops under several reports' {
        $shell = Invoke-InNewRunspace 'param($Module, $Probe) Import-Module $Module; Import-Module $Probe; Suspend-Probe' @{ Module = (Get-StagedModulePath); Probe = (Get-EngineProbePath) }
        try {
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $null = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            $waiting = $output.GetEnumerator()
            $waiting.MoveNext() | Should -BeTrue
            $waiting.Current | Should -Be waiting
            $shell.Stop()
            [EcaTools.EngineProbe.SuspendProbeCommand]::HasEnded | Should -BeTrue
        }
        finally { $shell.Dispose() }
    }

    It 'changes nothing under -WhatIf' {
        'a', 'b' | Set-Probe -WhatIf | Should -BeNullOrEmpty
    }

    It 'asks on the pipeline thread after an await, and takes yes for -Confirm:$false' {
        'a', 'b' | Set-Probe -Confirm:$false | Should -Be 'set a', 'set b'
    }

    It 'refuses to go on unasked where nobody can answer' {
        $pwsh = Get-PwshPath
        $said = & $pwsh -NoProfile -NonInteractive -Command "Import-Module '$(Get-StagedModulePath)'; Import-Module '$(Get-EngineProbePath)'; 'a' | Set-Probe" 2>&1
        $LASTEXITCODE | Should -Not -Be 0
        $said -join "`n" | Should -Not -Match 'set a'
    }
}

Describe 'The orgs of a session' {
    It 'are each runspace''s own: 8 at once hold 8 orgs' {
        $module = Get-StagedModulePath
        $results = 1..8 | ForEach-Object -ThrottleLimit 8 -Parallel {
            Import-Module $using:module
            $practice = Start-EcaPracticeOrg -Seed empty
            try {
                $org = $practice | Connect-EcaOrg -Alias 'mine'
                $null = Get-ExternalClientApp
                [pscustomobject]@{ Url = $practice.Url.AbsoluteUri; Current = (Get-EcaOrg).InstanceUrl; Count = @(Get-EcaOrg).Count; Alias = $org.Alias }
            }
            finally { $practice | Stop-EcaPracticeOrg }
        }
        $results.Count | Should -Be 8
        $results.Count | Should -Be @($results | Where-Object { $_.Count -eq 1 -and ([uri] $_.Current).Port -eq ([uri] $_.Url).Port }).Count
        @($results.Url | Sort-Object -Unique).Count | Should -Be 8
    }

    It 'do not go over to the next item when ForEach-Object -Parallel uses a runspace again' {
        $module = Get-StagedModulePath
        $left = 1..3 | ForEach-Object -ThrottleLimit 1 -Parallel {
            Import-Module $using:module
            @(Get-EcaOrg).Count
            $practice = Start-EcaPracticeOrg -Seed empty
            $null = $practice | Connect-EcaOrg
            $practice | Stop-EcaPracticeOrg
        }
        $left | Should -Be 0, 0, 0
    }
}
