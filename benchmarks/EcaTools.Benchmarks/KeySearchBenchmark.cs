using System.Diagnostics;
using System.Globalization;
using EcaTools.Core.ConsumerKeys.Search;
using EcaTools.Core.ConsumerKeys.Text;

namespace EcaTools.Benchmarks;

/// <summary>
/// Finds 500 consumer keys at 3,000 places of a tree of 1 GiB, in turn with ripgrep on as many threads. Both run as
/// processes of their own; of ours the search is timed, just-in-time compilation included, without the start of the
/// runtime, which in PowerShell runs already.
/// </summary>
internal static class KeySearchBenchmark
{
    private const int Rounds = 5;

    public static int Run(int files)
    {
        string folder = Directory.CreateTempSubdirectory("ecatools-benchmark-").FullName;
        string keys = Path.Combine(folder, "keys.txt");
        string tree = Path.Combine(folder, "tree");
        try
        {
            HashSet<string> places = KeySearchTree.Plant(tree, keys, files, files * (1024L * 1024 * 1024 / 40_000));
            List<TimeSpan> ours = [];
            List<TimeSpan> theirs = [];
            string[] rg =
            [
                "-F",
                "-f",
                keys,
                "-o",
                "-n",
                "--no-ignore",
                "--hidden",
                "-j",
                Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
                tree,
            ];
            double memory = 0;
            for (int round = -1; round < Rounds; round++)
            {
                (TimeSpan taken, double peak) = SearchInProcess(tree, keys, places);
                TimeSpan? other = Rg(rg, places);
                if (round >= 0)
                {
                    ours.Add(taken);
                    memory = Math.Max(memory, peak);
                    theirs.AddRange(other is { } time ? [time] : []);
                }
            }

            Figures.Print($"EcaTools: {places.Count} places in {files} files", ours);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"most memory of the process: {memory:F0} MiB")
            );
            if (theirs.Count == 0)
            {
                Console.WriteLine("ripgrep ('rg') is not on the PATH: nothing to compare with.");
            }
            else
            {
                Figures.Print("rg -F -f keys -o -n --no-ignore --hidden", theirs);
                Figures.PrintRatio("EcaTools / rg", ours, theirs);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What the process of its own does: prints how long it took, the most memory it had, and the
    /// places.</summary>
    public static async Task<int> RunOnceAsync(string tree, string keys)
    {
        long begun = Stopwatch.GetTimestamp();
        List<string> found = [];
        ConsumerKeySearch search = new(
            new ConsumerKeySearchOptions { Keys = KnownKeys.Of([], await File.ReadAllLinesAsync(keys)) }
        );
        await foreach (ConsumerKeySearchResult result in search.SearchAsync([tree]))
        {
            found.Add((result.Mention ?? throw result.Error!).Location);
        }

        TimeSpan taken = Stopwatch.GetElapsedTime(begun);
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{taken.TotalSeconds:R} {self.PeakWorkingSet64 / 1048576.0:R}")
        );
        found.ForEach(Console.WriteLine);
        return 0;
    }

    private static (TimeSpan Taken, double Memory) SearchInProcess(string tree, string keys, HashSet<string> places)
    {
        string[] lines = ChildProcess
            .Run(Environment.ProcessPath ?? "dotnet", tree, [.. Arguments(), "keysearch-once", tree, keys])!
            .Value.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Check("EcaTools", lines.Skip(1), places);
        double[] figures =
        [
            .. lines[0].Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)),
        ];
        return (TimeSpan.FromSeconds(figures[0]), figures[1]);
    }

    private static TimeSpan? Rg(string[] arguments, HashSet<string> places)
    {
        if (ChildProcess.Run("rg", Path.GetTempPath(), arguments) is not { } run)
        {
            return null;
        }

        // rg says file and line; of two keys in a line, both.
        Check(
            "rg",
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => string.Join(':', line.Split(':')[..2])),
            [.. places.Select(place => place[..place.LastIndexOf(':')])]
        );
        return run.Taken;
    }

    private static void Check(string who, IEnumerable<string> found, HashSet<string> places)
    {
        HashSet<string> missing = [.. places];
        int other = found.Count(place => !missing.Remove(place));
        if (missing.Count > 0 || other > 0)
        {
            throw new InvalidOperationException(
                $"{who}: {missing.Count} places were not found, such as {missing.FirstOrDefault()}, and "
                    + $"{other} are none."
            );
        }
    }

    private static string[] Arguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Path.Combine(AppContext.BaseDirectory, "EcaTools.Benchmarks.dll")]
            : [];
}
