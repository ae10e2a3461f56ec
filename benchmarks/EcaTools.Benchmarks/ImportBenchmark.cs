using System.Globalization;

namespace EcaTools.Benchmarks;

/// <summary>Imports the staged module in a new PowerShell, in turn with a binary module that has a manifest and one
/// empty cmdlet, and with the same that also has one table view: what PowerShell takes for the first view of a module
/// is a good part of any import. Only the import is timed.</summary>
internal static class ImportBenchmark
{
    private const int Rounds = 11;

    public static int Run()
    {
        if (StagedModule() is not { } module)
        {
            return 1;
        }

        string folder = Directory.CreateTempSubdirectory("ecatools-benchmark-").FullName;
        try
        {
            string empty = Path.Combine(folder, "Empty.psd1");
            const string Plant = """
                Add-Type -OutputAssembly Empty.dll -TypeDefinition 'using System.Management.Automation; [Cmdlet("Get", "Nothing")] public class GetNothing : PSCmdlet { }'
                $exports = @{ RootModule = 'Empty.dll'; CmdletsToExport = 'Get-Nothing'; FunctionsToExport = @(); AliasesToExport = @(); VariablesToExport = @() }
                New-ModuleManifest Empty.psd1 @exports
                '<Configuration><ViewDefinitions><View><Name>N</Name><ViewSelectedBy><TypeName>N</TypeName></ViewSelectedBy><TableControl><TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><PropertyName>N</PropertyName></TableColumnItem></TableColumnItems></TableRowEntry></TableRowEntries></TableControl></View></ViewDefinitions></Configuration>' |
                    Set-Content View.ps1xml
                New-ModuleManifest OneView.psd1 @exports -FormatsToProcess View.ps1xml
                """;
            if (Pwsh(folder, Plant) is null)
            {
                Console.WriteLine("PowerShell ('pwsh') is not on the PATH: nothing was measured.");
                return 0;
            }

            List<TimeSpan> ours = [];
            List<TimeSpan> theirs = [];
            List<TimeSpan> oneView = [];
            for (int round = -1; round < Rounds; round++)
            {
                TimeSpan import = Import(folder, module);
                TimeSpan importEmpty = Import(folder, empty);
                TimeSpan importOneView = Import(folder, Path.Combine(folder, "OneView.psd1"));
                if (round >= 0)
                {
                    ours.Add(import);
                    theirs.Add(importEmpty);
                    oneView.Add(importOneView);
                }
            }

            Figures.Print("Import-Module EcaTools", ours);
            Figures.Print("Import-Module of an empty binary module", theirs);
            Figures.Print("... and the same with one table view", oneView);
            Figures.PrintRatio("EcaTools / empty", ours, theirs);
            Figures.PrintRatio("EcaTools / empty with one table view", ours, oneView);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The manifest of the module that was staged last; null, and said so, where none is.</summary>
    public static string? StagedModule()
    {
        string staged = Path.Combine(Root(), "out", "EcaTools");
        string? module = Directory.Exists(staged)
            ? Directory
                .EnumerateFiles(staged, "EcaTools.psd1", SearchOption.AllDirectories)
                .MaxBy(File.GetLastWriteTimeUtc)
            : null;
        if (module is null)
        {
            Console.Error.WriteLine(
                "The module is not staged. Run: dotnet run --project tools/EcaTools.Build -- stage"
            );
        }

        return module;
    }

    /// <summary>The time of Import-Module alone, as a new process measures it.</summary>
    private static TimeSpan Import(string folder, string module) =>
        TimeSpan.FromSeconds(
            double.Parse(
                Pwsh(
                    folder,
                    $"$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module '{module}'; "
                        + $"$w.Elapsed.TotalSeconds.ToString('R', [cultureinfo]::InvariantCulture)"
                )!,
                CultureInfo.InvariantCulture
            )
        );

    private static string? Pwsh(string folder, string command) =>
        ChildProcess.Run("pwsh", folder, "-NoProfile", "-NonInteractive", "-Command", command)?.Output;

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
