using EcaTools.Core.Monitoring.Documents;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Sources;
using Xunit;

namespace EcaTools.Core.Tests.Monitoring;

/// <summary>Measures that are saved, loaded and joined are the measures of all; a broken file adds nothing.</summary>
public sealed class AuthMeasureFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eca-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Any_split_into_files_in_any_order_gives_the_measures_of_all()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            List<AuthEvent> events = AuthEvent.MakeUp(seed, 300);
            AuthMeasureSet all = new();
            List<string> files = [];
            foreach (IGrouping<int, AuthEvent> log in events.GroupBy(_ => random.Next(5)))
            {
                await AuthEvent.AddAsync(all, $"log {log.Key}", log);
                AuthMeasureSet part = new();
                await AuthEvent.AddAsync(part, $"log {log.Key}", log);
                files.Add(Path.Combine(_folder, $"{seed}-{log.Key}.measures.json"));
                AuthMeasureFile.Save(part, files[^1]);
            }

            string[] order = [.. files, files[0]];
            random.Shuffle(order);
            AuthMeasureSet joined = new();
            Array.ForEach(order, file => AuthMeasureFile.LoadInto(joined, file));

            Assert.Equal(Texts(all), Texts(joined), StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_was_changed_anywhere_is_refused_or_read_and_never_crashes()
    {
        AuthMeasureSet set = new();
        await AuthEvent.AddAsync(set, "log", AuthEvent.MakeUp(1, 20));
        string path = Path.Combine(_folder, "a.measures.json");
        AuthMeasureFile.Save(set, path);
        byte[] good = await File.ReadAllBytesAsync(path);
        Random random = new(5);
        int refused = 0;
        for (int run = 0; run < 300; run++)
        {
            byte[] bad = [.. good];
            bad[random.Next(bad.Length)] = (byte)random.Next(32, 127);
            if (run % 3 == 0)
            {
                bad = bad[..random.Next(bad.Length)];
            }

            await File.WriteAllBytesAsync(path, bad);
            AuthMeasureSet loaded = new();
            try
            {
                AuthMeasureFile.LoadInto(loaded, path);
            }
            catch (EcaException error)
            {
                refused++;
                Assert.Equal("DocumentInvalid", error.ErrorId);
                Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
                Assert.Empty(loaded.Logs);
            }
        }

        Assert.InRange(refused, 100, 300);
    }

    [Theory]
    [InlineData("", "1:1")]
    [InlineData("null", "It holds null")]
    [InlineData("{}", "no formatVersion")]
    [InlineData("{\"formatVersion\":2}", "formatVersion is 2")]
    [InlineData("{\"formatVersion\":1,\n \"logs\":[oops]}", ":2:")]
    [InlineData("<<<<<<< HEAD\n{}", ":1:1")]
    [InlineData("{\"formatVersion\":1,\"logs\":[null]}", "has null")]
    [InlineData("{\"formatVersion\":1,\"streams\":[[\"a\"]]}", "6 texts")]
    [InlineData(
        "{\"formatVersion\":1,\"logs\":[{\"log\":{\"key\":\"k\",\"source\":\"s\",\"name\":\"n\",\"rows\":3},\"tallies\":[]}]}",
        "add up to 0"
    )]
    public void A_broken_file_is_an_error_that_names_the_place(string text, string reason)
    {
        string path = Path.Combine(_folder, "b.json");
        File.WriteAllText(path, text);

        EcaException error = Assert.Throws<EcaException>(() => AuthMeasureFile.LoadInto(new AuthMeasureSet(), path));

        Assert.Equal("DocumentInvalid", error.ErrorId);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_event_logs_never_crash_and_bad_lines_are_counted()
    {
        byte[] good = AuthEvent.ToLog(AuthEvent.MakeUp(2, 60));
        Random random = new(9);
        for (int run = 0; run < 200; run++)
        {
            byte[] bad = [.. good];
            for (int i = random.Next(1, 8); i > 0; i--)
            {
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            }

            bad = run % 4 == 0 ? bad[..random.Next(bad.Length)] : bad;
            string path = Path.Combine(_folder, $"{run}.csv");
            await File.WriteAllBytesAsync(path, bad);
            AuthMeasureSet set = new();
            MeasureInput input = new(set);
            input.Add(path);

            await input.MeasureAsync();

            Assert.True(input.Errors.Count == 1 || set.Logs.Length == 1);
            Assert.All(input.Errors, error => Assert.Contains(path, error.Message, StringComparison.Ordinal));
            Assert.All(set.Logs, log => Assert.InRange(log.Rows + log.BadLines, 0, 200));
        }
    }

    [Fact]
    public async Task A_listing_of_a_folder_counts_only_if_its_files_are_there()
    {
        SourceListing listing = new()
        {
            OrgId = AuthEvent.Org,
            Source = "ApiTotalUsage",
            Since = DateTimeOffset.UnixEpoch,
            ListedAt = DateTimeOffset.UnixEpoch.AddDays(1),
        };
        string name = "ApiTotalUsage_2026-11-28T20_Hourly_1_0AT000000000001.csv";
        EventLogIndex index = new(_folder);
        index.Add(AuthEvent.Org, name, new EventLogIndexEntry(DateTimeOffset.UnixEpoch, 1), default);
        index.Add(listing, default);

        Assert.Empty((await MeasureFolderAsync()).Listings);
        await File.WriteAllBytesAsync(Path.Combine(_folder, name), AuthEvent.ToLog(AuthEvent.MakeUp(3, 5)));
        Assert.Equal(listing, Assert.Single((await MeasureFolderAsync()).Listings));
    }

    private async Task<AuthMeasureSet> MeasureFolderAsync()
    {
        AuthMeasureSet set = new();
        MeasureInput input = new(set);
        input.Add(_folder);
        await input.MeasureAsync();
        return set;
    }

    private static IEnumerable<string> Texts(AuthMeasureSet set) =>
        set.Measure(AuthMeasureBy.Caller, AuthWindow.Hour)
            .Select(it =>
                $"{it.AppId}|{it.App}|{it.Caller}|{it.From:O}|{it.Requests}|{it.Successes}|{it.Failures}|{it.Unknown}|{it.FirstSeen:O}|{it.LastSeen:O}|{it.AttributionRate:R}"
            );
}
