# Environment files between processes and users, with real processes, owners and rights.
BeforeDiscovery {
    $canChangeUser = -not $IsWindows -and (id -u) -eq 0 -and (Get-Command setpriv -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1

    # Writes pairs into a file and reads each one back, also just before the next is written: what another process undid in between counts.
    $writer = {
        param($Module, $File, $Name, $Count)
        Import-Module $Module
        $target = [EcaTools.Core.Delivery.EnvironmentFileTarget]::new($File, "${Name}_KEY", "${Name}_SECRET")
        $lost = 0
        $last = $null
        foreach ($i in 1..$Count) {
            $pair = [EcaTools.Core.Credentials.EcaCredential] @{
                OrgAlias = 'practice'; App = $Name; AppId = '0xI'; ConsumerId = '888'; ConsumerName = $Name; ConsumerKey = "key-$Name-$i"
                Secret = [Net.NetworkCredential]::new('', "secret-$Name-$i").SecurePassword; State = 'Staged'
            }
            if ($last -and $target.ReadBackAsync($pair, [Threading.CancellationToken]::None).Result.ConsumerKey -ne $last) { $lost++ }
            $null = $target.DeliverAsync($pair, [Threading.CancellationToken]::None).GetAwaiter().GetResult()
            $last = $pair.ConsumerKey
            if ($target.ReadBackAsync($pair, [Threading.CancellationToken]::None).Result.ConsumerKey -ne $last) { $lost++ }
        }
        "lost: $lost"
    }

    # Runs a script as the user nobody, who must be able to read the module.
    function Invoke-AsNobody {
        param([scriptblock] $Script, [string[]] $ArgumentList)
        $module = Join-Path $TestDrive module
        if (-not (Test-Path $module)) { Copy-Item -Recurse (Split-Path (Get-StagedModulePath)) $module; chmod -R a+rX $TestDrive }
        Set-Content "$TestDrive/nobody.ps1" $Script
        $engine = if ((Get-Process -Id $PID).Path -like '*dotnet*') { 'dotnet', "$PSHOME/pwsh.dll" } else { (Get-Process -Id $PID).Path }
        setpriv --reuid=65534 --regid=65534 --clear-groups env "HOME=$TestDrive/home" @engine -NoProfile -NonInteractive -File "$TestDrive/nobody.ps1" "$module/EcaTools.psd1" @ArgumentList
    }
}

Describe 'An environment file' {
    It 'loses no variable of three processes that write to it at the same time' {
        $file = "$TestDrive/shared.env"
        $processes = @('A', 'B', 'C' | ForEach-Object { Open-ChildShell $writer $file, $_, 300 })
        $jobs = $processes | ForEach-Object { Receive-ChildShell $_ }
        $jobs.Error | Should -BeExactly '', '', ''
        $jobs.Out.Trim() | Should -BeExactly 'lost: 0', 'lost: 0', 'lost: 0'
        Get-Content $file | Sort-Object | Should -BeExactly 'A_KEY=key-A-300', 'A_SECRET=secret-A-300', 'B_KEY=key-B-300', 'B_SECRET=secret-B-300', 'C_KEY=key-C-300', 'C_SECRET=secret-C-300'
        Get-ChildItem $TestDrive -Force -Filter '.eca-*' | Should -BeNullOrEmpty
    }

    It 'of another user stays theirs when root rotates' -Skip:(-not $canChangeUser) {
        $practice = Start-EcaPracticeOrg
        try {
            $null = $practice | Connect-EcaOrg -Alias practice
            Set-Content "$TestDrive/service.env" 'OTHER=1'
            chown 65534:65534 "$TestDrive/service.env"
            chmod 600 "$TestDrive/service.env"
            $result = Invoke-EcaKeyRotation Warehouse_ECA -EnvironmentFile "$TestDrive/service.env" -JournalPath "$TestDrive/journal" -Confirm:$false
            $result.State | Should -Be Rotated
            stat -c '%u:%g %a' "$TestDrive/service.env" | Should -BeExactly '65534:65534 600'
            chmod a+rX $TestDrive
            setpriv --reuid=65534 --regid=65534 --clear-groups cat "$TestDrive/service.env" | Should -Contain 'OTHER=1'
        }
        finally {
            Disconnect-EcaOrg -All
            Stop-EcaPracticeOrg
        }
    }

    It 'of a user that the rotation may not keep is refused by their name, before anything is staged' -Skip:(-not $canChangeUser) {
        $folder = New-Item -ItemType Directory "$TestDrive/open"
        Set-Content "$folder/root.env" 'OTHER=1'
        chown 65534:65534 $folder
        chmod 644 "$folder/root.env"
        $said = Invoke-AsNobody {
            param($Module, $Folder)
            Import-Module $Module
            $practice = Start-EcaPracticeOrg
            $null = $practice | Connect-EcaOrg
            $before = $practice.Requests.Changes
            $null = Invoke-EcaKeyRotation Warehouse_ECA -EnvironmentFile "$Folder/root.env" -JournalPath "$Folder/journal" -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failure
            "$($failure[0].FullyQualifiedErrorId) $($failure[0])"
            "changes: $($practice.Requests.Changes - $before)"
        } $folder
        "$said" | Should -BeLike 'FileNotWritten,*root.env*belongs to root:root*changes: 0'
        Get-Content "$folder/root.env" | Should -BeExactly 'OTHER=1'
        Get-ChildItem $folder -Force -Filter '.eca-*' | Should -BeNullOrEmpty
    }

    It 'is written where another user left a temporary file, which stays' -Skip:(-not $canChangeUser) {
        $folder = New-Item -ItemType Directory "$TestDrive/sticky"
        chmod 1777 $folder
        Set-Content "$folder/.eca-7ffffff0-1.tmp" 'of root'
        $said = Invoke-AsNobody $writer "$folder/nobody.env", N, 1
        "$said" | Should -BeExactly 'lost: 0'
        "$folder/.eca-7ffffff0-1.tmp" | Should -Exist
        stat -c '%u %a' "$folder/nobody.env" | Should -BeExactly '65534 600'
    }

    It 'that everybody may read is warned of, and keeps its mode' -Skip:$IsWindows {
        $practice = Start-EcaPracticeOrg
        try {
            $null = $practice | Connect-EcaOrg -Alias practice
            Set-Content "$TestDrive/open.env" 'OTHER=1'
            chmod 644 "$TestDrive/open.env"
            $null = Invoke-EcaKeyRotation Warehouse_ECA -EnvironmentFile "$TestDrive/open.env" -JournalPath "$TestDrive/journal-open" -WarningVariable warning -WarningAction SilentlyContinue -WhatIf
            $warning | Should -BeLike '*open.env can be read by every user of this machine*chmod o=*'
        }
        finally {
            Disconnect-EcaOrg -All
            Stop-EcaPracticeOrg
        }
    }
}
