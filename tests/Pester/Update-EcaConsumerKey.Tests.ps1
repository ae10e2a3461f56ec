BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $class = 'EcaTools.Commands.Credentials.UpdateEcaConsumerKeyCommand'
    $old = '3MVG9' + ('aB3._' * 16)
    $new = '3MVG9' + ('Zy7._' * 16)
    Push-Location $TestDrive
}

AfterAll { Pop-Location }

Describe 'Update-EcaConsumerKey' {
    BeforeEach {
        $folder = (New-Item -ItemType Directory "$TestDrive/$(New-Guid)").FullName
        [IO.File]::WriteAllText("$folder/app.env", "SECRET=s3cr3tValue`r`nCLIENT_ID=$old`r`n", [Text.UTF8Encoding]::new($true))
        [IO.File]::WriteAllText("$folder/wide.txt", "é $old", [Text.Encoding]::BigEndianUnicode)
        $before = (Get-FileHash $folder/*).Hash
        $undo = "$folder.undo"
    }

    It 'replaces the keys that were found, and takes it back to the byte' {
        $results = Find-EcaConsumerKey $folder | Update-EcaConsumerKey @{ $old = $new } -UndoFile $undo
        $results.Status | Should -Be Updated, Updated
        $results.Replaced | Should -Be 1, 1
        [IO.File]::ReadAllText("$folder/app.env") | Should -BeExactly "SECRET=s3cr3tValue`r`nCLIENT_ID=$new`r`n"
        [IO.File]::ReadAllText("$folder/wide.txt") | Should -BeExactly "é $new"
        Find-EcaConsumerKey $folder -Key $old | Should -BeNullOrEmpty
        (Update-EcaConsumerKey -Undo $results[0].UndoFile).Status | Should -Be Restored, Restored
        (Get-FileHash $folder/*).Hash | Should -Be $before
        (Update-EcaConsumerKey -Undo $undo).Status | Should -Be Unchanged, Unchanged
    }

    It 'shows each change under -WhatIf, and writes nothing' {
        $null = Start-Transcript "$folder.log"
        Update-EcaConsumerKey @{ $old = $new } -Path $folder -WhatIf | Should -BeNullOrEmpty
        $null = Stop-Transcript
        $shown = Get-Content "$folder.log" -Raw
        $shown | Should -Match '2:11 CLIENT_ID=3MVG9…B3\._ -> CLIENT_ID=3MVG9…y7\._'
        $shown | Should -Not -Match ([regex]::Escape($old))
        (Get-FileHash $folder/*).Hash | Should -Be $before
        Test-Path *.undo.jsonl | Should -BeFalse
    }

    It 'shows neither secrets nor whole keys in any stream' {
        $all = Find-EcaConsumerKey $folder | Update-EcaConsumerKey @{ $old = $new } -UndoFile $undo -Verbose -Debug *>&1
        $seen = Get-EveryRendering $all
        $seen | Should -Not -Match s3cr3tValue
        $seen | Should -Not -Match ([regex]::Escape($old))
        $seen | Should -Not -Match ([regex]::Escape($new))
        Get-Content $undo -Raw | Should -Not -Match s3cr3tValue
    }

    It 'changes nothing when it is run again' {
        $found = Find-EcaConsumerKey $folder
        $null = $found | Update-EcaConsumerKey @{ $old = $new } -UndoFile $undo
        $hashes = (Get-FileHash $folder/*).Hash
        ($found | Update-EcaConsumerKey @{ $old = $new }).Status | Should -Be Unchanged, Unchanged
        Update-EcaConsumerKey @{ $old = $new } -Path $folder | Should -BeNullOrEmpty
        (Get-FileHash $folder/*).Hash | Should -Be $hashes
        Test-Path *.undo.jsonl | Should -BeFalse
    }

    It 'refuses a map that is about none of the keys, such as one of app names' {
        { Find-EcaConsumerKey $folder | Update-EcaConsumerKey @{ Customer_Portal = $new } -UndoFile $undo } | Should -Throw -ErrorId "ParameterInvalid,$class"
        (Get-FileHash $folder/*).Hash | Should -Be $before

        # A map that was carried out already is about what is found.
        $null = Find-EcaConsumerKey $folder | Update-EcaConsumerKey @{ $old = $new } -UndoFile $undo
        (Find-EcaConsumerKey $folder | Update-EcaConsumerKey @{ $old = $new }).Status | Should -Be Unchanged, Unchanged
    }

    It 'leaves the undo files of earlier updates as they are' {
        $null = Update-EcaConsumerKey @{ $old = $new } -Path $folder -UndoFile "$folder/first.undo.jsonl"
        $first = (Get-FileHash "$folder/first.undo.jsonl").Hash
        $null = Update-EcaConsumerKey @{ $new = '3MVG9' + ('Qx1._' * 16) } -Path $folder -UndoFile "$folder/second.undo.jsonl"
        (Get-FileHash "$folder/first.undo.jsonl").Hash | Should -Be $first
        $null = Update-EcaConsumerKey -Undo "$folder/second.undo.jsonl"
        $null = Update-EcaConsumerKey -Undo "$folder/first.undo.jsonl"
        (Get-FileHash $folder/app.env, $folder/wide.txt).Hash | Should -Be $before
    }

    It 'leaves a longer key alone that begins as the old one does' {
        [IO.File]::WriteAllText("$folder/longer.txt", "id=${old}x")
        $null = Update-EcaConsumerKey @{ $old = $new } -Path $folder -UndoFile $undo
        [IO.File]::ReadAllText("$folder/longer.txt") | Should -BeExactly "id=${old}x"
    }

    It 'takes a map from a CSV file, its rows, and apps' {
        "OldKey,NewKey`n$old,$new" | Set-Content "$folder.csv"
        (Find-EcaConsumerKey $folder/app.env | Update-EcaConsumerKey "$folder.csv" -UndoFile "$undo.1").Status | Should -Be Updated
        (Find-EcaConsumerKey $folder/wide.txt | Update-EcaConsumerKey (Import-Csv "$folder.csv") -UndoFile "$undo.2").Status | Should -Be Updated
        $null = Add-AppFile "$folder.apps" Billing_Application_With_A_Long_Name
        $app = Get-ConnectedApp -Path "$folder.apps"
        $app.ConsumerKey | Set-Content $folder/app.env
        $eca = [EcaTools.Core.ExternalClientApps.ExternalClientApp]::new()
        foreach ($pair in @{ Name = $app.Name; Label = $app.Label; OrgAlias = 'x'; ConsumerKey = $new }.GetEnumerator()) {
            $eca.GetType().GetProperty($pair.Key).SetValue($eca, $pair.Value)
        }
        ($app | Find-EcaConsumerKey $folder | Update-EcaConsumerKey -KeyMap $eca -UndoFile "$undo.3").Status | Should -Be Updated
        Get-Content $folder/app.env | Should -BeExactly $new
        $app.ConsumerKey | Set-Content $folder/app.env
        (Update-EcaConsumerKey $eca -Path $folder -ConnectedApp $app -UndoFile "$undo.4").Status | Should -Be Updated
        { Update-EcaConsumerKey $eca -Path $folder -ErrorAction Stop } | Should -Throw -ErrorId "ParameterMissing,$class"
    }

    It 'says that archives are not rewritten, and leaves them as they are' {
        $zip = [IO.Compression.ZipFile]::Open("$folder/a.zip", 'Create')
        $null = [IO.Compression.ZipFileExtensions]::CreateEntryFromFile($zip, "$folder/app.env", 'app.env')
        $zip.Dispose()
        $hash = (Get-FileHash $folder/a.zip).Hash
        $results = Find-EcaConsumerKey $folder | Update-EcaConsumerKey @{ $old = $new } -UndoFile $undo
        $results.Status | Should -Be NotRewritable, Updated, Updated
        $results[0].File | Should -Be "$(Join-Path $folder a.zip)!app.env"
        (Get-FileHash $folder/a.zip).Hash | Should -Be $hash
    }

    It 'says what is wrong by a fixed id, and goes on with the other files' {
        $found = Find-EcaConsumerKey $folder
        "moved $old" | Set-Content $folder/app.env
        $results = $found | Update-EcaConsumerKey @{ $old = $new } -UndoFile $undo -ErrorAction SilentlyContinue -ErrorVariable troubles
        $troubles.FullyQualifiedErrorId | Should -Be "FileChanged,$class"
        $results.Status | Should -Be Updated
        { $found | Update-EcaConsumerKey @{} } | Should -Throw -ErrorId "DocumentInvalid,$class"
        { $found | Update-EcaConsumerKey @{ $old = $old } } | Should -Throw -ErrorId "DocumentInvalid,$class"
        "A,B`n1,2" | Set-Content "$folder.bad.csv"
        { $found | Update-EcaConsumerKey "$folder.bad.csv" } | Should -Throw -ErrorId "DocumentInvalid,$class"
        { Update-EcaConsumerKey -Undo "$folder.bad.csv" -ErrorAction Stop } | Should -Throw -ErrorId "DocumentInvalid,$class"
    }
}
