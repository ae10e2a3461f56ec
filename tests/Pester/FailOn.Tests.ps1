# -FailOn in processes of their own, as jobs run it: the exit code is what fails the job.
BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $pwsh = Get-PwshPath
    $module = Get-StagedModulePath
    $null = New-Item -ItemType Directory $TestDrive/bad
    @'
<?xml version="1.0" encoding="UTF-8"?>
<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    <canvasConfig>
        <accessMethod>Post</accessMethod>
        <canvasUrl>https://canvas.example.com</canvasUrl>
        <locations>Visualforce</locations>
    </canvasConfig>
    <contactEmail>owner@example.com</contactEmail>
    <label>Canvas</label>
</ConnectedApp>
'@ | Set-Content $TestDrive/bad/Canvas.connectedApp-meta.xml
    $null = Add-AppFile $TestDrive/good Plain
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias practice

    # Writes a script that runs a command and goes on.
    function Save-JobScript([string] $Name, [string] $Command) {
        $path = "$TestDrive/$Name.ps1"
        @"
Import-Module '$module'
$Command
'went on'
"@ | Set-Content $path
        $path
    }

    # Runs pwsh and gives back its exit code and all of its output.
    function Invoke-Job([string[]] $Arguments) {
        $output = & $pwsh -NoProfile -NonInteractive @Arguments 2>&1 | Out-String
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Output = $output }
    }

    $connect = "`$null = Connect-EcaOrg '$($practice.Url)' -AccessToken (ConvertTo-SecureString `$env:ECA_TEST_TOKEN -AsPlainText -Force) -Alias practice"
    $env:ECA_TEST_TOKEN = Get-PlainToken $practice
    $commands = @{
        'Test-EcaBlocker'   = "Get-ConnectedApp -Path '$TestDrive/bad' | Test-EcaBlocker -ApiVersion 65 -FailOn Blocked"
        'Test-EcaMetadata'  = "Test-EcaMetadata '$TestDrive/good' -FailOn Information"
        'Test-EcaOrg'       = "$connect; Test-EcaOrg -FailOn Warning"
        'Test-EcaOAuthFlow' = "$connect; Test-EcaOAuthFlow RefreshToken -App Warehouse_ECA -FailOn Skipped"
    }
}

