using System.Diagnostics;
using System.Globalization;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Sources;

namespace EcaTools.Benchmarks.Auth;

/// <summary>
/// Measures apps, hours and users of event log files, in turn with a program that reads by CsvHelper and with DuckDB.
/// Each runs as a process of its own; of ours and CsvHelper's the work is timed, just-in-time compilation included,
/// without the start of the runtime.
/// </summary>
internal static class AuthBenchmark
{
    private const int Rounds = 5;
    private const int ImportRows = 100_000;

    public static int Run(int rows)
    {
        string folder = Path.Combine(Path.GetTempPath(), "ecatools-benchmark-auth");
        string[] paths = AuthLogs.Write(folder, rows);
        double size = paths.Sum(path => new FileInfo(path).Length) / 1048576.0;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rows:N0} rows in {paths.Length} files of {size:N0} MiB in {folder}"
            )
        );
        Dictionary<string, List<TimeSpan>> times = new(StringComparer.Ordinal);
        Dictionary<string, double> memory = new(StringComparer.Ordinal);
        string[] tasks = ["raw", "ours", "csvhelper"];
        for (int round = -1; round < Rounds; round++)
        {
            string? figures = null;
            foreach (string task in tasks)
            {
                string[] line = ChildProcess
                    .Run(
                        Environment.ProcessPath ?? "dotnet",
                        folder,
                        [.. Arguments(), "auth-once", task, folder, Text(rows)]
                    )!
                    .Value.Output.Trim()
                    .Split(' ');
                Note(task, TimeSpan.FromSeconds(double.Parse(line[0], CultureInfo.InvariantCulture)), round);
                memory[task] = Math.Max(
                    memory.GetValueOrDefault(task),
                    double.Parse(line[1], CultureInfo.InvariantCulture)
                );
                Check(task, line[2], ref figures);
            }

            if (DuckDb(folder, rows) is { } duck)
            {
                Note("duckdb", duck.Taken, round);
                Check("duckdb", duck.Output, ref figures);
            }
        }

        Print(times, memory, size);
        Import(folder, rows, Figures.Median(times["ours"]));
        return 0;

        void Note(string task, TimeSpan taken, int round)
        {
            if (round >= 0)
            {
                (times.TryGetValue(task, out List<TimeSpan>? known) ? known : times[task] = []).Add(taken);
            }
        }
    }

    /// <summary>
    /// What the process of its own does: prints how long it took, the most memory it had, and what it came to.
    /// </summary>
    public static async Task<int> RunOnceAsync(string task, string folder, int rows)
    {
        string[] paths = AuthLogs.Write(folder, rows);
        long begun = Stopwatch.GetTimestamp();
        AuthFigures? figures = task switch
        {
            "raw" => ReadRaw(paths),
            "csvhelper" => AuthCsvHelper.Measure(paths),
            _ => await MeasureAsync(paths),
        };
        TimeSpan taken = Stopwatch.GetElapsedTime(begun);
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{taken.TotalSeconds:R} {self.PeakWorkingSet64 / 1048576.0:R} {figures?.ToLine() ?? "-"}"
            )
        );
        return 0;
    }

    private static async Task<AuthFigures> MeasureAsync(string[] paths)
    {
        AuthMeasureSet set = new();
        LogFileMeasurer measurer = new(set);
        await measurer.MeasureAsync(paths);
        if (measurer.Errors.FirstOrDefault() is { } error)
        {
            throw error;
        }

        var measures = set.Measure(AuthMeasureBy.App, AuthWindow.Hour);
        return new AuthFigures(
            measures.Length,
            measures.Sum(measure => measure.Requests),
            measures.Sum(measure => measure.Unauthorized),
            measures.Sum(measure => measure.Forbidden),
            measures.Sum(measure => measure.ServerErrors + measure.Timeouts),
            measures.Sum(measure => (long)measure.Users)
        );
    }

    private static AuthFigures? ReadRaw(string[] paths)
    {
        Parallel.ForEach(
            paths,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            path =>
            {
                using FileStream file = new(path, new FileStreamOptions { BufferSize = 0 });
                byte[] buffer = new byte[1 << 20];
                while (file.Read(buffer) > 0) { }
            }
        );
        return null;
    }

    private static (TimeSpan Taken, string Output)? DuckDb(string folder, int rows)
    {
        string sql = $"""
            SET threads={Environment.ProcessorCount};
            SELECT count(*) AS groups, sum(n)::BIGINT AS n, sum(a)::BIGINT AS a, sum(f)::BIGINT AS f, sum(s)::BIGINT AS s, sum(u)::BIGINT AS u FROM (
            SELECT CONNECTED_APP_ID, substr("TIMESTAMP", 1, 10) AS hour, count(*) AS n, count(*) FILTER (STATUS_CODE = '401') AS a,
            count(*) FILTER (STATUS_CODE = '403') AS f, count(*) FILTER (STATUS_CODE LIKE '5__') AS s, count(DISTINCT USER_ID) AS u
            FROM read_csv('{folder}/hour*-{rows}.csv', all_varchar=true, header=true, delim=',', quote='"', escape='"') GROUP BY ALL)
            """;
        return ChildProcess.Run("duckdb", folder, "-csv", "-noheader", "-c", sql.ReplaceLineEndings(" ")) is { } run
            ? (run.Taken, run.Output.Trim())
            : null;
    }

    private static void Print(Dictionary<string, List<TimeSpan>> times, Dictionary<string, double> memory, double size)
    {
        foreach ((string task, List<TimeSpan> taken) in times)
        {
            Figures.Print(task, taken);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {size / Figures.Median(taken).TotalSeconds:N0} MiB/s, most memory "
                        + $"{memory.GetValueOrDefault(task):N0} MiB"
                )
            );
        }

        Figures.PrintRatio("EcaTools / raw read", times["ours"], times["raw"]);
        Figures.PrintRatio("EcaTools / CsvHelper", times["ours"], times["csvhelper"]);
        if (times.TryGetValue("duckdb", out List<TimeSpan>? duck))
        {
            Figures.PrintRatio("EcaTools / DuckDB", times["ours"], duck);
        }
        else
        {
            Console.WriteLine("DuckDB ('duckdb') is not on the PATH: nothing to compare with.");
        }
    }

    /// <summary>
    /// What users have today; of its rows so many are read as it can in a short time, and the rest is worked out.
    /// </summary>
    private static void Import(string folder, int rows, TimeSpan ours)
    {
        string sample = Path.Combine(folder, "sample.csv");
        File.WriteAllLines(
            sample,
            File.ReadLines(Path.Combine(folder, $"hour00-{rows}.csv"))
                .Take(Math.Min(rows / AuthLogs.Hours, ImportRows) + 1)
        );
        string script =
            $"$t = [Diagnostics.Stopwatch]::StartNew(); $null = Import-Csv '{sample}' | Group-Object "
            + $"CONNECTED_APP_ID, STATUS_CODE; $t.Elapsed.TotalSeconds";
        if (ChildProcess.Run("pwsh", folder, "-NoProfile", "-Command", script) is not { } run)
        {
            Console.WriteLine("'pwsh' is not on the PATH: nothing to compare with.");
            return;
        }

        double seconds =
            double.Parse(run.Output.Trim(), CultureInfo.InvariantCulture)
            * rows
            / Math.Min(rows / AuthLogs.Hours, ImportRows);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Import-Csv | Group-Object, worked out from a sample: {seconds:N0} s, "
                    + $"{seconds / ours.TotalSeconds:N0} times as long"
            )
        );
    }

    private static void Check(string task, string found, ref string? figures)
    {
        if (found == "-")
        {
            return;
        }

        figures ??= found;
        if (found != figures)
        {
            throw new InvalidOperationException($"{task} came to {found}, and another to {figures}.");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string[] Arguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Path.Combine(AppContext.BaseDirectory, "EcaTools.Benchmarks.dll")]
            : [];
}
