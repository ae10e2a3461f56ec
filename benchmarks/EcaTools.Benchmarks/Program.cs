using System.Globalization;
using EcaTools.Benchmarks;
using EcaTools.Benchmarks.Auth;

string task = args.Length > 0 ? args[0] : "";
int apps =
    args.Length > 1 && int.TryParse(args[1], CultureInfo.InvariantCulture, out int given) && given > 0 ? given : 5000;
switch (task)
{
    case "auth":
        return AuthBenchmark.Run(args.Length > 1 ? apps : 10_000_000);
    case "auth-once" when args.Length == 4:
        return await AuthBenchmark.RunOnceAsync(args[1], args[2], int.Parse(args[3], CultureInfo.InvariantCulture));
    case "backup":
        return await BackupBenchmark.RunAsync(args.Length > 1 ? Math.Min(apps, 10_000) : 500);
    case "mcp":
        return await McpBenchmark.RunAsync(args.Length > 1 ? apps : 500);
    case "convert":
        return ConvertBenchmark.Run(apps);
    case "deploy":
        return DeployBenchmark.Run(args.Length > 1 ? Math.Min(apps, 2000) : 500);
    case "keysearch":
        return KeySearchBenchmark.Run(args.Length > 1 ? apps : 40_000);
    case "keysearch-once" when args.Length == 3:
        return await KeySearchBenchmark.RunOnceAsync(args[1], args[2]);
    case "import":
        return ImportBenchmark.Run();
    case "flows":
        return FlowBenchmark.Run();
    case "inventory":
        return await InventoryBenchmark.RunAsync(args.Length > 1 ? Math.Min(apps, 10_000) : 2000);
    case "lint":
        return LintBenchmark.Run(apps);
    case "practice":
        return await PracticeBenchmark.RunAsync(args.Length > 1 ? Math.Min(apps, 10_000) : 10_000);
    default:
        Console.Error.WriteLine(
            """
            Usage: dotnet run -c Release --project benchmarks/EcaTools.Benchmarks -- <task>

              auth [rows]      Measure-EcaAuth over event log files of that many rows (10000000, 3 to 4 GB), against
                               CsvHelper with a thread for each file, and DuckDB with as many threads
              backup [apps]    back up the apps of a company of that many (500), against 'sf project retrieve start' of
                               the same types from the same practice org
              convert [apps]   read, judge and write metadata for that many connected apps (5000), against
                               'sf project convert source' on the same folder
              deploy [apps]    Publish-EcaMetadata of that many External Client Apps (500) to a practice org, and of a
                               tenth, with the peak of its memory, against 'sf project deploy start'
              keysearch [files]
                               find 500 consumer keys in that many files (40000, 1 GiB), against ripgrep
                               on the same folder
              flows            Test-EcaOAuthFlow over 50 apps with 4 flows each at 50 ms an answer, sixteen apps at once
                               against one by one
              inventory [apps] read and judge the connected apps of a company of that many (2000), against
                               readMetadata ten at a time on the same org, with nothing joined and nothing judged
              lint [apps]      lint the files of that many External Client Apps (5000), against XDocument.Load of
                               the same files
              import           Import-Module of the staged module, against an empty binary module
              mcp [apps]       test that many External Client Apps of a folder for an MCP client (500), against
                               XDocument.Load of the same files
              practice [apps]  start of the practice org, its requests per second against a bare HttpListener, and the
                               first answer of an enterprise of that many apps (10000)
            """
        );
        return 2;
}