AfterAll {
    $env:ECA_TEST_TOKEN = $null
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe '-FailOn' {
    It 'fails a job that runs <Command> as a file, as a command, and dot-sourced' -ForEach @(
        @{ Command = 'Test-EcaBlocker'; Text = '1 app has a verdict' }
        @{ Command = 'Test-EcaMetadata'; Text = 'finding' }
        @{ Command = 'Test-EcaOrg'; Text = 'of the checks of practice' }
        @{ Command = 'Test-EcaOAuthFlow'; Text = '1 of 1 tests of flows' }
    ) {
        $script = Save-JobScript job $commands[$Command]
        $outer = "$TestDrive/outer.ps1"
        Set-Content $outer ". '$script'", "'outer went on'"
        foreach ($arguments in @('-File', $script), @('-Command', ". '$script'"), @('-Command', "& '$script'; 'outer command went on'"), @('-File', $outer)) {
            $job = Invoke-Job $arguments
            $job.ExitCode | Should -Be 1 -Because "$arguments`n$($job.Output)"
            $job.Output | Should -Not -Match 'went on'
            $job.Output | Should -Match $Text
        }
    }

    It 'fails a job under the shells of GitHub and Azure' {
        $script = Save-JobScript hosted $commands['Test-EcaBlocker']
        $content = Get-Content -Raw $script
        # GitHub Actions: pwsh -command ". '{0}'", with these lines around the step's own.
        Set-Content "$TestDrive/github.ps1" "`$ErrorActionPreference = 'stop'`n$content`nif ((Test-Path -LiteralPath variable:\LASTEXITCODE)) { exit `$LASTEXITCODE }"
        $github = Invoke-Job '-Command', ". '$TestDrive/github.ps1'"
        $github.ExitCode | Should -Be 1
        $github.Output | Should -Match '1 app has a verdict'
        # Azure Pipelines, PowerShell@2: pwsh -Command ". '{0}'", with these lines around the task's own.
        Set-Content "$TestDrive/azure.ps1" "`$ErrorActionPreference = 'stop'`n$content`nif (!(Test-Path -LiteralPath variable:\LASTEXITCODE)) { Write-Host 'LASTEXITCODE is not set.' } else { exit `$LASTEXITCODE }"
        $azure = Invoke-Job '-Command', ". '$TestDrive/azure.ps1'"
        $azure.ExitCode | Should -Be 1
        $azure.Output | Should -Match '1 app has a verdict'
    }

    It 'lets a job pass whose apps pass' {
        $job = Invoke-Job '-File', (Save-JobScript good "Get-ConnectedApp -Path '$TestDrive/good' | Test-EcaBlocker -FailOn Blocked")
        $job.ExitCode | Should -Be 0 -Because $job.Output
        $job.Output | Should -Match 'went on'
    }

    It 'fails a job that could not look: <Name>' -ForEach @(
        @{ Name = 'a folder that is not there'; Script = "Test-EcaMetadata ./nowhere -FailOn Error"; Text = 'Nothing was tested' }
        @{ Name = 'no app at all'; Script = "Get-ConnectedApp -Path ./nowhere | Test-EcaBlocker -FailOn Blocked"; Text = 'Nothing was tested' }
        @{ Name = 'no org'; Script = "Get-ConnectedApp | Test-EcaBlocker -FailOn Blocked"; Text = 'Nothing was tested' }
        @{ Name = 'an alias that no org has'; Script = "Get-ExternalClientApp -Org typo | Test-EcaOAuthFlow UserAgent -FailOn Failed"; Text = 'No org is connected' }
        @{ Name = 'a rule that is not there'; Script = "Get-ConnectedApp -Path ./nowhere | Test-EcaBlocker -Rule ECA999 -FailOn Blocked"; Text = "no blocker rule 'ECA999'" }
    ) {
        $job = Invoke-Job '-File', (Save-JobScript blind $Script)
        $job.ExitCode | Should -Be 1 -Because $job.Output
        $job.Output | Should -Not -Match 'went on'
        $job.Output | Should -Match $Text
    }

    It 'ends a job with a mistyped value under $ErrorActionPreference Stop, as the help says: <Command>' -ForEach @(
        @{ Command = 'Test-EcaBlocker' }
        @{ Command = 'Test-EcaMetadata' }
        @{ Command = 'Test-EcaOrg' }
        @{ Command = 'Test-EcaOAuthFlow' }
    ) {
        $typo = $commands[$Command] -replace '-FailOn \w+', '-FailOn Bloked'
        $job = Invoke-Job '-File', (Save-JobScript typo "`$ErrorActionPreference = 'Stop'`n$typo")
        $job.ExitCode | Should -Be 1 -Because $job.Output
        $job.Output | Should -Not -Match 'went on'
        $job.Output | Should -Match "FailOn.*Bloked"
    }

    It 'can be caught, with its id, target category and next step' {
        $job = Invoke-Job '-File', (Save-JobScript caught "try { $($commands['Test-EcaBlocker']) } catch { `$_.FullyQualifiedErrorId; `$_.Exception.GetBaseException().GetType().Name; `$_.ErrorDetails.RecommendedAction }")
        $job.ExitCode | Should -Be 0
        $job.Output | Should -Match 'TestFailed,EcaTools.Commands.Blockers.TestEcaBlockerCommand'
        $job.Output | Should -Match 'AllowList'
        $job.Output | Should -Match 'went on'
    }

    It 'leaves an interactive session alive' {
        $lines = "Import-Module '$module'", $commands['Test-EcaBlocker'], "'still ' + 'alive'", 'exit 7'
        $output = $lines | & $pwsh -NoProfile -NoLogo 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 7
        $output | Should -Match 'still alive'
    }
}
