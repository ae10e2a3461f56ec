<#
.SYNOPSIS
    Lints the metadata of External Client Apps in a pipeline job and leaves a SARIF log for GitHub code scanning or Azure DevOps.
.DESCRIPTION
    Writes the findings to the job's log, each as an annotation where the job runs in GitHub Actions or Azure Pipelines, and all of them
    to a SARIF log. The last line says how many there are. pwsh ends with exit code 1 where a finding is as severe as -FailOn.

    GitHub Actions:

        - run: ./lint.ps1 -Path ./force-app -SarifPath ./lint.sarif
          shell: pwsh
        - uses: github/codeql-action/upload-sarif@v3
          if: always()
          with: { sarif_file: lint.sarif }

    Azure Pipelines, where the Scans tab shows logs that are published under this name:

        - pwsh: ./lint.ps1 -Path ./force-app -SarifPath '$(Build.ArtifactStagingDirectory)/lint.sarif'
        - publish: '$(Build.ArtifactStagingDirectory)/lint.sarif'
          artifact: CodeAnalysisLogs
          condition: always()
.EXAMPLE
    ./lint.ps1 -Path ./force-app -SarifPath ./lint.sarif
    Fails where a file can't be deployed or holds a secret.
.EXAMPLE
    ./lint.ps1 -Path ./force-app -SarifPath ./lint.sarif -FailOn Warning -ExcludeRule ECL041, ECL055
    Fails on what is unsafe, too, but for two rules that the team has decided about.
#>
[CmdletBinding()]
param(
    # The folder with the metadata.
    [Parameter(Mandatory)]
    [string] $Path,

    # The file for the SARIF log.
    [Parameter(Mandatory)]
    [string] $SarifPath,

    # The least severity that fails the job.
    [ValidateSet('Information', 'Warning', 'Error')]
    [string] $FailOn = 'Error',

    # The ids of rules to leave out.
    [string[]] $ExcludeRule
)

$ErrorActionPreference = 'Stop'

# In a logging command these characters would end a property, or the command itself.
function Protect-GitHub([string] $Text) { $Text.Replace('%', '%25').Replace("`r", '%0D').Replace("`n", '%0A').Replace(':', '%3A').Replace(',', '%2C') }
function Protect-Azure([string] $Text) { $Text.Replace('%', '%AZP25').Replace("`r", '%0D').Replace("`n", '%0A').Replace(']', '%5D').Replace(';', '%3B') }

# Azure Pipelines looks for its commands anywhere in a line, and names and messages come from files and orgs.
function Protect-Log([string] $Text) { $env:TF_BUILD -eq 'True' ? $Text.Replace('##vso[', '##_vso[').Replace('##[', '##_[') : $Text }

$arguments = @{ Path = $Path; SarifPath = $SarifPath; FailOn = $FailOn }
if ($ExcludeRule) { $arguments.ExcludeRule = $ExcludeRule }
$counts = @{ Error = 0; Warning = 0; Information = 0 }
try {
    Test-EcaMetadata @arguments | ForEach-Object {
        $counts["$($_.Severity)"]++
        $line = [Math]::Max(1, [int] $_.Line)
        $text = "$($_.RuleId): $($_.Message) $($_.Remediation)"
        if ($env:GITHUB_ACTIONS -eq 'true') {
            $level = @{ Error = 'error'; Warning = 'warning'; Information = 'notice' }["$($_.Severity)"]
            "::$level file=$(Protect-GitHub (Resolve-Path -LiteralPath (Split-Path $_.Path) -Relative))/$(Protect-GitHub (Split-Path $_.Path -Leaf)),line=$line::$($text.Replace('%', '%25').Replace("`r", '%0D').Replace("`n", '%0A'))"
        }
        elseif ($env:TF_BUILD -eq 'True' -and $_.Severity -ne 'Information') {
            "##vso[task.logissue type=$("$($_.Severity)".ToLowerInvariant());sourcepath=$(Protect-Azure (Protect-Log $_.Path));linenumber=$line;code=$($_.RuleId)]$(Protect-Azure (Protect-Log $text))"
        }
        else {
            Protect-Log "$($_.Severity) $($_.Location) $text"
        }
    }
}
finally {
    "$($counts.Error) errors, $($counts.Warning) warnings, $($counts.Information) notes"
}
