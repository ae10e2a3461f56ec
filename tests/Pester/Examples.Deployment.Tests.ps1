# The pipelines in examples/azure-devops and examples/github: each script step runs as its service runs it, against a practice org.
BeforeDiscovery {
    $pipelines = @(
        @{ File = 'azure-devops/deploy.yml'; Start = 'pwsh: \|' }
        @{ File = 'github/deploy.yml'; Start = 'run: \|' }
    )
}

BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1

    # The script steps of a pipeline, in their order: the lines of each block that are indented deeper than its key.
    function Get-ScriptStep {
        param([string] $File, [string] $Start)
        $lines = Get-Content (Join-Path $Root "examples/$File")
        for ($i = 0; $i -lt $lines.Count; $i++) {
            if ($lines[$i] -notmatch "^(\s*)(- )?$Start$") { continue }
            $indent = ($lines[$i + 1] -replace '\S.*').Length
            $block = while (++$i -lt $lines.Count -and ($lines[$i] -eq '' -or ($lines[$i] -replace '\S.*').Length -ge $indent)) { $lines[$i].Substring([Math]::Min($indent, $lines[$i].Length)) }
            $i--
            $block -join "`n"
        }
    }

    function Install-PSResource { $installed.Add("$args") }
}

Describe 'examples/<File>' -ForEach $pipelines {
    BeforeAll {
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg -Alias practice
        $login = Add-CallerApp $practice "$TestDrive/login" 'Pipeline'
        $repository = New-Item -ItemType Directory -Force (Join-Path $TestDrive ([guid]::NewGuid()))
        Copy-Item (Join-Path $Root examples) $repository -Recurse
        'Billing', 'Portal' | ForEach-Object { $null = Add-AppFile "$repository/old" $_ }
        $null = Get-ConnectedApp -Path "$repository/old" | New-EcaMetadata -OutputPath "$repository/force-app"
        Remove-Item "$repository/old" -Recurse
        $values = @{
            orgUrl = "$($practice.Url)"; clientId = $login.ConsumerKey; username = $practice.Username; 'key.secureFilePath' = $login.Key.KeyPath
            'Build.ArtifactStagingDirectory' = "$repository/staging"; 'Pipeline.Workspace' = "$repository/workspace"
        }
        $environment = @{ ORG_URL = "$($practice.Url)"; CLIENT_ID = $login.ConsumerKey; SF_USERNAME = $practice.Username; SF_PRIVATE_KEY = Get-Content $login.Key.KeyPath -Raw }
        $before = @{}
        foreach ($name in $environment.Keys) {
            $before[$name] = [Environment]::GetEnvironmentVariable($name)
            [Environment]::SetEnvironmentVariable($name, $environment[$name])
        }
        $installed = [System.Collections.Generic.List[string]]::new()
        $steps = @(Get-ScriptStep $File $Start)

        function Invoke-Step {
            param([int] $Index)
            $text = [regex]::Replace($steps[$Index], '\$\(([\w.]+)\)', { $values.ContainsKey($args[0].Groups[1].Value) ? $values[$args[0].Groups[1].Value] : $args[0].Value })
            Push-Location $repository
            try { & ([scriptblock]::Create($text)) } finally { Pop-Location }
        }
    }

    AfterAll {
        foreach ($name in $before.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
        Disconnect-EcaOrg -All
        Stop-EcaPracticeOrg
    }

    It 'plans, then deploys by the plan' {
        $steps | Should -HaveCount 2
        $practice.Requests.Clear()
        $said = Invoke-Step 0
        $practice.Requests.Changes | Should -Be 0
        $said | Should -Contain '1 Create ExternalClientApplication Billing'
        $results = @(Get-ChildItem $repository -Recurse -Filter plan.json)
        $results | Should -HaveCount 1
        'lint.sarif', 'lint.xml' | ForEach-Object { Join-Path $results[0].Directory $_ | Should -Exist }

        # What publish and download, or upload-artifact and download-artifact, do.
        $null = New-Item -ItemType Directory -Force "$repository/workspace/plan"
        Copy-Item $results[0] "$repository/workspace/plan"

        $said = Invoke-Step 1
        $said -match '^Billing: Succeeded' | Should -HaveCount 1
        $null = $practice | Connect-EcaOrg -Alias practice
        (Get-ExternalClientApp Billing, Portal).Name | Should -Contain Portal
        (Get-ExternalClientApp).Name | Should -Contain Billing
        $installed | Should -Be (@('EcaTools -TrustRepository') * 2)
        Get-ChildItem $repository -Recurse -File | Get-Content -Raw | Should -Not -Match 'PRIVATE KEY-----'
    }

    It 'can run the deployment again, and deploys no plan that is out of date' {
        (Invoke-Step 1) -match '^Billing: Unchanged' | Should -HaveCount 1
        $file = Get-ChildItem $repository/force-app -Recurse -Filter Billing.eca-meta.xml
        (Get-Content $file -Raw) -replace 'owner@example.com', 'other@example.com' | Set-Content $file
        { Invoke-Step 1 } | Should -Throw '*plan no longer matches*'
    }

    It 'leaves no macro without a value' {
        foreach ($step in $steps) {
            foreach ($macro in [regex]::Matches($step, '\$\(([\w.]+)\)')) { $values.Keys | Should -Contain $macro.Groups[1].Value }
        }
    }
}
