# The module as PowerShell sees it.
BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    $manifest = Get-StagedModulePath
}

Describe 'The module' {
    It 'has a manifest without fault' {
        { Test-ModuleManifest $manifest -ErrorAction Stop } | Should -Not -Throw
    }

    It 'exports cmdlets and nothing else' {
        $module = Get-Module EcaTools
        $module.ExportedCmdlets.Count | Should -BeGreaterThan 0
        $module.ExportedCommands.Count | Should -Be $module.ExportedCmdlets.Count
        $module.ExportedVariables.Count | Should -Be 0
    }

    It 'is there without a folder of its own, from whatever location' {
        $pwsh = Get-PwshPath
        $said = & $pwsh -NoProfile -NonInteractive -WorkingDirectory ([System.IO.Path]::GetTempPath()) -Command "Import-Module '$(Split-Path (Split-Path $manifest))'; (Get-Command -Module EcaTools).Count"
        $said | Should -Be @(Get-Command -Module EcaTools).Count
    }
}

Describe 'The help topic <_>' -ForEach 'about_EcaTools', 'about_EcaTools_Errors', 'about_EcaTools_Secrets' {
    It 'is found' {
        Get-Help $_ | Out-String | Should -Match 'LONG DESCRIPTION'
    }
}
