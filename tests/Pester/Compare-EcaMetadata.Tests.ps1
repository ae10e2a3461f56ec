BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $class = 'EcaTools.Commands.Metadata.CompareEcaMetadataCommand'
    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias left
    $apps = Get-ConnectedApp Customer_Portal, Finance_Reports
    $folder = "$TestDrive/force-app"
    $null = $apps | New-EcaMetadata -OutputPath $folder | Publish-EcaMetadata
    $other = Start-EcaPracticeOrg
    $null = $other | Connect-EcaOrg -Alias right
    $null = Get-ConnectedApp Customer_Portal | New-EcaMetadata -OutputPath $TestDrive/right | Publish-EcaMetadata

    # A folder in which somebody changed a description.
    $drifted = "$TestDrive/drifted"
    Copy-Item $folder $drifted -Recurse
    $file = "$drifted/main/default/externalClientApps/Customer_Portal.eca-meta.xml"
    (Get-Content $file -Raw) -replace '<label>[^<]*</label>', '<label>Edited</label>' | Set-Content $file -NoNewline
}

AfterAll { Disconnect-EcaOrg -All; Stop-EcaPracticeOrg }

Describe 'Compare-EcaMetadata, apps' {
    It 'writes nothing where an app became what it was, and says how much it compared' {
        $output = $apps | Compare-EcaMetadata -Org left -Verbose 4>&1
        $output | Should -HaveCount 1
        "$output" | Should -Match '^Compared \d{2,} fields of \d+ records\.$'
    }

    It 'takes a folder as the other side' {
        $apps | Compare-EcaMetadata -Path $folder | Should -BeNullOrEmpty
        $row = $apps | Compare-EcaMetadata $drifted
        $row.Field | Should -Be label
        $row.Reference | Should -Be 'Customer Portal'
        $row.Difference | Should -Be Edited
        $row.Kind | Should -Be Changed
        $row.DifferenceSource | Should -Be $drifted
    }

    It 'takes assessments, and an app of another name' {
        $apps[0] | Test-EcaBlocker | Compare-EcaMetadata -Org left -Quiet | Should -BeTrue
        $rows = $apps[0] | Compare-EcaMetadata -Eca Warehouse_ECA -Org left
        $rows.Name | Select-Object -Unique | Should -Be Warehouse_ECA
        $rows.Field | Should -Contain label
    }

    It 'says an app that is not there: one row, or an error where it was named' {
        $row = $apps[1] | Compare-EcaMetadata -Org right
        $row.Kind | Should -Be OnlyInReference
        $row.Reference | Should -Be Finance_Reports
        { $apps[1] | Compare-EcaMetadata -Org right -Eca Nobody -ErrorAction Stop } | Should -Throw -ErrorId "AppNotFound,$class"
    }
}

Describe 'Compare-EcaMetadata, folder and org' {
    It 'is quietly true where nothing drifted, and false where something did' {
        Compare-EcaMetadata -Path $folder -Org left -Name $apps.Name -Quiet | Should -BeTrue
        Compare-EcaMetadata -Path $drifted -Org left -Name $apps.Name -Quiet | Should -BeFalse
        Compare-EcaMetadata -Path $folder -Org left -Quiet | Should -BeFalse -Because 'the org has apps that the folder lacks'
    }

    It 'writes equal fields too under -IncludeEqual' {
        $rows = Compare-EcaMetadata -Path $drifted -Org left -Name Customer* -IncludeEqual
        ($rows | Where-Object Kind -NE Equal).Field | Should -Be label
        $rows.Count | Should -BeGreaterThan 40
        $rows.Field | Should -Not -Contain consumerKey
    }

    It 'says what it could not read and calls it neither equal nor different' {
        $broken = "$TestDrive/broken"
        Copy-Item $folder $broken -Recurse
        Set-Content "$broken/main/default/externalClientApps/Customer_Portal.eca-meta.xml" '<broken'
        Compare-EcaMetadata -Path $broken -Org left -Name $apps.Name -Quiet -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeFalse
        $failure.FullyQualifiedErrorId | Should -Be "RecordsNotCompared,$class"
        $failure[0].TargetObject | Should -Be Customer_Portal
        "$($failure[0])" | Should -Match 'Customer_Portal.eca-meta.xml'
        Compare-EcaMetadata -Path $broken -Org left -Name $apps.Name -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'is quietly false where it could not look at all' {
        Compare-EcaMetadata -Path $TestDrive/nowhere -Org left -Quiet -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeFalse
        $failure.FullyQualifiedErrorId | Should -Be "FileNotReadable,$class"
        Compare-EcaMetadata -Path $folder -Org left -Name Nobody -Quiet -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeFalse
        $failure.FullyQualifiedErrorId | Should -Be "AppNotFound,$class"
    }
}

Describe 'Compare-EcaMetadata, folder and folder' {
    It 'needs no org' {
        Compare-EcaMetadata -Path $folder -DifferencePath $folder -Quiet | Should -BeTrue
        $row = Compare-EcaMetadata $folder $drifted
        $row.Field | Should -Be label
        $row.Difference | Should -Be Edited
        $row.DifferenceSource | Should -Be $drifted
        Compare-EcaMetadata $folder $drifted -Name Finance* | Should -BeNullOrEmpty
        Compare-EcaMetadata $folder $drifted -Name Nobody -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -Be "AppNotFound,$class"
    }

    It 'shows what differs as a unified diff' {
        Compare-EcaMetadata $folder $drifted -Unified | Should -Be @(
            "--- $folder/Customer_Portal", "+++ $drifted/Customer_Portal", '@@ ExternalClientApplication Customer_Portal @@', '-label: Customer Portal', '+label: Edited')
        Compare-EcaMetadata $folder $folder -Unified | Should -BeNullOrEmpty
        Compare-EcaMetadata $folder $drifted -Unified -IncludeEqual | Should -Contain ' isPkceRequired: true'
    }
}

Describe 'Compare-EcaMetadata, org and org' {
    It 'finds nothing in an app that both have, whatever each org generated' {
        Compare-EcaMetadata -ReferenceOrg left -Org right -Name Customer_Portal | Should -BeNullOrEmpty
    }

    It 'writes one row for an app that one org lacks' {
        $rows = Compare-EcaMetadata -ReferenceOrg left -Org right
        $rows.Name | Should -Be Finance_Reports
        $rows.Kind | Should -Be OnlyInReference
        (Compare-EcaMetadata -ReferenceOrg right -Org left).Kind | Should -Be OnlyInDifference
    }

    It 'changes nothing' {
        $before = $practice.Requests.Changes
        $null = Compare-EcaMetadata -ReferenceOrg right -Org left
        $practice.Requests.Changes | Should -Be $before
    }

    It 'shows the rows as a table' {
        Get-TableHeader (Compare-EcaMetadata -Path $drifted -Org left -Name Customer*) | Should -Be Name, Kind, Field, Change
    }
}
