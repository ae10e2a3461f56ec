using System.Globalization;
using System.Text.Json;

namespace EcaTools.Benchmarks;

/// <summary>
/// Test-EcaOAuthFlow of the staged module over 50 External Client Apps with four flows each, at an org that takes 50 ms
/// for each response: one app at a time, in turn with sixteen at once. The apps are converted and published by the module
/// itself.
/// </summary>
internal static class FlowBenchmark
{
    private const string Script = """
        $ErrorActionPreference = 'Stop'
        Import-Module 'MODULE'
        $practice = Start-EcaPracticeOrg
        $null = $practice | Connect-EcaOrg
        $password = [Net.NetworkCredential]::new('', 'benchmark').SecurePassword
        $made = New-EcaCertificate -Subject benchmark -OutputPath (Join-Path $PWD key) -PfxPassword $password
        $pem = Get-Content -Raw $made.CertificatePath
        $null = New-Item -ItemType Directory old
        foreach ($number in 1..50) {
            @"
        <?xml version="1.0" encoding="UTF-8"?>
        <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
            <contactEmail>owner@example.com</contactEmail>
            <label>Flows $number</label>
            <oauthConfig>
                <callbackUrl>https://flows.example.com/$number</callbackUrl>
                <certificate>$pem</certificate>
                <consumerKey>3MVG9flows$number</consumerKey>
                <isAdminApproved>true</isAdminApproved>
                <isClientCredentialEnabled>true</isClientCredentialEnabled>
                <oauthClientCredentialUser>$($practice.Username)</oauthClientCredentialUser>
                <scopes>Api</scopes>
                <scopes>RefreshToken</scopes>
            </oauthConfig>
            <profileName>System Administrator</profileName>
        </ConnectedApp>
        "@.Trim() | Set-Content "old/Flows_$number.connectedApp-meta.xml"
        }
        $null = Get-ConnectedApp -Path old | New-EcaMetadata -OutputPath new | Publish-EcaMetadata
        $apps = @(Get-ExternalClientApp Flows_*)
        $headers = @{ Authorization = "Bearer $(Get-EcaAccessToken -AsPlainText)" }
        $credentials = foreach ($app in $apps) {
            $url = "$($practice.Url)services/data/v66.0/apps/oauth/credentials/$($app.Id)"
            $pair = Invoke-RestMethod "$url/$((Invoke-RestMethod $url -Headers $headers).consumers[0].id)?part=keyandsecret" -Headers $headers
            [pscredential]::new($pair.key, [Net.NetworkCredential]::new('', $pair.secret).SecurePassword)
        }
        $null = Invoke-RestMethod "$($practice.Url)practice/faults" -Method Post -Headers $headers -ContentType application/json -Body '{"kind":"Latency","delay":"PT0.05S","times":1000000}'
        $certificate = [Security.Cryptography.X509Certificates.X509Certificate2]::new($made.PfxPath, $password)
        $test = @{ Flow = 'ClientCredentials', 'JwtBearer', 'UserAgent', 'UsernamePassword'; Credential = $credentials; Certificate = $certificate; Username = $practice.Username }
        foreach ($limit in 1, 16, 16, 1) {
            $first = $null
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $results = $apps | Test-EcaOAuthFlow @test -ThrottleLimit $limit | ForEach-Object { $first ??= $watch.Elapsed.TotalSeconds; $_ }
            [pscustomobject]@{ Limit = $limit; Seconds = $watch.Elapsed.TotalSeconds; First = $first; Results = @($results).Count; Passed = @($results | Where-Object Outcome -EQ Passed).Count } | ConvertTo-Json -Compress
        }
        Stop-EcaPracticeOrg
        """;

    public static int Run()
    {
        if (ImportBenchmark.StagedModule() is not { } module)
        {
            return 1;
        }

        string folder = Directory.CreateTempSubdirectory("ecatools-benchmark-").FullName;
        try
        {
            string script = Path.Combine(folder, "flows.ps1");
            File.WriteAllText(script, Script.Replace("MODULE", module, StringComparison.Ordinal));
            if (
                ChildProcess.Run("pwsh", folder, "-NoProfile", "-NonInteractive", "-File", script)
                is not var (_, output)
            )
            {
                Console.WriteLine("PowerShell ('pwsh') is not on the PATH: nothing was measured.");
                return 0;
            }

            Dictionary<int, List<TimeSpan>> times = new() { [1] = [], [16] = [] };
            foreach (
                string line in output.Split(
                    '\n',
                    StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                )
            )
            {
                using JsonDocument run = JsonDocument.Parse(line);
                JsonElement root = run.RootElement;
                if (root.GetProperty("Results").GetInt32() != 200 || root.GetProperty("Passed").GetInt32() != 200)
                {
                    Console.Error.WriteLine($"200 results that passed are wanted, but: {line}");
                    return 1;
                }

                times[root.GetProperty("Limit").GetInt32()]
                    .Add(TimeSpan.FromSeconds(root.GetProperty("Seconds").GetDouble()));
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"... -ThrottleLimit {root.GetProperty("Limit").GetInt32(), 2}: {root.GetProperty("Seconds").GetDouble():F3} s, the first result after {root.GetProperty("First").GetDouble():F3} s"
                    )
                );
            }

            Figures.Print("50 apps, 4 flows, 50 ms, one by one", times[1]);
            Figures.Print("50 apps, 4 flows, 50 ms, -ThrottleLimit 16", times[16]);
            Figures.PrintRatio("one by one / sixteen at once", times[1], times[16]);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
