# What several test files need. Dot-source it in BeforeAll, after Import-StagedModule.ps1.

# Writes a Connected App as the Salesforce CLI leaves it in a source folder, and gives back its path.
function Add-AppFile {
    param([string] $Folder, [string] $Name, [string] $OAuth = '', [string] $Suffix = '.connectedApp-meta.xml')
    $null = New-Item -ItemType Directory -Force $Folder
    $path = Join-Path $Folder "$Name$Suffix"
    $oauthConfig = @"
    <oauthConfig>
        <callbackUrl>https://app.example.com/$Name/callback</callbackUrl>
        <consumerKey>3MVG9$Name</consumerKey>
$OAuth
        <scopes>Api</scopes>
        <scopes>RefreshToken</scopes>
    </oauthConfig>
"@
    @"
<?xml version="1.0" encoding="UTF-8"?>
<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    <contactEmail>owner@example.com</contactEmail>
    <label>$Name</label>
$oauthConfig
</ConnectedApp>
"@ | Set-Content $path -Encoding utf8NoBOM
    $path
}

# The server behind a practice org: tests look at its faults and its journal.
function Get-PracticeServer {
    param($Practice)
    $Practice.GetType().GetProperty('Server', [System.Reflection.BindingFlags] 'Instance, NonPublic').GetValue($Practice)
}

# Makes the next request, or the next one of a SOAP operation, fail.
function Add-PracticeFault {
    param($Practice, [string] $Kind, [string] $SoapOperation, [int] $Times = 1, [timespan] $Delay = [timespan]::Zero)
    $fault = @{ Kind = $Kind; Times = $Times; Delay = $Delay }
    if ($SoapOperation) { $fault.SoapOperation = $SoapOperation }
    (Get-PracticeServer $Practice).Faults.Add([EcaTools.PracticeOrg.Fault] $fault)
}

function Get-PlainToken {
    param($Practice)
    $Practice.AccessToken | ConvertFrom-SecureString -AsPlainText
}

