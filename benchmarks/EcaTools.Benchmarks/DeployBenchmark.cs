using System.Globalization;
using EcaTools.PracticeOrg;

namespace EcaTools.Benchmarks;

/// <summary>
/// Publish-EcaMetadata over many External Client Apps in a new PowerShell, with the import of the module, the connection
/// and the comparison, against 'sf project deploy start' of the same folder. Each deploys to a practice org of its own.
/// The org runs in this process, so its share of the processors counts in both.
/// </summary>
internal static class DeployBenchmark
{
    private const int Fraction = 10;

    public static int Run(int apps)
    {
        if (ImportBenchmark.StagedModule() is not { } module)
        {
            return 2;
        }

        string folder = Directory.CreateTempSubdirectory("ecatools-deploy-").FullName;
        try
        {
            foreach (int count in new[] { Math.Max(1, apps / Fraction), apps })
            {
                if (!Measure(Path.Combine(folder, $"{count}"), count, module))
                {
                    Console.WriteLine("PowerShell ('pwsh') is not on the PATH: nothing was measured.");
                    return 2;
                }
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Measure(string folder, int apps, string module)
    {
        Plant(folder, apps);
        using PracticeOrgs orgs = new();
        if (Publish(folder, orgs.Ours, module) is not { } first)
        {
            return false;
        }

        int deploys = orgs.Ours.Requests.CountOf("deploy");
        orgs.Ours.Requests.Clear();
        (TimeSpan Taken, string Output) again = Publish(folder, orgs.Ours, module)!.Value;
        int polls = orgs.Ours.Requests.CountOf("checkRetrieveStatus");
        TimeSpan? theirs = DeployByCli(folder, orgs.Theirs);
        Print(
            $"Publish-EcaMetadata of {apps} apps",
            $"{Seconds(first.Taken)}, {deploys} deploys, {first.Output.Trim()}"
        );
        Print(
            "... again, unchanged",
            $"{Seconds(again.Taken)}, {orgs.Ours.Requests.CountOf("deploy")} deploys, {orgs.Ours.Requests.Count - polls} requests and {polls} polls"
        );
        Print(
            "sf project deploy start",
            theirs is { } taken
                ? $"{Seconds(taken)}, ratio {(first.Taken / taken).ToString("F3", CultureInfo.InvariantCulture)}"
                : "the Salesforce CLI ('sf') is not on the PATH"
        );
        return true;
    }

    private static (TimeSpan Taken, string Output)? Publish(string folder, PracticeOrgServer org, string module)
    {
        string token = org.AccessToken;
        string script = $$"""
            $ErrorActionPreference = 'Stop'
            Import-Module '{{module}}'
            $token = [System.Net.NetworkCredential]::new('', '{{token}}').SecurePassword
            $null = Connect-EcaOrg -InstanceUrl '{{org.Url}}' -AccessToken $token -Alias benchmark
            $made = Publish-EcaMetadata ./force-app
            $bad = @($made | Where-Object Status -NotIn Succeeded, Unchanged)
            if ($bad) { throw "$($bad.Count) apps were not deployed: $($bad[0].Problems)" }
            $peak = [System.Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1MB
            "$(@($made).Count) apps, peak working set $([int] $peak) MB"
            """;
        return ChildProcess.Run("pwsh", folder, "-NoProfile", "-NonInteractive", "-Command", script);
    }

    private static TimeSpan? DeployByCli(string folder, PracticeOrgServer org)
    {
        Environment.SetEnvironmentVariable("SF_ACCESS_TOKEN", org.AccessToken);
        string[] login =
        [
            .. "org login access-token --no-prompt --alias benchmark --set-default --instance-url".Split(' '),
            $"{org.Url}",
        ];
        return ChildProcess.Run("sf", folder, login) is null
            ? null
            : ChildProcess
                .Run("sf", folder, "project", "deploy", "start", "--source-dir", "force-app", "--json", "--wait", "60")!
                .Value.Taken;
    }

    /// <summary>Writes a project of External Client Apps as New-EcaMetadata does.</summary>
    private static void Plant(string folder, int apps)
    {
        string source = Path.Combine(folder, "source");
        string old = Directory.CreateDirectory(Path.Combine(source, "force-app", "connectedApps")).FullName;
        for (int i = 0; i < apps; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"App_{i:D5}");
            File.WriteAllText(
                Path.Combine(old, $"{name}.connectedApp-meta.xml"),
                $"""
                <?xml version="1.0" encoding="UTF-8"?>
                <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
                    <contactEmail>owner@example.com</contactEmail>
                    <label>{name}</label>
                    <oauthConfig>
                        <callbackUrl>https://{name.Replace('_', '-')}.example.com/callback</callbackUrl>
                        <consumerKey>3MVG9{name}</consumerKey>
                        <scopes>Api</scopes>
                        <scopes>RefreshToken</scopes>
                    </oauthConfig>
                </ConnectedApp>
                """
            );
        }

        File.WriteAllText(
            Path.Combine(folder, "sfdx-project.json"),
            """{ "packageDirectories": [{ "path": "force-app", "default": true }], "sourceApiVersion": "66.0" }"""
        );
        int written = ConvertBenchmark.Pipeline(source, Path.Combine(folder, "force-app")).Count();
        if (written != apps)
        {
            throw new InvalidOperationException($"{written} of {apps} apps were written.");
        }

        // What the CLI would deploy as well is not to be compared.
        Directory.Delete(source, recursive: true);
    }

    private static string Seconds(TimeSpan taken) =>
        taken.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture) + " s";

    private static void Print(string name, string figures) => Console.WriteLine($"{name, -44} {figures}");

    private sealed class PracticeOrgs : IDisposable
    {
        public PracticeOrgServer Ours { get; } = PracticeOrgServer.Start(new PracticeOrgOptions { Seed = "empty" });

        public PracticeOrgServer Theirs { get; } = PracticeOrgServer.Start(new PracticeOrgOptions { Seed = "empty" });

        public void Dispose()
        {
            Ours.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Theirs.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
