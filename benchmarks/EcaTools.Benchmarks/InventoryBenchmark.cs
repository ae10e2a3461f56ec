using System.Diagnostics;
using System.Globalization;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Evidence;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.PracticeOrg;

namespace EcaTools.Benchmarks;

/// <summary>
/// The inventory of a large company with its judgment, as 'Get-ConnectedApp | Test-EcaBlocker' makes it: the time to
/// the first assessment and to the last, and the API requests, against a script's way: listMetadata, then readMetadata
/// ten at a time, with nothing joined and nothing judged. The org runs in the same process, so its share of the
/// processors counts in both.
/// </summary>
internal static class InventoryBenchmark
{
    private const int Rounds = 3;

    public static async Task<int> RunAsync(int apps)
    {
        await using PracticeOrgServer server = PracticeOrgServer.Start(
            new PracticeOrgOptions { Seed = string.Create(CultureInfo.InvariantCulture, $"enterprise:{apps}") }
        );
        EcaOrg org = await OrgConnector.ConnectAsync(
            server.Url,
            new AccessToken(server.AccessToken),
            "practice",
            new ApiVersion(66)
        );
        List<TimeSpan> first = [];
        List<TimeSpan> busy = [];
        List<TimeSpan> all = [];
        List<TimeSpan> peerFirst = [];
        List<TimeSpan> peerAll = [];
        (int Requests, int PeerRequests, int Judged) counts = default;
        for (int round = -1; round < Rounds; round++)
        {
            server.Requests.Clear();
            (TimeSpan ownFirst, TimeSpan ownBusy, TimeSpan ownAll, counts.Judged) = await JudgeAsync(org);
            counts.Requests = server.Requests.Count;
            server.Requests.Clear();
            (TimeSpan otherFirst, TimeSpan otherAll) = await ReadAsync(org);
            counts.PeerRequests = server.Requests.Count;
            if (round >= 0)
            {
                first.Add(ownFirst);
                busy.Add(ownBusy);
                all.Add(ownAll);
                peerFirst.Add(otherFirst);
                peerAll.Add(otherAll);
            }
        }

        Figures.Print("Inventory and judgment, first app", first);
        Figures.Print("... of processors, the org's included", busy);
        Figures.Print("Inventory and judgment, all apps", all);
        Figures.Print("readMetadata ten at a time, first app", peerFirst);
        Figures.Print("readMetadata ten at a time, all apps", peerAll);
        Figures.PrintRatio("all apps, EcaTools / readMetadata", all, peerAll);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{"Requests for " + counts.Judged + " apps", -44} {counts.Requests} against {counts.PeerRequests}"
            )
        );
        return 0;
    }

    private static async Task<(TimeSpan First, TimeSpan Busy, TimeSpan All, int Apps)> JudgeAsync(EcaOrg org)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan used = process.TotalProcessorTime;
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan first = default;
        TimeSpan busy = default;
        EcaAssessor? assessor = null;
        int judged = 0;
        await foreach (ConnectedAppFile file in new ConnectedAppOrgReader(org).ReadAsync())
        {
            assessor ??= new EcaAssessor(
                BlockerRules.Default,
                new AssessmentOptions
                {
                    ApiVersion = org.ApiVersion,
                    AsOf = TimeProvider.System.GetUtcNow(),
                    Evidence = await new OrgEvidenceReader(org, org.ApiVersion).ReadAsync(),
                }
            );
            _ = assessor.Assess(file.App ?? throw file.Error!);
            if (judged++ == 0)
            {
                first = watch.Elapsed;
                process.Refresh();
                busy = process.TotalProcessorTime - used;
            }
        }

        return (first, busy, watch.Elapsed, judged);
    }

    private static async Task<(TimeSpan First, TimeSpan All)> ReadAsync(EcaOrg org)
    {
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan first = default;
        MetadataClient metadata = new(org.GetClient());
        string[] names = [.. (await metadata.ListAsync(["ConnectedApp"])).Select(file => file.FullName)];
        await foreach (System.Xml.Linq.XElement unused in metadata.ReadAsync("ConnectedApp", names))
        {
            first = first == default ? watch.Elapsed : first;
        }

        return (first, watch.Elapsed);
    }
}
