BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $null = Add-AppFile $TestDrive/plain Plain
    $null = New-Item -ItemType Directory $TestDrive/canvas
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
    <oauthConfig>
        <callbackUrl>https://canvas.example.com/callback</callbackUrl>
        <scopes>Api</scopes>
    </oauthConfig>
</ConnectedApp>
'@ | Set-Content $TestDrive/canvas/Canvas.connectedApp-meta.xml
    $plain = Get-ConnectedApp -Path $TestDrive/plain
    $canvas = Get-ConnectedApp -Path $TestDrive/canvas
}

Describe 'Test-EcaBlocker' {
    It 'judges apps from the pipeline, one assessment each' {
        $assessments = $plain, $canvas | Test-EcaBlocker
        $assessments.Name | Should -Be Plain, Canvas
        $assessments[0].CanMigrate | Should -BeTrue
    }

    It 'judges for an API version: canvas blocks before 66.0 and not from then on' {
        ($canvas | Test-EcaBlocker -ApiVersion 65).Verdict | Should -Be Blocked
        ($canvas | Test-EcaBlocker -ApiVersion 66.0).Verdict | Should -Not -Be Blocked
    }

    It 'gives each finding a rule, evidence, what to do and a source' {
        foreach ($finding in ($canvas | Test-EcaBlocker -ApiVersion 65).Findings) {
            $finding.RuleId, $finding.Title, $finding.Evidence, $finding.Remediation, $finding.Source | Should -Not -BeNullOrEmpty
        }
    }

    It 'says what it could not check, with the reason' {
        $skipped = ($plain | Test-EcaBlocker).Skipped
        @($skipped).Count | Should -BeGreaterThan 0
        $skipped | ForEach-Object { $_.Reason | Should -Not -BeNullOrEmpty }
        $skipped.Title -join "`n" | Should -Match '(?i)username-password'
    }

    It 'writes only whether each can move under -Quiet' {
        $plain, $canvas | Test-EcaBlocker -Quiet -ApiVersion 65 | Should -Be $true, $false
    }

    It 'shows its assessments and findings as tables' {
        Get-TableHeader ($canvas | Test-EcaBlocker) | Should -Contain Verdict
        Get-TableHeader ($canvas | Test-EcaBlocker -ApiVersion 65).Findings | Should -Contain Severity
    }
}
