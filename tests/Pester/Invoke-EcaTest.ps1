<#
.SYNOPSIS
Runs the Pester tests against the staged module and writes their result as JSON.
.DESCRIPTION
Ends with 0 when nothing failed, 1 when something did, and 3 when Pester 5 is not installed.
.PARAMETER ResultPath
The file to write the result to: counts of passed, failed and skipped tests, and the failures in words.
.PARAMETER Path
The tests to run; all of this folder where it is left out.
#>
[CmdletBinding()]
param(
    [string] $ResultPath,
    [string[]] $Path = $PSScriptRoot
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module -ListAvailable Pester | Where-Object Version -GE ([version] '5.0'))) {
    'Pester 5 is not installed: the engine tests did not run.'
    exit 3
}
Import-Module Pester -MinimumVersion 5.0

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.RenderMode = 'Plaintext'
$configuration.Output.CIFormat = 'None'
$run = Invoke-Pester -Configuration $configuration

# A file or block that breaks before its tests run is a failure too.
$failures = @(
    foreach ($item in @($run.Failed) + @($run.FailedBlocks) + @($run.FailedContainers)) {
        $name = $item.PSObject.Properties['ExpandedPath'] ? $item.ExpandedPath : $item.Item
        "$name`n$($item.ErrorRecord | ForEach-Object { $_.Exception.Message; $_.ScriptStackTrace } | Out-String)"
    }
)
if ($ResultPath) {
    $null = New-Item -ItemType Directory -Force (Split-Path $ResultPath)
    [ordered]@{
        passed   = $run.PassedCount
        failed   = $failures.Count
        skipped  = $run.SkippedCount + $run.NotRunCount
        failures = $failures
    } | ConvertTo-Json | Set-Content $ResultPath -Encoding utf8NoBOM
}
exit [int]($failures.Count -gt 0 -or $run.Result -ne 'Passed')
