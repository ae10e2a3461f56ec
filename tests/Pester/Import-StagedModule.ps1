# Imports the staged module, never one from src. Dot-source it in BeforeAll.
$script:Root = Split-Path (Split-Path $PSScriptRoot)

function Get-StagedModulePath {
    $manifest = Get-ChildItem (Join-Path $Root 'out/EcaTools/*/EcaTools.psd1') | Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $manifest) { throw 'The module is not staged. Run ./build.ps1 first.' }
    $manifest.FullName
}

function Get-EngineProbePath {
    $probe = Get-ChildItem (Join-Path $Root 'tests/EcaTools.EngineProbe/bin/*/net8.0/EcaTools.EngineProbe.dll') | Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $probe) { throw 'The engine probe is not built. Run dotnet build tests/EcaTools.EngineProbe first.' }
    $probe.FullName
}

# The program that runs this session. As a .NET tool its process is dotnet, so that Get-Process does not tell.
function Get-PwshPath {
    (Get-Command pwsh -CommandType Application -TotalCount 1).Source
}

Import-Module (Get-StagedModulePath) -Force

# Practice orgs of tests start on one day, whatever day it is: before Salesforce retires the first flow. -Now still takes another one.
$script:TestDay = '2026-11-22T12:00:00Z'
$global:PSDefaultParameterValues['Start-EcaPracticeOrg:Now'] = $TestDay
