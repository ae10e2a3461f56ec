BeforeAll { . $PSScriptRoot/Import-StagedModule.ps1 }

AfterAll { Stop-EcaPracticeOrg }

Describe 'Stop-EcaPracticeOrg' {
    BeforeEach { $practice = 1..3 | ForEach-Object { Start-EcaPracticeOrg -Seed empty } }

    AfterEach { Stop-EcaPracticeOrg }

    It 'stops the orgs of the pipeline, and no other' {
        $practice[0, 1] | Stop-EcaPracticeOrg
        { $practice[0] | Connect-EcaOrg -ErrorAction Stop } | Should -Throw -ErrorId 'OrgUnreachable,*'
        { $practice[1] | Connect-EcaOrg -ErrorAction Stop } | Should -Throw -ErrorId 'OrgUnreachable,*'
        $practice[2] | Connect-EcaOrg | Should -Not -BeNullOrEmpty
        Disconnect-EcaOrg -All
    }

    It 'stops all when nothing is piped' {
        Stop-EcaPracticeOrg
        foreach ($org in $practice) { { $org | Connect-EcaOrg -ErrorAction Stop } | Should -Throw -ErrorId 'OrgUnreachable,*' }
    }

    It 'stops none under -WhatIf' {
        Stop-EcaPracticeOrg -WhatIf
        ($practice | ForEach-Object { $_ | Connect-EcaOrg }).Count | Should -Be 3
        Disconnect-EcaOrg -All
    }

    It 'takes an org that was stopped already' {
        $practice[0] | Stop-EcaPracticeOrg
        { $practice[0] | Stop-EcaPracticeOrg -ErrorAction Stop } | Should -Not -Throw
    }
}

Describe 'A practice org that nobody stopped' {
    BeforeAll {
        # A runspace of its own that starts an org, and what that org's port says after it.
        function Invoke-InRunspace {
            param([string] $Then)
            $shell = [powershell]::Create()
            $null = $shell.AddScript("param(`$module) Import-Module `$module; `$org = Start-EcaPracticeOrg -Seed empty; `$org.Url.Port; $Then").AddParameters(@{ module = (Get-StagedModulePath) })
            $shell
        }

        function Test-Port {
            param([int] $Port)
            $client = [System.Net.Sockets.TcpClient]::new()
            try { $client.Connect('127.0.0.1', $Port); $true } catch { $false } finally { $client.Dispose() }
        }
    }

    It 'stops when the module is removed' {
        $shell = Invoke-InRunspace 'Remove-Module EcaTools'
        $port = $shell.Invoke()[0]
        "$($shell.Streams.Error)" | Should -BeNullOrEmpty
        Test-Port $port | Should -BeFalse
        $shell.Dispose()
    }

    It 'stops when its runspace is closed, and not before' {
        $shell = Invoke-InRunspace
        $port = $shell.Invoke()[0]
        Test-Port $port | Should -BeTrue
        $shell.Runspace.Close()
        Test-Port $port | Should -BeFalse
        $shell.Dispose()
    }

    It 'stops with the runspaces of ForEach-Object -Parallel' {
        $module = Get-StagedModulePath
        $ports = 1..2 | ForEach-Object -Parallel { Import-Module $using:module; (Start-EcaPracticeOrg -Seed empty).Url.Port }
        $ports | ForEach-Object { Test-Port $_ | Should -BeFalse }
    }

    It 'stays when the module is removed from another runspace' {
        $mine = Start-EcaPracticeOrg -Seed empty
        $shell = Invoke-InRunspace 'Remove-Module EcaTools'
        $null = $shell.Invoke()
        Test-Port $mine.Url.Port | Should -BeTrue
        $shell.Dispose()
        $mine | Stop-EcaPracticeOrg
    }
}
