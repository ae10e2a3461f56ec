# A key vault and a managed identity on loopback, for tests. Dot-source it in BeforeAll.

# Starts both. Secrets is what the vault holds, Requests what it was asked, Fail the status that it answers a PUT with, for as long as it is set.
function Open-LoopbackVault {
    param([string] $Token = 'eyJ0.vault.token', [string] $IdentityHeader = 'the-identity-header')
    $state = [hashtable]::Synchronized(@{
        Token = $Token; IdentityHeader = $IdentityHeader; Fail = 0
        Secrets = [hashtable]::Synchronized(@{}); Requests = [Collections.ArrayList]::Synchronized([Collections.ArrayList]::new())
    })
    $probe = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $probe.Start()
    $state.Url = "http://localhost:$($probe.LocalEndpoint.Port)/"
    $probe.Stop()
    $state.Listener = [Net.HttpListener]::new()
    $state.Listener.Prefixes.Add($state.Url)
    $state.Listener.Start()
    $state.Shell = [powershell]::Create().AddScript({
        param($state)
        while ($state.Listener.IsListening) {
            try { $context = $state.Listener.GetContext() } catch { return }
            $request = $context.Request
            $body = [IO.StreamReader]::new($request.InputStream).ReadToEnd()
            $null = $state.Requests.Add("$($request.HttpMethod) $($request.Url.AbsolutePath)")
            $name = $request.Url.AbsolutePath -replace '^/secrets/'
            $status, $answer = if ($request.Url.AbsolutePath -eq '/identity') {
                if ($request.Headers['X-IDENTITY-HEADER'] -eq $state.IdentityHeader -and $request.QueryString['resource'] -eq 'https://vault.azure.net') { 200, @{ access_token = $state.Token; token_type = 'Bearer' } }
                else { 400, @{ error = 'invalid_request' } }
            }
            elseif ($request.Headers['Authorization'] -ne "Bearer $($state.Token)") { 401, @{ error = @{ code = 'Unauthorized'; message = 'no' } } }
            elseif ($state.Fail -and $request.HttpMethod -eq 'PUT') { $state.Fail, @{ error = @{ code = 'Forbidden'; message = 'The vault says no.' } } }
            elseif ($request.HttpMethod -eq 'PUT') { $state.Secrets[$name] = ($body | ConvertFrom-Json).value; 200, @{ value = $state.Secrets[$name] } }
            elseif ($state.Secrets.ContainsKey($name)) { 200, @{ value = $state.Secrets[$name] } }
            else { 404, @{ error = @{ code = 'SecretNotFound'; message = 'not there' } } }
            $bytes = [Text.Encoding]::UTF8.GetBytes(($answer | ConvertTo-Json -Depth 5 -Compress))
            $context.Response.StatusCode = $status
            $context.Response.ContentType = 'application/json'
            $context.Response.OutputStream.Write($bytes, 0, $bytes.Length)
            $context.Response.Close()
        }
    }).AddArgument($state)
    $null = $state.Shell.BeginInvoke()
    $state
}

function Close-LoopbackVault {
    param($Vault)
    $Vault.Listener.Close()
    $Vault.Shell.Stop()
    $Vault.Shell.Dispose()
}

# Whether a consumer key and secret log in to the practice org, as a caller would.
function Test-Pair {
    param($Practice, [string] $Key, [string] $Pair)
    $form = @{ grant_type = 'client_credentials'; client_id = $Key; client_secret = $Pair }
    [bool] (Invoke-RestMethod "$($Practice.Url)services/oauth2/token" -Method Post -Body $form -SkipHttpErrorCheck).access_token
}

# Publishes apps that log in by client credentials, and gives them back in the order of their names.
function Add-MachineApp {
    param([string[]] $Name, [string] $User, [string] $Folder)
    $oauth = "        <isClientCredentialEnabled>true</isClientCredentialEnabled>`n        <oauthClientCredentialUser>$User</oauthClientCredentialUser>"
    foreach ($one in $Name) { $null = Add-AppFile (Join-Path $Folder source) $one $oauth }
    $null = Get-ConnectedApp -Path (Join-Path $Folder source) -Name $Name | New-EcaMetadata -OutputPath (Join-Path $Folder eca) | Publish-EcaMetadata
    Get-ExternalClientApp $Name
}
