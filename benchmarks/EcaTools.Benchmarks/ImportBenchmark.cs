using System.Globalization;

namespace EcaTools.Benchmarks;

/// <summary>Imports the staged module in a new PowerShell, in turn with a binary module that has a manifest and one empty cmdlet. Only the import is timed.</summary>
internal static class ImportBenchmark
{
    private const int Rounds = 7;

    public static int Run()
    {
        string root = Root();
        string? module = Directory.Exists(Path.Combine(root, "out", "EcaTools"))
            ? Directory.EnumerateFiles(Path.Combine(root, "out", "EcaTools"), "EcaTools.psd1", SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc)
            : null;
        if (module is null)
        {
            Console.Error.WriteLine("The module is not staged. Run: dotnet run --project tools/EcaTools.Build -- stage");
            return 1;
        }

        string folder = Directory.CreateTempSubdirectory("ecatools-benchmark-").FullName;
        try
        {
            string empty = Path.Combine(folder, "Empty.psd1");
            const string Plant = """
                Add-Type -OutputAssembly Empty.dll -TypeDefinition 'using System.Management.Automation; [Cmdlet("Get", "Nothing")] public class GetNothing : PSCmdlet { }'
                New-ModuleManifest Empty.psd1 -RootModule Empty.dll -CmdletsToExport Get-Nothing -FunctionsToExport @() -AliasesToExport @() -VariablesToExport @()
                """;
            if (Pwsh(folder, Plant) is null)
            {
                Console.WriteLine("PowerShell ('pwsh') is not on the PATH: nothing was measured.");
                return 0;
            }

            List<TimeSpan> ours = [];
            List<TimeSpan> theirs = [];
            for (int round = -1; round < Rounds; round++)
            {
                TimeSpan import = Import(folder, module);
                TimeSpan importEmpty = Import(folder, empty);
                if (round >= 0)
                {
                    ours.Add(import);
                    theirs.Add(importEmpty);
                }
            }

            Figures.Print("Import-Module EcaTools", ours);
            Figures.Print("Import-Module of an empty binary module", theirs);
            Figures.PrintRatio("EcaTools / empty", ours, theirs);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The time of Import-Module alone, as a new process measures it.</summary>
    private static TimeSpan Import(string folder, string module) => TimeSpan.FromSeconds(double.Parse(
        Pwsh(folder, $"$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module '{module}'; $w.Elapsed.TotalSeconds.ToString('R', [cultureinfo]::InvariantCulture)")!,
        CultureInfo.InvariantCulture));

    private static string? Pwsh(string folder, string command) => ChildProcess.Run("pwsh", folder, "-NoProfile", "-NonInteractive", "-Command", command)?.Output;

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "EcaTools.psd1")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The benchmark runs from a checkout of the project.");
    }
}
