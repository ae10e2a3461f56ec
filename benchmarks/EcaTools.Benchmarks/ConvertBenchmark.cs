using System.Diagnostics;
using System.Globalization;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;

namespace EcaTools.Benchmarks;

/// <summary>
/// Reads, judges and writes the ECA metadata of many Connected Apps, in turn with the Salesforce CLI's conversion of
/// the same folder to metadata format. The CLI is run as its users run it, as a process; we are timed both in this
/// process and as PowerShell would pay for us.
/// </summary>
internal static class ConvertBenchmark
{
    private const int Rounds = 3;

    public static int Run(int apps)
    {
        string folder = Directory.CreateTempSubdirectory("ecatools-benchmark-").FullName;
        try
        {
            Plant(folder, apps);
            List<TimeSpan> ours = [];
            List<TimeSpan> theirs = [];
            Convert(folder, "warm-up", apps);
            for (int round = 0; round < Rounds; round++)
            {
                ours.Add(Convert(folder, $"ours-{round}", apps));
                if (
                    ChildProcess.Run(
                        "sf",
                        folder,
                        "project",
                        "convert",
                        "source",
                        "--root-dir",
                        "force-app",
                        "--output-dir",
                        $"theirs-{round}"
                    ) is
                    { } run
                )
                {
                    theirs.Add(run.Taken);
                }
            }

            Figures.Print($"EcaTools: read, judge, write {apps} apps", ours);
            if (theirs.Count == 0)
            {
                Console.WriteLine("The Salesforce CLI ('sf') is not on the PATH: nothing to compare with.");
            }
            else
            {
                Figures.Print("sf project convert source", theirs);
                Figures.PrintRatio("EcaTools / sf", ours, theirs);
            }

            foreach (int count in new[] { apps / 5, apps })
            {
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"highest live heap over {count, 6} apps: {HighestHeap(folder, count) / 1048576.0:F1} MiB"
                    )
                );
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TimeSpan Convert(string folder, string output, int apps)
    {
        long begun = Stopwatch.GetTimestamp();
        int written = Pipeline(folder, Path.Combine(folder, output, "force-app")).Count();
        TimeSpan taken = Stopwatch.GetElapsedTime(begun);
        return written == apps ? taken : throw new InvalidOperationException($"{written} of {apps} apps were written.");
    }

    internal static IEnumerable<int> Pipeline(string folder, string output)
    {
        EcaAssessor assessor = new(
            BlockerRules.Default,
            new AssessmentOptions { ApiVersion = new(66), AsOf = TimeProvider.System.GetUtcNow() }
        );
        EcaConverter converter = new();
        EcaProjectWriter writer = new(output);
        foreach (ConnectedAppFile file in new ConnectedAppFileReader().Read([Path.Combine(folder, "force-app")]))
        {
            EcaAssessment assessment = assessor.Assess(file.App ?? throw file.Error!);
            yield return writer.Write(converter.Convert(assessment.App)).Files.Length;
        }

        writer.Complete();
    }

    private static long HighestHeap(string folder, int count)
    {
        long highest = 0;
        int seen = 0;
        foreach (int _ in Pipeline(folder, Path.Combine(folder, $"heap-{count}", "force-app")).Take(count))
        {
            if (++seen % 100 == 0)
            {
                highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        return highest;
    }

    /// <summary>Writes a project of connected apps in source format: web server, JWT bearer, client credentials and
    /// bookmark apps in turn.</summary>
    internal static void Plant(string folder, int apps)
    {
        string target = Directory
            .CreateDirectory(Path.Combine(folder, "force-app", "main", "default", "connectedApps"))
            .FullName;
        File.WriteAllText(
            Path.Combine(folder, "sfdx-project.json"),
            """{ "packageDirectories": [{ "path": "force-app", "default": true }], "sourceApiVersion": "66.0" }"""
        );
        for (int i = 0; i < apps; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"App_{i:D5}");
            File.WriteAllText(Path.Combine(target, $"{name}.connectedApp-meta.xml"), App(name, i));
        }
    }

    private static string App(string name, int index) =>
        $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
                <contactEmail>owner{index % 40}@example.com</contactEmail>
                <description>Connects system {index} to the org.</description>
                <label>{name.Replace('_', ' ')}</label>
            {(index % 4 == 3 ? "    <startUrl>https://example.com/start</startUrl>" : OAuth(index))}
            </ConnectedApp>

            """;

    private static string OAuth(int index) =>
        $"""
                <oauthConfig>
                    <callbackUrl>https://example.com/callback/{index}
            http://localhost:1717/OauthRedirect</callbackUrl>
                    <consumerKey>3MVG9example{index:D8}</consumerKey>
                    <isAdminApproved>{(index % 2 == 0 ? "true" : "false")}</isAdminApproved>
                    <isClientCredentialEnabled>{(index % 4 == 2 ? "true" : "false")}</isClientCredentialEnabled>
                    <isCodeCredentialEnabled>false</isCodeCredentialEnabled>
                    <isConsumerSecretOptional>false</isConsumerSecretOptional>
                    <isIntrospectAllTokens>false</isIntrospectAllTokens>
                    <isPkceRequired>{(index % 3 == 0 ? "true" : "false")}</isPkceRequired>
                    <isSecretRequiredForRefreshToken>true</isSecretRequiredForRefreshToken>
                    {(
                index % 4 == 2 ? "<oauthClientCredentialUser>integration@example.com</oauthClientCredentialUser>" : ""
            )}
                    <scopes>Api</scopes>
                    <scopes>RefreshToken</scopes>
                    <scopes>OpenID</scopes>
                </oauthConfig>
                <oauthPolicy>
                    <ipRelaxation>ENFORCE</ipRelaxation>
                    <refreshTokenPolicy>specific_lifetime:30:DAYS</refreshTokenPolicy>
                </oauthPolicy>
                <permissionSetName>Integration_Access</permissionSetName>
            """;
}
