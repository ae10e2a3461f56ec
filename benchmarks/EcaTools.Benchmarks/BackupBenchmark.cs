using System.Diagnostics;
using System.Globalization;
using EcaTools.Core.Backup;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.PracticeOrg;

namespace EcaTools.Benchmarks;

/// <summary>
/// Backs up all apps of a company, in turn with 'sf project retrieve start' of the same types from the same practice
/// org. The CLI gets metadata alone; we read grants, dependents, tokens and logins, too.
/// </summary>
internal static class BackupBenchmark
{
    private const int Rounds = 3;

    private static readonly string[] s_types =
    [
        "ConnectedApp",
        "ExternalClientApplication",
        "ExtlClntAppOauthSettings",
        "ExtlClntAppGlobalOauthSettings",
        "ExtlClntAppOauthConfigurablePolicies",
        "ExtlClntAppConfigurablePolicies",
    ];

    public static async Task<int> RunAsync(int apps)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ecatools-benchmark-");
        try
        {
            long few = (await BackUpAsync(folder, apps / 5)).Requests;
            List<TimeSpan> ours = [];
            (long requests, long heap) = (0, 0);
            for (int round = 0; round < Rounds; round++)
            {
                (TimeSpan taken, requests, heap) = await BackUpAsync(folder, apps);
                ours.Add(taken);
            }

            List<TimeSpan> theirs = await RetrieveAsync(folder, apps);
            Figures.Print($"EcaTools: back up {apps} apps", ours);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"requests: {few} for {apps / 5} apps, {requests} for {apps}: one for each {(apps - (apps / 5)) / Math.Max(1.0, requests - few):F0} apps beyond the fixed ones; live heap at the end {heap / 1048576.0:F1} MiB"
                )
            );
            if (theirs.Count == 0)
            {
                Console.WriteLine("The Salesforce CLI ('sf') is not on the PATH: nothing to compare with.");
                return 0;
            }

            Figures.Print("sf project retrieve start", theirs);
            Figures.PrintRatio("EcaTools / sf", ours, theirs);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(TimeSpan Taken, long Requests, long Heap)> BackUpAsync(DirectoryInfo folder, int apps)
    {
        await using PracticeOrgServer server = PracticeOrgServer.Start(Options(apps));
        EcaOrg org = await OrgConnector.ConnectAsync(
            server.Url,
            new AccessToken(server.AccessToken),
            "practice",
            new ApiVersion(66),
            new SalesforceClientOptions { TimeProvider = server.Time }
        );
        server.Requests.Clear();
        long begun = Stopwatch.GetTimestamp();
        BackupRun run = await new AppBackupWriter(org).WriteAsync(folder.FullName, progress: null, default);
        TimeSpan taken = Stopwatch.GetElapsedTime(begun);
        return run.Apps.Length >= apps && run.Errors.IsEmpty
            ? (taken, server.Requests.Count, GC.GetTotalMemory(forceFullCollection: true))
            : throw new InvalidOperationException($"{run.Apps.Length} of {apps} apps were backed up.");
    }

    private static async Task<List<TimeSpan>> RetrieveAsync(DirectoryInfo folder, int apps)
    {
        await using PracticeOrgServer server = PracticeOrgServer.Start(Options(apps));
        string project = folder.CreateSubdirectory("project").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(project, "sfdx-project.json"),
            """{"packageDirectories":[{"path":"force-app","default":true}],"sourceApiVersion":"66.0"}"""
        );
        Directory.CreateDirectory(Path.Combine(project, "force-app"));
        Environment.SetEnvironmentVariable("HOME", folder.FullName);
        Environment.SetEnvironmentVariable("SF_ACCESS_TOKEN", server.AccessToken);
        Environment.SetEnvironmentVariable("SF_USE_GENERIC_UNIX_KEYCHAIN", "true");
        List<TimeSpan> times = [];
        string url = server.Url.GetLeftPart(UriPartial.Authority);
        string[] login = ["org", "login", "access-token", "--instance-url", url, "--no-prompt", "--alias", "bench"];
        if (ChildProcess.Run("sf", project, login) is null)
        {
            return times;
        }

        string[] types = [.. s_types.SelectMany(type => (string[])["--metadata", type])];
        for (int round = 0; round < Rounds; round++)
        {
            string[] retrieve = ["project", "retrieve", "start", "--target-org", "bench", .. types];
            times.Add(ChildProcess.Run("sf", project, retrieve)!.Value.Taken);
        }

        return times;
    }

    private static PracticeOrgOptions Options(int apps) =>
        new() { Seed = string.Create(CultureInfo.InvariantCulture, $"enterprise:{apps}") };
}
