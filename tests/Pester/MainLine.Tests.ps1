# The whole main line in a PowerShell of its own, as a user runs it, with all that it says kept.
BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    $script = @'
param($Module, $Folder)
$ErrorActionPreference = 'Stop'
$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
$null = Start-Transcript $Folder/transcript.txt
Import-Module $Module
$practice = Start-EcaPracticeOrg -Now 2026-11-22
$practice | Connect-EcaOrg
Get-ConnectedApp | Test-EcaBlocker | Where-Object Verdict -ne Blocked |
    New-EcaMetadata -OutputPath $Folder/force-app -OutVariable metadata | Publish-EcaMetadata -OutVariable deployments
$metadata.Losses
$deployments | Format-List *
Get-ExternalClientApp
try { Connect-EcaOrg -InstanceUrl http://acme.example.com -AccessToken $practice.AccessToken } catch { $_ | Format-List * -Force }
$null = Stop-Transcript
$practice.AccessToken | ConvertFrom-SecureString -AsPlainText | Set-Content $Folder/token.txt
'@
    Set-Content $TestDrive/main-line.ps1 $script
    $pwsh = Get-PwshPath
    $said = & $pwsh -NoProfile -NonInteractive -File $TestDrive/main-line.ps1 -Module (Get-StagedModulePath) -Folder $TestDrive *>&1 | Out-String -Width 500
    $exitCode = $LASTEXITCODE
}

Describe 'The main line' {
    It 'runs from the first cmdlet to the last' {
        $exitCode | Should -Be 0 -Because $said
        @(Get-ChildItem $TestDrive/force-app -Recurse -Filter *.eca-meta.xml).Count | Should -BeGreaterThan 0
    }

    It 'shows the access token in no stream, transcript or file' {
        $token = [regex]::Escape((Get-Content $TestDrive/token.txt))
        $token.Length | Should -BeGreaterThan 20
        $said | Should -Not -Match $token
        Get-Content $TestDrive/transcript.txt -Raw | Should -Not -Match $token
        Get-Content $TestDrive/transcript.txt -Raw | Should -Match 'InsecureUrl'
        Get-ChildItem $TestDrive/force-app -Recurse -File -Force | Select-String $token | Should -BeNullOrEmpty
    }
}
