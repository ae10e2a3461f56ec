BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    $class = 'EcaTools.Commands.Credentials.NewEcaCertificateCommand'
}

Describe 'New-EcaCertificate' {
    It 'writes a certificate and a key that fit, the key for the user alone' {
        $made = New-EcaCertificate billing-prod -OutputPath $TestDrive/keys -ValidDays 90
        $made.Subject | Should -Be CN=billing-prod
        $made.KeySize | Should -Be 2048
        $pair = [System.Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPemFile($made.CertificatePath, $made.KeyPath)
        $pair.HasPrivateKey | Should -BeTrue
        $pair.Thumbprint | Should -Be $made.Thumbprint
        ($made.NotAfter - $made.NotBefore).TotalDays | Should -BeGreaterThan 90
        $made.Certificate | Should -BeExactly (Get-Content $made.CertificatePath -Raw)
        $made.PfxPath | Should -BeNullOrEmpty
        if (-not $IsWindows) { (Get-Item $made.KeyPath).UnixMode | Should -Be '-rw-------' }
        Get-TableHeader $made | Should -Be Subject, NotAfter, KeySize, CertificatePath
    }

    It 'writes a PFX file under a password' {
        $made = New-EcaCertificate 'CN=pfx,O=Acme' $TestDrive -KeySize 4096 -PfxPassword (ConvertTo-Secret 'horse battery')
        $made.KeySize | Should -Be 4096
        [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($made.PfxPath, 'horse battery').HasPrivateKey | Should -BeTrue
    }

    It 'shows no part of the private key or the password in any stream' {
        $password = ConvertTo-Secret 'horse battery'
        $all = New-EcaCertificate quiet $TestDrive -PfxPassword $password -Verbose -Debug *>&1
        $seen = Get-EveryRendering $all
        $body = @(Get-Content "$TestDrive/quiet.key" | Where-Object { $_ -notmatch '^-' })
        foreach ($line in $body | Select-Object -Last 10) { $seen.Contains($line) | Should -BeFalse }
        $seen | Should -Not -MatchExactly 'PRIVATE KEY|horse battery'
    }

    It 'writes nothing under -WhatIf' {
        New-EcaCertificate dry $TestDrive/dry -WhatIf | Should -BeNullOrEmpty
        Test-Path $TestDrive/dry | Should -BeFalse
    }

    It 'never replaces a file without -Force' {
        $first = New-EcaCertificate twice $TestDrive
        { New-EcaCertificate twice $TestDrive } | Should -Throw -ErrorId "FileExists,$class"
        (New-EcaCertificate twice $TestDrive -Force).Thumbprint | Should -Not -Be $first.Thumbprint
        (New-EcaCertificate twice $TestDrive -Name other).CertificatePath | Should -Be (Join-Path $TestDrive other.crt)
    }

    It 'says what is wrong by a fixed id' {
        { New-EcaCertificate '=x' $TestDrive } | Should -Throw -ErrorId "ParameterInvalid,$class"
    }
}
