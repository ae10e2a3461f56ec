using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Conversion.Profiles;
using EcaTools.Core.Mcp;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Benchmarks;

/// <summary>Tests many External Client Apps of a folder for an MCP client, against XDocument.Load of the same
/// files.</summary>
internal static class McpBenchmark
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync(int apps)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ecatools-benchmark-");
        try
        {
            using (EcaProjectWriter writer = new(folder.FullName))
            {
                for (int app = 0; app < apps; app++)
                {
                    string name = string.Create(CultureInfo.InvariantCulture, $"Agent_{app}");
                    writer.Write(
                        new EcaConverter().Convert(
                            McpProfile.NewApp(name, name, "owner@example.com"),
                            new ConversionOptions
                            {
                                Profiles = [McpProfile.Find("Claude")],
                                ApiVersion = new ApiVersion(66),
                            }
                        )
                    );
                }

                writer.Complete();
            }

            List<TimeSpan> ours = [];
            List<TimeSpan> theirs = [];
            for (int round = 0; round <= Rounds; round++)
            {
                TimeSpan own = await TestAsync(folder.FullName, apps);
                TimeSpan load = Load(folder.FullName);
                if (round > 0)
                {
                    ours.Add(own);
                    theirs.Add(load);
                }
            }

            Figures.Print($"EcaTools: MCP readiness of {apps} apps", ours);
            Figures.Print("XDocument.Load of their files", theirs);
            Figures.PrintRatio("EcaTools / XDocument", ours, theirs);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<TimeSpan> TestAsync(string folder, int apps)
    {
        long begun = Stopwatch.GetTimestamp();
        McpReadinessTester tester = new(McpProfile.Find("Claude"));
        int ready = 0;
        foreach (EcaMetadata app in new EcaProjectReader().Read(folder, new ApiVersion(66), default))
        {
            EcaMcpReadiness result = await tester.TestAsync(McpApp.Of(app), org: null, default);
            ready += result.Outcome is McpOutcome.Ready ? 1 : 0;
        }

        TimeSpan taken = Stopwatch.GetElapsedTime(begun);
        return ready == apps ? taken : throw new InvalidOperationException($"{ready} of {apps} apps are ready.");
    }

    private static TimeSpan Load(string folder)
    {
        long begun = Stopwatch.GetTimestamp();
        foreach (string file in Directory.EnumerateFiles(folder, "*.eca*", SearchOption.AllDirectories))
        {
            XDocument.Load(file);
        }

        return Stopwatch.GetElapsedTime(begun);
    }
}
