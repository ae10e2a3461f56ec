using System.Globalization;
using System.Net;

namespace EcaTools.PracticeOrg.Tests;

/// <summary>Garbage must be answered, not believed: nothing crashes, hangs or swells the org, nothing is written, and
/// it goes on afterwards.</summary>
[Collection(MemoryMeasured.Name)]
public class FuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;
    private const int Requests = 100_000;
    private const int Connections = 4;

    /// <summary>What the org may hold more at the end than when half of the requests were answered, with its journal
    /// emptied.</summary>
    private const long MaximumGrowth = 32 * 1024 * 1024;

    [Fact]
    public async Task A_hundred_thousand_random_and_mutated_requests_leave_the_org_as_sound_as_before()
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {Seed}"));
        await using PracticeClient client = new();
        (string Key, string Secret) pair = await client.CredentialsAsync("Warehouse_ECA");
        FuzzRequests[] sources =
        [
            .. Enumerable.Range(0, Connections).Select(i => new FuzzRequests(Seed + i, client.Token, pair)),
        ];
        SortedDictionary<int, int> statuses = [];

        await PlayAsync(client, sources, statuses);
        long half = Held(client);
        await PlayAsync(client, sources, statuses);
        long end = Held(client);

        output.WriteLine(string.Join(", ", statuses.Select(s => $"{s.Key}: {s.Value}")));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{half >> 10} KiB, then {end >> 10} KiB"));
        Assert.Equal(Requests, statuses.Values.Sum());
        Assert.True(end - half < MaximumGrowth, $"The org grew by {end - half} bytes");
        Assert.True(
            statuses.Where(s => s.Key is >= 200 and < 300).Sum(s => s.Value) > Requests / 20,
            "Too few requests got through to mean anything"
        );
        Assert.Empty(Escaped());
        Assert.Equal(14, (await client.QueryAsync("SELECT Id FROM User")).GetProperty("totalSize").GetInt32());
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await client.TokenAsync(
                    ("grant_type", "client_credentials"),
                    ("client_id", pair.Key),
                    ("client_secret", pair.Secret)
                )
            ).Status
        );
    }

    private static async Task PlayAsync(
        PracticeClient client,
        FuzzRequests[] sources,
        SortedDictionary<int, int> statuses
    ) =>
        await Task.WhenAll(
            sources.Select(source =>
                Task.Factory.StartNew(
                    () =>
                    {
                        using FuzzConnection connection = new(client.Org.Url.Port);
                        for (int i = 0; i < Requests / 2 / Connections; i++)
                        {
                            (byte[] bytes, bool isFramed) = source.Next();
                            int status = connection.Send(bytes, isFramed);
                            lock (statuses)
                            {
                                statuses[status] = statuses.GetValueOrDefault(status) + 1;
                            }
                        }
                    },
                    TestContext.Current.CancellationToken,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
            )
        );

    /// <summary>What the process holds once the journal, which is bounded by number, is empty. What crashed is reported
    /// before that.</summary>
    private static long Held(PracticeClient client)
    {
        string[] crashes =
        [
            .. client
                .Org.Requests.Entries.Where(e => e.Crash is not null)
                .Select(e => $"{e.Method} {e.Path} {e.Operation}: {e.Crash}")
                .DistinctBy(c => c[c.IndexOf(':', StringComparison.Ordinal)..], StringComparer.Ordinal),
        ];
        Assert.True(crashes.Length == 0, string.Join('\n', crashes));
        client.Org.Requests.Clear();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>Files that a zip put where its names point to, as seen from any folder that the org could have taken
    /// for its own.</summary>
    private static IEnumerable<string> Escaped()
    {
        foreach (string start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory, Path.GetTempPath() })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                foreach (string file in Directory.EnumerateFiles(folder.FullName, FuzzRequests.Marker + "*"))
                {
                    yield return file;
                }
            }
        }
    }
}
