#!/usr/bin/env pwsh
#Requires -Version 7.4

<#
.SYNOPSIS
Builds EcaTools.
.DESCRIPTION
Each task is a task of tools/EcaTools.Build, so that 'dotnet run --project tools/EcaTools.Build -- TASK' does the same without PowerShell.
.PARAMETER Task
Build compiles the module and stages it to out/EcaTools/VERSION, ready for Import-Module ./out/EcaTools.
Test runs every test. Analyze runs PSScriptAnalyzer. Docs updates the help pages from the cmdlets, and the generated guides from their data.
Package makes a zip of the staged module. Clean deletes what building left. Mutate runs mutation tests of a folder of Core.
.PARAMETER Folder
The folder of src/EcaTools.Core that Mutate changes.
.EXAMPLE
./build.ps1
.EXAMPLE
./build.ps1 -Task Test
.EXAMPLE
./build.ps1 -Task Mutate -Folder Rotation
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Analyze', 'Docs', 'Package', 'Clean', 'Mutate')]
    [string] $Task = 'Build',

    [string] $Folder
)

$ErrorActionPreference = 'Stop'
$name = $Task -eq 'Build' ? 'stage' : $Task.ToLowerInvariant()
Push-Location $PSScriptRoot
try {
    if ($Task -eq 'Mutate' -and -not $Folder) { throw 'Mutate needs -Folder, a folder of src/EcaTools.Core.' }
    dotnet run --project tools/EcaTools.Build -- $name ($Task -eq 'Mutate' ? $Folder : @())
    if ($LASTEXITCODE -ne 0) {
        throw "The task $Task failed with code $LASTEXITCODE."
    }
}
finally {
    Pop-Location
}
