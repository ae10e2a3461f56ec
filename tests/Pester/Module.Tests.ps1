# The module as PowerShell sees it.
BeforeDiscovery {
    . $PSScriptRoot/Import-StagedModule.ps1
    $commands = (Get-Command -Module EcaTools).Name
}

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

    It 'brings no assembly that another module could bring too' {
        $folder = Split-Path $manifest
        [System.AppDomain]::CurrentDomain.GetAssemblies() |
            Where-Object { -not $_.IsDynamic -and $_.Location.StartsWith($folder) } |
            ForEach-Object { $_.GetName().Name | Should -Match '^EcaTools(\.|$)' }
    }
}

Describe 'The help of <_>' -ForEach $commands {
    BeforeAll {
        $name = $_
        $help = Get-Help $name -Full
    }

    It 'has a synopsis, a description and two examples' {
        # Where Get-Help finds no help file it makes a synopsis out of the syntax.
        $help.Synopsis | Should -Not -Match "^\s*$name"
        $help.Description.Text | Should -Not -BeNullOrEmpty
        @($help.Examples.Example).Count | Should -BeGreaterOrEqual 2
    }

    It 'tells of every parameter' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        foreach ($parameter in (Get-Command $name).Parameters.Keys | Where-Object { $_ -notin $common }) {
            @(Get-Help $name -Parameter $parameter).Description.Text | Should -Not -BeNullOrEmpty -Because $parameter
        }
    }

    It 'shows the syntax that the cmdlet has' {
        # The blanks between the words are the formatter's.
        $shown = @($help.Syntax.SyntaxItem | ForEach-Object { @($_.Parameter.Name) -join ' ' })
        $has = @((Get-Command $name).ParameterSets | ForEach-Object {
                @($_.Parameters | Where-Object { $_.Name -notin [System.Management.Automation.Cmdlet]::CommonParameters }).Name | Sort-Object | Join-String -Separator ' '
            })
        @($shown | ForEach-Object { ($_ -split ' ' | Sort-Object) -join ' ' }) | Sort-Object | Should -Be ($has | Sort-Object)
    }

    It 'has examples that PowerShell can parse, with parameters that exist' {
        foreach ($example in $help.Examples.Example) {
            $errors = $null
            $ast = [System.Management.Automation.Language.Parser]::ParseInput($example.Code, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty -Because $example.Title
            foreach ($call in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $command = Get-Command -Module EcaTools -Name ($call.GetCommandName() ?? '?') -ErrorAction Ignore
                if (-not $command) { continue }
                foreach ($element in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                    { $command.ResolveParameter($element.ParameterName) } | Should -Not -Throw -Because "$($example.Title): $element"
                    $command.ResolveParameter($element.ParameterName).Name | Should -Be $element.ParameterName
                }
            }
        }
    }
}

Describe 'The help topic <_>' -ForEach 'about_EcaTools', 'about_EcaTools_Errors', 'about_EcaTools_Secrets' {
    It 'is found' {
        Get-Help $_ | Out-String | Should -Match 'LONG DESCRIPTION'
    }
}

Describe 'The help pages' {
    It 'are pages to platyPS' {
        if (-not (Get-Module -ListAvailable Microsoft.PowerShell.PlatyPS)) { Set-ItResult -Skipped -Because 'Microsoft.PowerShell.PlatyPS is not installed' }
        foreach ($page in Get-ChildItem $Root/docs/en-US/*-*.md) {
            Test-MarkdownCommandHelp $page.FullName | Should -BeTrue -Because $page.Name
            $command = Import-MarkdownCommandHelp $page.FullName
            $command.Diagnostics.HadErrors | Should -BeFalse -Because $page.Name
            $command.Title | Should -Be $page.BaseName
            $command.Examples.Count | Should -BeGreaterOrEqual 2
        }
    }
}