# The words that Tab offers at the end of a line.
function Get-Completion {
    param([string] $Line)
    (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches
}

# All that a user or a log could see of objects.
function Get-EveryRendering {
    param([object[]] $InputObject)
    @(
        $InputObject | Out-String -Width 500
        $InputObject | Format-List * | Out-String -Width 500
        $InputObject | ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue
        $InputObject | ConvertTo-Csv
        $InputObject | ForEach-Object { "$_" }
        [System.Management.Automation.PSSerializer]::Serialize($InputObject, 4)
    ) -join "`n"
}

# The labels of the table that objects are shown as; nothing where they are shown otherwise.
function Get-TableHeader {
    param([object[]] $InputObject)
    $lines = ($InputObject | Out-String -Width 120) -split '\r?\n' -replace '\x1b\[[0-9;]*m' | Where-Object { $_.Trim() }
    # A line above the labels names the group.
    for ($i = 1; $i -le 2 -and $i -lt $lines.Count; $i++) {
        if ($lines[$i] -match '^[- ]+$') { return $lines[$i - 1].Trim() -split '\s+' }
    }
}

# A token that is not a secret, as the parameter takes it.
function ConvertTo-Secret {
    param([string] $Text)
    [System.Net.NetworkCredential]::new('', $Text).SecurePassword
}

# Publishes an app whose callers log in by JWT with a certificate's key; administrators may use it. Gives back the app.
function Publish-JwtApp {
    param([string] $Name, [string] $Certificate, [string] $Folder)
    $path = Add-AppFile -Folder (Join-Path $Folder source) -Name $Name -OAuth "        <certificate>$Certificate</certificate>`n        <isAdminApproved>true</isAdminApproved>"
    (Get-Content $path -Raw) -replace '</ConnectedApp>', "    <profileName>System Administrator</profileName>`n</ConnectedApp>" | Set-Content $path -Encoding utf8NoBOM
    $null = Get-ConnectedApp -Path $path | New-EcaMetadata -OutputPath (Join-Path $Folder eca) | Publish-EcaMetadata
    Get-ExternalClientApp $Name
}

# An app's consumer key and secret, as the org hands them out by REST.
function Get-AppCredential {
    param($Practice, $App)
    $headers = @{ Authorization = "Bearer $(Get-PlainToken $Practice)" }
    $url = "$($Practice.Url)services/data/v66.0/apps/oauth/credentials/$($App.Id)"
    $consumer = (Invoke-RestMethod $url -Headers $headers).consumers[0]
    $pair = Invoke-RestMethod "$url/$($consumer.id)?part=keyandsecret" -Headers $headers
    [pscredential]::new($pair.key, (ConvertTo-Secret $pair.secret))
}

# An External Client App that lets its callers in by certificate and by secret, converted and published as a user does it, and the files of its key.
function Add-CallerApp {
    param($Practice, [string] $Folder, [string] $Name = 'Caller')
    $key = New-EcaCertificate -Subject $Name -OutputPath (Join-Path $Folder key) -PfxPassword (ConvertTo-Secret pfx-password)
    $null = Add-AppFile -Folder (Join-Path $Folder old) -Name $Name -OAuth @"
        <certificate>$(Get-Content -Raw $key.CertificatePath)</certificate>
        <isAdminApproved>true</isAdminApproved>
        <isClientCredentialEnabled>true</isClientCredentialEnabled>
        <oauthClientCredentialUser>$($Practice.Username)</oauthClientCredentialUser>
"@
    $path = Join-Path $Folder "old/$Name.connectedApp-meta.xml"
    (Get-Content -Raw $path) -replace '</ConnectedApp>', "    <profileName>System Administrator</profileName>`n</ConnectedApp>" | Set-Content $path -Encoding utf8NoBOM
    $null = Get-ConnectedApp -Path (Join-Path $Folder old) | New-EcaMetadata -OutputPath (Join-Path $Folder eca) | Publish-EcaMetadata
    Get-ExternalClientApp $Name | Add-Member -PassThru -NotePropertyName Key -NotePropertyValue $key
}

# A certificate with its private key, which nobody has put into an app. It is valid on any day but where a test says otherwise.
function Get-TestCertificate {
    param([int] $Size = 2048, [switch] $Curve, [int] $FromYear = 2001, [int] $ToYear = 2099, [switch] $WithoutKey)
    $hash = [System.Security.Cryptography.HashAlgorithmName]::SHA256
    $request = if ($Curve) {
        [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=test', [System.Security.Cryptography.ECDsa]::Create(), $hash)
    }
    else {
        [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=test', [System.Security.Cryptography.RSA]::Create($Size), $hash, [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
    }
    $certificate = $request.CreateSelfSigned([datetimeoffset] "$FromYear-01-01Z", [datetimeoffset] "$ToYear-01-01Z")
    if ($WithoutKey) { [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($certificate.RawData) } else { $certificate }
}

# What a user does with the pages of the authorize endpoint. Gives back where the browser is sent in the end.
function Grant-PracticeAccess {
    param($Practice, [string] $Page, [string] $UserCode)
    $answer = Invoke-WebRequest $Page -SessionVariable browser
    $steps = @(
        if ($UserCode) { @{ step = 'connect'; user_code = $UserCode } }
        @{ step = 'login'; username = $Practice.Username; password = $Practice.Credential.GetNetworkCredential().Password }
        @{ step = 'approve' }
    )
    foreach ($typed in $steps) {
        $form = @{}
        [regex]::Matches($answer.Content, '<input[^>]*name="(?<name>[^"]*)"[^>]*value="(?<value>[^"]*)"') |
            ForEach-Object { $form[$_.Groups['name'].Value] = [System.Net.WebUtility]::HtmlDecode($_.Groups['value'].Value) }
        foreach ($field in $typed.Keys) { $form[$field] = $typed[$field] }
        $action = [uri]::new([uri] $Page, [System.Net.WebUtility]::HtmlDecode([regex]::Match($answer.Content, 'action="([^"]*)"').Groups[1].Value))
        $answer = Invoke-WebRequest $action -Method Post -Body $form -WebSession $browser -MaximumRedirection 0 -SkipHttpErrorCheck -ErrorAction Ignore

        # Whom an administrator has approved is not asked.
        if ($answer.Headers.Location) { break }
    }
    "$($answer.Headers.Location)"
}

# Starts a script in a PowerShell of its own, as a user or an agent does: default preferences, no redirection within PowerShell. The script gets
# the module's path and the arguments.
# A program that a shell runs in the background has Ctrl+C switched off, and its children inherit that. GNU env switches it on again.
function Get-InterruptPrefix {
    if ($IsLinux) { 'env', '--default-signal=INT' }
}

function Open-ChildShell {
    param([scriptblock] $Script, [string[]] $ArgumentList = @(), [hashtable] $Environment = @{})
    $file = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
    Set-Content $file $Script

    # Where PowerShell is a .NET tool, the process is dotnet, and gets the command to run: a signal to the tool's own program reaches nobody.
    $shell = (Get-Process -Id $PID).Path
    $engine = if ([System.IO.Path]::GetFileNameWithoutExtension($shell) -eq 'dotnet') { "$PSHOME/pwsh.dll" }
    $words = @(Get-InterruptPrefix; $shell; $engine; '-NoProfile', '-NonInteractive', '-File', $file, (Get-StagedModulePath); $ArgumentList) | Where-Object { $_ }
    $start = [System.Diagnostics.ProcessStartInfo]::new($words[0])
    $words | Select-Object -Skip 1 | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $process = [System.Diagnostics.Process]::Start($start)
    $process | Add-Member -PassThru -NotePropertyName Trouble -NotePropertyValue $process.StandardError.ReadToEndAsync()
}

# Waits for it, and gives back what came out of the process: Out, Error and ExitCode.
function Receive-ChildShell {
    param($Process)
    $out = $Process.StandardOutput.ReadToEnd()
    $Process.WaitForExit()
    [pscustomobject] @{
        Out      = $out -replace '\x1b\[[0-9;?]*[a-zA-Z]'
        Error    = $Process.Trouble.Result -replace '\x1b\[[0-9;?]*[a-zA-Z]'
        ExitCode = $Process.ExitCode
    }
}

function Invoke-ChildShell {
    param([scriptblock] $Script, [string[]] $ArgumentList = @(), [hashtable] $Environment = @{})
    Receive-ChildShell (Open-ChildShell @PSBoundParameters)
}
