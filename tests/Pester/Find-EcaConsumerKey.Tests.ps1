BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $class = 'EcaTools.Commands.Inventory.FindEcaConsumerKeyCommand'
    $key = '3MVG9' + ('aB3._' * 16)
    $secret = 'A1B2C3D4E5F60718' * 4
    $repos = "$TestDrive/repos"
    $null = New-Item -ItemType Directory $repos/billing/.config, $repos/docs
    "`n  client_id: '$key'`n  client_secret: '$secret'`n" | Set-Content $repos/billing/.config/app.yml -NoNewline
    "Key $key in UTF-16" | Set-Content $repos/docs/notes.txt -Encoding unicode
    [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("user:${key}:$secret")) | Set-Content $repos/header.txt
    $zip = [IO.Compression.ZipFile]::Open("$repos/docs/notes.zip", 'Create')
    $null = [IO.Compression.ZipFileExtensions]::CreateEntryFromFile($zip, "$repos/docs/notes.txt", 'notes.txt')
    $zip.Dispose()
    Push-Location $TestDrive
}

AfterAll { Pop-Location }

Describe 'Find-EcaConsumerKey' {
    It 'finds a key in each form, encoding and archive, with its place' {
        $found = Find-EcaConsumerKey $repos
        $found | Should -HaveCount 4
        $found.Form | Should -Be Plain, Plain, Plain, Base64
        $found[0].File | Should -Be (Join-Path $repos billing/.config/app.yml)
        $found[0].Line, $found[0].Column | Should -Be 2, 15
        $found[0].FileKind | Should -Be Configuration
        $found[1].Encoding | Should -Be Utf16LE
        $found[2].Entry | Should -Be notes.txt
        $found.GetConsumerKey() | Select-Object -Unique | Should -BeExactly $key
    }

    It 'says that a secret is nearby, and shows neither it nor the whole key in any stream or form' {
        $found = Find-EcaConsumerKey $repos -Verbose -Debug *>&1
        ($found | Where-Object HasSecretNearby).SecretLine | Should -Be 3, 1
        $seen = Get-EveryRendering $found
        $seen | Should -Not -Match $secret
        $seen | Should -Not -Match ([regex]::Escape($key))
        $seen | Should -Match '3MVG9…B3\._'
    }

    It 'shows a table that tells app, key and place' {
        Get-TableHeader (Find-EcaConsumerKey $repos) | Should -Be App, Key, FileKind, Location
    }

    It 'takes paths, files and apps from the pipeline' {
        "$repos/docs", "$repos/header.txt" | Find-EcaConsumerKey | Should -HaveCount 3
        Get-ChildItem $repos -Recurse -File -Force | Find-EcaConsumerKey | Should -HaveCount 4
        $null = Add-AppFile "$TestDrive/apps" Billing
        $app = Get-ConnectedApp -Path $TestDrive/apps
        "id=$($app.ConsumerKey)!" | Set-Content $repos/docs/billing.md
        $found = $app | Find-EcaConsumerKey $repos
        $found.App | Should -Be Billing
        $app | Test-EcaBlocker | Find-EcaConsumerKey $repos | Should -HaveCount 1
        Find-EcaConsumerKey $repos -ConnectedApp $app -Key $key | Should -HaveCount 5
        Remove-Item $repos/docs/billing.md
    }

    It 'finds what the apps of an org are called by, and says an app whose key is not known' {
        Start-EcaPracticeOrg | Connect-EcaOrg -Alias keys | Out-Null
        $keyless = Add-AppFile "$TestDrive/keyless" Keyless
        (Get-Content $keyless) -notmatch 'consumerKey' | Set-Content $keyless
        $apps = @(Get-ConnectedApp -Org keys) + @(Get-ConnectedApp -Path $TestDrive/keyless)
        $known = @($apps | Where-Object ConsumerKey)
        $known | ForEach-Object ConsumerKey | Set-Content $repos/docs/keys.env
        $found = $apps | Find-EcaConsumerKey $repos/docs/keys.env -ErrorAction SilentlyContinue -ErrorVariable unknown
        $found.App | Should -Be $known.Name
        $unknown | Should -HaveCount 1
        $unknown.FullyQualifiedErrorId | Should -Be "ConsumerKeyNotKnown,$class"
        $unknown.TargetObject | Should -Be Keyless
        Remove-Item $repos/docs/keys.env
        # Without a path the current org is searched, as with -Org.
        $searches = @(
            { Get-ConnectedApp Driver_App | Find-EcaConsumerKey -ErrorAction SilentlyContinue -ErrorVariable +refused }
            { Find-EcaConsumerKey -ErrorAction SilentlyContinue -ErrorVariable +refused }
            { Find-EcaConsumerKey -Org keys -ErrorAction SilentlyContinue -ErrorVariable +refused }
        )
        foreach ($search in $searches) {
            $refused = [System.Collections.ArrayList]::new()
            $null = . $search
            # What a practice org does not have tells that it was asked.
            $refused.FullyQualifiedErrorId | Select-Object -Unique | Should -Be "NotSearched,$class"
            $refused.Exception.Message | Should -BeLike 'keys: *'
        }
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'leaves out what is excluded' {
        (Find-EcaConsumerKey $repos -Exclude .config, *.zip).File | Split-Path -Leaf | Should -Be notes.txt, header.txt
    }

    It 'says which files it could not look into, and goes on with the others' {
        $folder = New-Item -ItemType Directory "$TestDrive/packed"
        $file = [IO.File]::Create("$folder/log.gz")
        $gzip = [IO.Compression.GZipStream]::new($file, [IO.Compression.CompressionMode]::Compress)
        $gzip.Write([Text.Encoding]::UTF8.GetBytes("key $key"))
        $gzip.Dispose()
        Set-Content "$folder/a.txt" $key
        $found = Find-EcaConsumerKey $folder -ErrorAction SilentlyContinue -ErrorVariable failure
        $found | Should -HaveCount 1
        $failure.FullyQualifiedErrorId | Should -Be "NotSearched,$class"
        $failure.TargetObject | Should -Be (Join-Path $folder log.gz)
        Find-EcaConsumerKey $folder -Exclude *.gz -ErrorAction Stop | Should -HaveCount 1
    }

    It 'reads the history of the folder, whatever repository the environment names, and shows the commit of each row' -Skip:(-not (Get-Command git -ErrorAction Ignore)) {
        foreach ($name in 'r1', 'r2') {
            $null = New-Item -ItemType Directory "$TestDrive/$name"
            git -C "$TestDrive/$name" init -q
            Set-Content "$TestDrive/$name/$name.txt" $(if ($name -eq 'r1') { $key } else { '3MVG9' + ('Zy7._' * 16) })
            git -C "$TestDrive/$name" add -A
            git -C "$TestDrive/$name" -c user.name=Ada -c user.email=ada@example.com commit -qm one
        }
        $script = {
            param($Module, $Path)
            Import-Module $Module
            Find-EcaConsumerKey $Path -History | Where-Object Commit | ForEach-Object { $_.File; $_ | Out-String -Width 200 }
        }
        $run = Invoke-ChildShell $script "$TestDrive/r1" -Environment @{ GIT_DIR = "$TestDrive/r2/.git"; GIT_WORK_TREE = "$TestDrive/r2"; GIT_INDEX_FILE = "$TestDrive/r2/.git/index" }
        $run.Error | Should -BeExactly ''
        $run.Out | Should -BeLike "*$(Join-Path $TestDrive r1/r1.txt)*"
        $run.Out | Should -Not -BeLike '*r2.txt*'
        $run.Out | Should -BeLike "*$((git -C "$TestDrive/r1" rev-parse HEAD).Substring(0, 8)): *"
    }

    It 'finds in the history what is gone from the files' -Skip:(-not (Get-Command git -ErrorAction Ignore)) {
        $old = "$TestDrive/old"
        $null = New-Item -ItemType Directory $old
        git -C $old init -q
        $author = '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false'
        $key | Set-Content $old/x
        git -C $old add -A
        git -C $old @author commit -qm one
        'gone' | Set-Content $old/x
        git -C $old @author commit -qam two
        Find-EcaConsumerKey $old | Should -BeNullOrEmpty
        $found = Find-EcaConsumerKey $old -History
        $found.Commit | Should -Be (git -C $old rev-parse HEAD~1)
        $found.SuggestedOwner | Should -Be 'Ada <ada@example.com>'
    }

    It 'says what is wrong by a fixed id' {
        { Find-EcaConsumerKey $TestDrive/nowhere -ErrorAction Stop } | Should -Throw -ErrorId "PathNotFound,$class"
        { Find-EcaConsumerKey $repos -Key 'no key' -ErrorAction Stop } | Should -Throw -ErrorId "ParameterInvalid,$class"
        $outside = [IO.Directory]::CreateTempSubdirectory().FullName
        { Find-EcaConsumerKey $outside -History -ErrorAction Stop } | Should -Throw -ErrorId "ProgramFailed,$class"
        Remove-Item $outside
    }
}
