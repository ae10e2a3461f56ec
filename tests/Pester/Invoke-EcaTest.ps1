<#
.SYNOPSIS
Runs the Pester tests against the staged module and writes their results as JSON.
.DESCRIPTION
Ends with 0 if nothing failed, otherwise with 1.
.PARAMETER ResultPath
The file to write the results to: name, outcome, duration in seconds and failure of each test.
.PARAMETER Path
The tests to run; all of this folder if it is left out.
.PARAMETER PesterPath
The manifest of Pester; the installed Pester 5 if it is left out.
#>
[CmdletBinding()]
param(
    [string] $ResultPath,
    [string[]] $Path = $PSScriptRoot,
    [string] $PesterPath
)

$ErrorActionPreference = 'Stop'
if ($PesterPath) { Import-Module $PesterPath } else { Import-Module Pester -MinimumVersion 5.0 -MaximumVersion 5.99.99 }

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.RenderMode = 'Plaintext'
$configuration.Output.CIFormat = 'None'
$run = Invoke-Pester -Configuration $configuration

function Get-Failure {
    param($Item)
    $Item.ErrorRecord | ForEach-Object {
        $_.Exception.Message
        $_.ScriptStackTrace -split '\r?\n' -notmatch 'Pester\.psm1'
    } | Out-String -Stream | Join-String -Separator "`n"
}

$results = @(
    foreach ($test in $run.Tests) {
        [ordered]@{
            name    = $test.ExpandedPath
            outcome = $test.Result
            seconds = $test.Duration.TotalSeconds
            failure = Get-Failure $test
        }
    }

    # A file or block that breaks outside its tests is a failure too.
    foreach ($item in @($run.FailedBlocks) + @($run.FailedContainers)) {
        [ordered]@{
            name    = $item.PSObject.Properties['ExpandedPath'] ? $item.ExpandedPath : [string] $item.Item
            outcome = 'Failed'
            seconds = 0
            failure = Get-Failure $item
        }
    }
)
if ($ResultPath) {
    $null = New-Item -ItemType Directory -Force (Split-Path $ResultPath)
    ConvertTo-Json -InputObject $results | Set-Content $ResultPath -Encoding utf8NoBOM
}
exit [int]($run.Result -ne 'Passed')
