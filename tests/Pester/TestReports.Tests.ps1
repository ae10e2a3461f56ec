# -JUnitPath and -SarifPath of every Test cmdlet, through the module as it ships.
BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg
    $xsd = Join-Path (Get-Module Pester).ModuleBase schemas/JUnit4/junit_schema_4.xsd
    $null = Get-ConnectedApp Driver_App, Customer_Portal | New-EcaMetadata $TestDrive/force-app
    $run = @{
        'Test-EcaOrg'       = { param($files) Test-EcaOrg @files }
        'Test-EcaBlocker'   = { param($files) Get-ConnectedApp | Test-EcaBlocker @files }
        'Test-EcaMetadata'  = { param($files) Test-EcaMetadata $TestDrive/force-app @files }
        'Test-EcaOAuthFlow' = { param($files) Get-EcaCredential Billing_ECA, Warehouse_ECA | Test-EcaOAuthFlow ClientCredentials, JwtBearer @files }
    }
    $objects = @{}
    foreach ($name in $run.Keys) {
        $objects[$name] = @(& $run[$name] @{ JUnitPath = "$TestDrive/out/$name.xml"; SarifPath = "$TestDrive/out/$name.sarif" })
    }
}

AfterAll { $practice | Stop-EcaPracticeOrg }

Describe 'The files of <_>' -ForEach 'Test-EcaOrg', 'Test-EcaBlocker', 'Test-EcaMetadata', 'Test-EcaOAuthFlow' {
    BeforeAll {
        $junit = [xml]::new()
        $null = $junit.Schemas.Add($null, $xsd)
        $junit.Load("$TestDrive/out/$_.xml")
        $suite = $junit.testsuites.testsuite
        $log = Get-Content "$TestDrive/out/$_.sarif" -Raw | ConvertFrom-Json
    }

    It 'is JUnit XML by its schema, with counts that agree' {
        $problems = [System.Collections.Generic.List[string]]::new()
        $junit.Validate({ $problems.Add($_.Message) })
        $problems | Should -BeNullOrEmpty
        $suite.name | Should -Be $_
        @($suite.testcase).Count | Should -Be ([int] $suite.tests)
        [int] $suite.tests | Should -BeGreaterThan 0
        @($suite.testcase | Where-Object { $_.failure }).Count | Should -Be ([int] $suite.failures)
        @($suite.testcase | Where-Object { $_.skipped }).Count | Should -Be ([int] $suite.skipped)
    }

    It 'is a SARIF log whose results have rules, with the ids of the JUnit file' {
        $log.version | Should -Be '2.1.0'
        $run = $log.runs[0]
        foreach ($result in $run.results) {
            $run.tool.driver.rules[$result.ruleIndex].id | Should -Be $result.ruleId
            $result.kind | Should -BeIn fail, open
            $result.level | Should -BeIn error, warning, note, none
            $result.message.text | Should -Not -BeNullOrEmpty
            $place = $result.locations[0]
            ($place.physicalLocation ?? $place.logicalLocations) | Should -Not -BeNullOrEmpty
            @($suite.testcase.name | Where-Object { "$_" -eq $result.ruleId -or "$_".StartsWith("$($result.ruleId) ") }).Count | Should -BeGreaterThan 0
        }
    }
}

Describe 'Test reports' {
    It 'fails what fails, skips what was skipped, and passes the rest' {
        $flows = ([xml] (Get-Content $TestDrive/out/Test-EcaOAuthFlow.xml -Raw)).testsuites.testsuite
        $flows.tests | Should -Be 4
        $flows.skipped | Should -Be @($objects['Test-EcaOAuthFlow'] | Where-Object Outcome -EQ Skipped).Count
        $verdicts = ([xml] (Get-Content $TestDrive/out/Test-EcaBlocker.xml -Raw)).testsuites.testsuite.testcase | Where-Object name -Like 'Verdict *'
        @($verdicts).Count | Should -Be $objects['Test-EcaBlocker'].Count
        @($verdicts | Where-Object { $_.failure }).Count | Should -Be @($objects['Test-EcaBlocker'] | Where-Object CanMigrate -EQ $false).Count
    }

    It 'is written before -FailOn ends the command, and holds no secret' {
        { Get-ConnectedApp | Test-EcaBlocker -FailOn Blocked -JUnitPath $TestDrive/out/fail.xml } | Should -Throw -ErrorId 'TestFailed,*'
        "$TestDrive/out/fail.xml" | Should -Exist
        $secret = [regex]::Escape((Get-EcaCredential Billing_ECA).Credential.GetNetworkCredential().Password)
        Get-ChildItem $TestDrive/out | Select-String $secret | Should -BeNullOrEmpty
        Get-ChildItem $TestDrive/out | Select-String ([regex]::Escape((Get-PlainToken $practice))) | Should -BeNullOrEmpty
    }

    It 'is written if nothing came, so that a build service finds it' {
        @() | Test-EcaBlocker -JUnitPath $TestDrive/out/none.xml
        ([xml] (Get-Content $TestDrive/out/none.xml -Raw)).testsuites.testsuite.tests | Should -Be 0
    }

    It 'can not be written where a file is in the way' {
        'x' | Set-Content $TestDrive/file
        { Test-EcaOrg -JUnitPath $TestDrive/file/x.xml } | Should -Throw -ErrorId 'FileNotWritten,*'
    }
}
