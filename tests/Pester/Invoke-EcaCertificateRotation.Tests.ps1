BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1

    $practice = Start-EcaPracticeOrg
    $null = $practice | Connect-EcaOrg -Alias practice
    $user = 'ada.moreau@harbourline.example.com'
    $old = New-EcaCertificate old -OutputPath "$TestDrive/keys"
    $new = New-EcaCertificate new -OutputPath "$TestDrive/keys"

    # An app whose callers log in with the old certificate's key.
    $app = Publish-JwtApp Vouching $old.Certificate $TestDrive/app
    $arguments = @{ Username = $user; JournalPath = "$TestDrive/journal"; TimeoutMinutes = 0; Confirm = $false }

    # Whether a key logs in, as a caller does.
    function Test-Key {
        param([string] $Path, [string] $ClientId = $app.ConsumerKey)
        try { $null = Connect-EcaOrg -ClientId $ClientId -Username $user -PrivateKeyPath $Path -Environment $practice.Url -Alias caller -ErrorAction Stop; $true } catch { $false }
        finally { $null = Connect-EcaOrg -PracticeOrg $practice -Alias practice }
    }
}

AfterAll {
    Disconnect-EcaOrg -All
    Stop-EcaPracticeOrg
}

Describe 'Invoke-EcaCertificateRotation' {
    It 'says the plan and the gap, and changes nothing under -WhatIf' {
        $before = $practice.Requests.Changes
        $said = pwsh -NoProfile -Command "
            Import-Module '$(Get-StagedModulePath)'
            `$null = Connect-EcaOrg -InstanceUrl '$($practice.Url)' -AccessToken (ConvertTo-SecureString '$(Get-PlainToken $practice)' -AsPlainText)
            Invoke-EcaCertificateRotation Vouching -CertificatePath '$($new.CertificatePath)' -KeyPath '$($new.KeyPath)' -Username $user -JournalPath '$TestDrive/journal' -WhatIf" | Out-String
        $said | Should -Match 'no overlap'
        $said | Should -Match $old.Thumbprint
        $said | Should -Match $new.Thumbprint
        $practice.Requests.Changes | Should -Be $before
        "$TestDrive/journal" | Should -Not -Exist
    }

    It 'makes a second app, and the first one goes on' {
        $result = $app | Invoke-EcaCertificateRotation -Certificate $new -SecondApp Vouching_2 -OutputPath "$TestDrive/second" @arguments
        $result.State | Should -Be SecondApp
        Test-Key $old.KeyPath | Should -BeTrue
        Test-Key $new.KeyPath $result.ConsumerKey | Should -BeTrue
        Get-ChildItem "$TestDrive/second" -Recurse -Filter 'Vouching_2.eca-meta.xml' | Should -HaveCount 1
    }

    It 'refuses a key of another certificate before anything is asked' {
        $before = $practice.Requests.Count
        { Invoke-EcaCertificateRotation $app -CertificatePath $new.CertificatePath -KeyPath $old.KeyPath @arguments -ErrorAction Stop } | Should -Throw -ErrorId 'CertificateKeyMismatch,*'
        $practice.Requests.Count | Should -Be $before
    }

    It 'refuses a user who does not exist before anything is changed' {
        $wrong = $arguments.Clone()
        $wrong.Username = 'nobody@example.com'
        $before = $practice.Requests.Changes
        { $app | Invoke-EcaCertificateRotation -Certificate $new @wrong -ErrorAction Stop } | Should -Throw -ErrorId 'UserNotFound,*'
        { $app | Invoke-EcaCertificateRotation -Certificate $new @wrong -WhatIf -ErrorAction Stop } | Should -Throw -ErrorId 'UserNotFound,*'
        $practice.Requests.Changes | Should -Be $before
    }

    It 'restores the old certificate if the new key does not log in' {
        $wrong = $arguments.Clone()
        $wrong.Audience = 'https://elsewhere.example.com'
        $result = $app | Invoke-EcaCertificateRotation -Certificate $new @wrong -ErrorAction SilentlyContinue -ErrorVariable failure
        $result.State | Should -Be Restored
        $failure.FullyQualifiedErrorId | Should -BeLike 'CertificateNotRotated,*'
        Test-Key $old.KeyPath | Should -BeTrue
    }

    It 'gives callers the new key once it has logged in, and measures the gap' {
        Copy-Item $old.KeyPath "$TestDrive/caller.key"
        $result = $app | Invoke-EcaCertificateRotation -Certificate $new -OldKeyPath $old.KeyPath -CallerKeyPath "$TestDrive/caller.key" -MetadataPath "$TestDrive/app/eca" @arguments
        $result.State, $result.CallersHave, $result.NextStep | Should -Be Rotated, New, ''
        Get-Content $result.MetadataFile -Raw | Should -Match ([regex]::Escape($new.Certificate.Trim().Split("`n")[1].Trim()))
        $result.Gap | Should -BeLessThan ([timespan] '00:01:00')
        $result.OldThumbprint, $result.Thumbprint | Should -Be $old.Thumbprint, $new.Thumbprint
        Test-Key "$TestDrive/caller.key" | Should -BeTrue
        Test-Key "$TestDrive/caller.key.previous" | Should -BeFalse
        Get-TableHeader $result | Should -Be App, State, NotAfter, Thumbprint, NextStep
        Get-EveryRendering $result | Should -Not -Match 'PRIVATE KEY'
    }

    It 'keeps the certificate when the folder is published again' {
        $null = Publish-EcaMetadata -Path "$TestDrive/app/eca" -Confirm:$false
        Test-Key "$TestDrive/caller.key" | Should -BeTrue
    }

    It 'changes nothing the second time' {
        $before = $practice.Requests.Changes
        ($app | Invoke-EcaCertificateRotation -Certificate $new @arguments).State | Should -Be Unchanged
        $practice.Requests.Changes | Should -Be $before
    }

    It 'runs the script blocks before the change and after the login' {
        $steps = [Collections.Generic.List[string]]::new()
        $result = $app | Invoke-EcaCertificateRotation -Certificate $old -Prepare { param($Handover) $steps.Add("prepare $($Handover.KeyPath)") } -Activate { param($Handover) $steps.Add("activate $($Handover.Thumbprint)") } @arguments
        $result.State | Should -Be Rotated
        $steps | Should -Be "prepare $($old.KeyPath)", "activate $($old.Thumbprint)"
    }

    It 'changes nothing where callers can not be given the new key' {
        $failing = { throw 'no room' }
        { $app | Invoke-EcaCertificateRotation -Certificate $new -Prepare $failing @arguments -ErrorAction Stop } | Should -Throw -ErrorId 'DeliveryFailed,*'
        Test-Key $old.KeyPath | Should -BeTrue
        { $app | Invoke-EcaCertificateRotation -Certificate $new -Prepare $failing -CallerKeyPath "$TestDrive/x.key" @arguments -ErrorAction Stop } | Should -Throw -ErrorId 'ParametersConflict,*'
    }

    It 'gives callers the key where the app has the certificate and this machine knows nothing of it' {
        $third = New-EcaCertificate third -OutputPath "$TestDrive/keys"
        $late = Publish-JwtApp Late $old.Certificate $TestDrive/late
        $caller = "$TestDrive/late.key"
        Copy-Item $old.KeyPath $caller
        $other = $arguments.Clone()
        $other.JournalPath = "$TestDrive/other"
        ($late | Invoke-EcaCertificateRotation -Certificate $third @other -ErrorAction Stop).State | Should -Be Rotated

        # Another machine, or a journal that was lost: callers have the old key, which the app no longer takes.
        $other.JournalPath = "$TestDrive/lost"
        ($late | Invoke-EcaCertificateRotation -Certificate $third @other).NextStep | Should -Match 'locked out'
        $result = $late | Invoke-EcaCertificateRotation -Certificate $third -CallerKeyPath $caller @other
        $result.State, $result.CallersHave | Should -Be Resumed, New
        Test-Key $caller $late.ConsumerKey | Should -BeTrue
        $again = $late | Invoke-EcaCertificateRotation -Certificate $third -CallerKeyPath $caller @other
        $again.State, $again.NextStep | Should -Be Unchanged, ''
    }

    It 'completes the names of apps' {
        (Get-Completion 'Invoke-EcaCertificateRotation Vouch').CompletionText | Should -Contain Vouching
    }
}
