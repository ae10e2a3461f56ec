BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    $pwsh = Get-PwshPath
    $other = Join-Path (Split-Path (Get-EngineProbePath)) other/CsvHelper.dll

    # A module of somebody else that brings an older CsvHelper, in the default context as most modules do.
    New-Item -ItemType Directory (Join-Path $TestDrive OtherCsv) | Out-Null
    @'
        param($Assembly)
        Add-Type -Path $Assembly
        function Read-OtherCsv {
            param([string] $Text)
            $csv = [CsvHelper.CsvParser]::new([System.IO.StringReader]::new($Text), [cultureinfo]::InvariantCulture)
            while ($csv.Read()) { $csv.Record -join '|' }
        }
'@ | Set-Content (Join-Path $TestDrive OtherCsv/OtherCsv.psm1)
    "App,Owner`n*,somebody" | Set-Content (Join-Path $TestDrive owners.csv)
    . $PSScriptRoot/Fixtures.ps1
    $null = Add-AppFile -Folder (Join-Path $TestDrive source) -Name Billing

    $useOther = "Import-Module '$TestDrive/OtherCsv/OtherCsv.psm1' -ArgumentList '$other'; Read-OtherCsv 'a,b'"
    $useOurs = "Import-Module '$(Get-StagedModulePath)'; (Get-ConnectedApp -Path '$TestDrive/source' -OwnerMap '$TestDrive/owners.csv').Owner"
    $versions = '[AppDomain]::CurrentDomain.GetAssemblies().ForEach({ $_.GetName() }).Where({ $_.Name -eq "CsvHelper" }).Version.Major -join " "'
}

Describe 'Dependencies' {
    It 'works with an older version of the same package loaded before it' {
        $said = & $pwsh -NoProfile -NonInteractive -Command "$useOther; $useOurs; Read-OtherCsv 'c,d'; $versions"
        $said | Should -Be 'a|b', 'somebody', 'c|d', '33 34'
    }

    It 'leaves another module its own version of the package' {
        $said = & $pwsh -NoProfile -NonInteractive -Command "$useOurs; $useOther; $versions"
        $said | Should -Be 'somebody', 'a|b', '34 33'
    }

    It 'keeps all but the cmdlets out of the default context, and their types can be named' {
        $said = & $pwsh -NoProfile -NonInteractive -Command "$useOurs
            [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.ForEach({ `$_.GetName().Name }).Where({ `$_ -like 'EcaTools*' -or `$_ -eq 'CsvHelper' }) | Sort-Object
            [EcaTools.Core.Inventory.ConnectedApp].Name"
        $said | Should -Be 'somebody', 'EcaTools', 'EcaTools.Loader', 'ConnectedApp'
    }

    It 'can be imported again in the same session' {
        $manifest = Get-StagedModulePath
        $said = & $pwsh -NoProfile -NonInteractive -Command "$useOurs; Remove-Module EcaTools; $useOurs; Import-Module '$manifest' -Force; $useOurs"
        $said | Should -Be 'somebody', 'somebody', 'somebody'
    }
}
