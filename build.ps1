#!/usr/bin/env pwsh
#Requires -Version 7.4

<#
.SYNOPSIS
Builds EcaTools.
.DESCRIPTION
Each task is a task of tools/EcaTools.Build, so that 'dotnet run --project tools/EcaTools.Build -- TASK' does the same without PowerShell.
.PARAMETER Task
Build compiles the module and stages it to out/EcaTools/VERSION, ready for Import-Module ./out/EcaTools.
Test runs every test. Analyze runs PSScriptAnalyzer. Docs brings the help pages in step with the cmdlets.
Package makes a zip of the staged module. Clean deletes what building left.
.EXAMPLE
./build.ps1
.EXAMPLE
./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Analyze', 'Docs', 'Package', 'Clean')]
    [string] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
$name = $Task -eq 'Build' ? 'stage' : $Task.ToLowerInvariant()
Push-Location $PSScriptRoot
try {
    dotnet run --project tools/EcaTools.Build -- $name
    if ($LASTEXITCODE -ne 0) {
        throw "The task $Task failed with code $LASTEXITCODE."
    }
}
finally {
    Pop-Location
}
