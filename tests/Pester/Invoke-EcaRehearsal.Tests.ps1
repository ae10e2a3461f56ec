BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
}

Describe 'Invoke-EcaRehearsal' {
    It 'migrates what can migrate, and leaves the project, a summary and a report' {
        $result = Invoke-EcaRehearsal -OutputPath $TestDrive/rehearsal
        $result.Succeeded | Should -BeTrue
        $result.FailedCount | Should -Be 0
        $result.AppCount, $result.MigratedCount, $result.BlockedCount | Should -Be 20, 17, 3
        $summary = Get-Content $TestDrive/rehearsal/summary.json -Raw | ConvertFrom-Json
        @($summary.apps).Count | Should -Be $result.AppCount
        Get-Content $TestDrive/rehearsal/report.html -Raw | Should -Match '^<!doctype html>'
        @(Get-ChildItem $TestDrive/rehearsal -Recurse -Filter *.eca-meta.xml).Count | Should -BeGreaterThan 0
        Get-TableHeader $result | Should -Contain Migrated
    }

    It 'leaves nothing under -WhatIf' {
        Invoke-EcaRehearsal -OutputPath $TestDrive/whatif -WhatIf | Should -BeNullOrEmpty
        "$TestDrive/whatif" | Should -Not -Exist
    }

    It 'has nothing to do with an empty org, and says so without failing' {
        $result = Invoke-EcaRehearsal -OutputPath $TestDrive/empty -Seed empty
        $result.AppCount | Should -Be 0
        $result.Succeeded | Should -BeTrue
    }

    It 'runs on another day with -Now' {
        $result = Invoke-EcaRehearsal -OutputPath $TestDrive/later -Now 2027-03-01
        $result.AppCount, $result.MigratedCount, $result.BlockedCount | Should -Be 20, 16, 4
    }

    It 'rehearses a large company' {
        (Invoke-EcaRehearsal -OutputPath $TestDrive/enterprise -Seed enterprise:25).AppCount | Should -Be 25
        { Invoke-EcaRehearsal -OutputPath $TestDrive/other -Seed other } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'rehearses your own apps under -Path, -LiteralPath and -Seed from:' {
        $folder = [System.IO.Directory]::CreateDirectory("$TestDrive/my[app]/connectedApps")
        $file = Add-AppFile $TestDrive/plain Mine
        [System.IO.File]::Copy($file, (Join-Path $folder.FullName (Split-Path $file -Leaf)))
        Push-Location $TestDrive
        try {
            $results = @(
                Invoke-EcaRehearsal $TestDrive/one -Path 'my*'
                Invoke-EcaRehearsal $TestDrive/two -LiteralPath 'my[app]'
                Invoke-EcaRehearsal $TestDrive/three -Seed 'from:my[app]'
            )
        }
        finally { Pop-Location }
        $results.MigratedCount | Should -Be 1, 1, 1
        $results.Summary.Apps.Name | Should -Be Mine, Mine, Mine
    }

    It 'names what it can not start from' {
        $null = New-Item -ItemType Directory $TestDrive/broken
        Set-Content $TestDrive/broken/Bad.connectedApp "<ConnectedApp>`n<broken"
        { Invoke-EcaRehearsal $TestDrive/none -Path $TestDrive/broken } | Should -Throw -ErrorId 'DocumentInvalid,*' -ExpectedMessage '*Bad.connectedApp(2,*'
        { Invoke-EcaRehearsal $TestDrive/none -Path $TestDrive/nowhere } | Should -Throw -ErrorId 'PathNotFound,*'
        "$TestDrive/none" | Should -Not -Exist
    }

    It 'leaves a project of yours as it is' {
        $null = New-Item -ItemType Directory -Force $TestDrive/project/force-app/main/default/classes
        Set-Content $TestDrive/project/force-app/main/default/classes/Important.cls 'class Important {}'
        Set-Content $TestDrive/project/sfdx-project.json '{ "namespace": "mine" }'
        Set-Content $TestDrive/project/summary.json '{ "coverage": 93 }'
        { Invoke-EcaRehearsal $TestDrive/project } | Should -Throw -ErrorId 'FileExists,*'
        Get-Content $TestDrive/project/force-app/main/default/classes/Important.cls | Should -Be 'class Important {}'
        Get-Content $TestDrive/project/sfdx-project.json | Should -Be '{ "namespace": "mine" }'
        Get-Content $TestDrive/project/summary.json | Should -Be '{ "coverage": 93 }'
    }
}
