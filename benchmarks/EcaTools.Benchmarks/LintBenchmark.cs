using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using EcaTools.Core.Linting;

namespace EcaTools.Benchmarks;

/// <summary>
/// Lints the files of many External Client Apps, in turn with the least that any linter of XML must do: to find the
/// same files and to load each with XDocument.
/// </summary>
internal static class LintBenchmark
{
    private const int Rounds = 3;

    public static int Run(int apps)
    {
        string folder = Directory.CreateTempSubdirectory("ecatools-benchmark-").FullName;
        try
        {
            ConvertBenchmark.Plant(folder, apps);
            string output = Path.Combine(folder, "lint", "force-app");
            _ = ConvertBenchmark.Pipeline(folder, output).Count();
            int files = Directory.EnumerateFiles(output, "*-meta.xml", SearchOption.AllDirectories).Count();
            List<TimeSpan> ours = [];
            List<TimeSpan> theirs = [];
            _ = Lint(output);
            _ = Load(output, files);
            for (int round = 0; round < Rounds; round++)
            {
                ours.Add(Lint(output));
                theirs.Add(Load(output, files));
            }

            Figures.Print(string.Create(CultureInfo.InvariantCulture, $"EcaTools: lint {files} files"), ours);
            Figures.Print("XDocument.Load of the same files", theirs);
            Figures.PrintRatio("EcaTools / XDocument.Load", ours, theirs);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"EcaTools: {files / Figures.Median(ours).TotalSeconds:F0} files/s"
                )
            );
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TimeSpan Lint(string folder)
    {
        long begun = Stopwatch.GetTimestamp();
        int findings = new EcaLinter().Lint([folder]).Count();
        TimeSpan taken = Stopwatch.GetElapsedTime(begun);
        return findings > 0 ? taken : throw new InvalidOperationException("Nothing was found, so nothing was linted.");
    }

    private static TimeSpan Load(string folder, int expected)
    {
        long begun = Stopwatch.GetTimestamp();
        int loaded = 0;
        foreach (string path in Directory.EnumerateFiles(folder, "*-meta.xml", SearchOption.AllDirectories))
        {
            loaded += XDocument.Load(path).Root is null ? 0 : 1;
        }

        TimeSpan taken = Stopwatch.GetElapsedTime(begun);
        return loaded == expected
            ? taken
            : throw new InvalidOperationException($"{loaded} of {expected} files were loaded.");
    }
}
