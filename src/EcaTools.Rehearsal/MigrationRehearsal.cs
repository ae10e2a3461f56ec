using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Evidence;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Checklist;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Reports;
using EcaTools.Core.Reports.Summary;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Usage;
using EcaTools.PracticeOrg;

namespace EcaTools.Rehearsal;

/// <summary>One whole migration against a practice org, from the inventory to the freeze of a pilot and the report. The
/// console program and the cmdlet are thin over it.</summary>
/// <param name="time">The clock behind that of the practice org, which starts on the day that the options say.</param>
public sealed class MigrationRehearsal(TimeProvider time)
{
    private const string PackageFolder = "force-app";

    /// <summary>Runs it.</summary>
    /// <param name="options">How.</param>
    /// <param name="progress">Told of each step; null for nobody.</param>
    /// <param name="cancellation">Stops it. What was written so far stays.</param>
    /// <exception cref="EcaException">DocumentInvalid, FileExists, FileNotWritten, or an error that keeps
    /// the whole rehearsal from going on; what is wrong with one app is in the result.</exception>
    public async Task<RehearsalResult> RunAsync(
        RehearsalOptions options,
        IProgress<RehearsalStep>? progress,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        StepReport report = new(progress);
        PracticeOrgServer server = Start(options);
        await using (server.ConfigureAwait(false))
        {
            RehearsalFolder output = RehearsalFolder.Open(options.OutputPath);
            TimeProvider clock = server.Time;
            DateTimeOffset started = clock.GetUtcNow();
            SalesforceClientOptions wire = new() { TimeProvider = clock };
            EcaOrg org = await OrgConnector
                .ConnectAsync(
                    server.Url,
                    new AccessToken(server.AccessToken),
                    "practice",
                    options.ApiVersion,
                    wire,
                    cancellation
                )
                .ConfigureAwait(false);
            using SalesforceClient client = org.GetClient();
            report.Say(
                "Connect",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{org.OrgName} at {org.InstanceUrl}, API version {org.ApiVersion}, on {started:yyyy-MM-dd}"
                ),
                5
            );

            (ImmutableArray<ConnectedApp> apps, ImmutableArray<UnreadApp> unread) = await TakeInventoryAsync(
                    org,
                    report,
                    cancellation
                )
                .ConfigureAwait(false);
            List<ReportedApp> reported = [];
            OrgEvidence evidence = await new OrgEvidenceReader(org, org.ApiVersion)
                .ReadAsync(cancellation)
                .ConfigureAwait(false);
            EcaAssessor assessor = new(
                BlockerRules.Default,
                new AssessmentOptions
                {
                    ApiVersion = org.ApiVersion,
                    AsOf = clock.GetUtcNow(),
                    Evidence = evidence,
                    Usage = await ReadUsageAsync(org, clock.GetUtcNow(), report, cancellation).ConfigureAwait(false),
                }
            );
            ImmutableArray<EcaAssessment> assessments = [.. apps.Select(assessor.Assess)];
            LoginDays logins = await LoginDays
                .ReadAsync(org, apps.Length, clock.GetUtcNow(), cancellation)
                .ConfigureAwait(false);
            Dictionary<string, ReportedApp> judged = assessments
                .Select(assessment => Judged(assessment, logins, evidence))
                .ToDictionary(app => app.Name, StringComparer.Ordinal);
            report.Say("Judge", Sum(assessments), 20, apps: [.. judged.Values]);

            output.Write(output.In("sfdx-project.json"), Project(org.ApiVersion));
            ConversionOptions conversion = new()
            {
                ApiVersion = org.ApiVersion,
                PermissionSetNames = await new PermissionSetNameReader(org)
                    .ReadAsync(cancellation)
                    .ConfigureAwait(false),
            };
            EcaAssessment? chosen = PilotApp.Choose(assessments);
            List<EcaMetadata> written = Convert(
                assessments,
                judged,
                app => app == chosen ? conversion with { LabelPattern = PilotApp.LabelPattern } : conversion,
                output,
                reported,
                report
            );
            List<EcaDeployment> deployed = await PublishAsync(org, written, reported, report, cancellation)
                .ConfigureAwait(false);
            await VerifyAsync(org, reported, report, cancellation).ConfigureAwait(false);
            DateTimeOffset finished = clock.GetUtcNow();
            PilotApp? pilot = PilotOf(chosen, written, deployed);
            ImmutableArray<ChecklistItem> checklist = await new CompletionRehearsal(org, server, output, report)
                .RunAsync(assessments, pilot, cancellation)
                .ConfigureAwait(false);

            MigrationSummary summary = new()
            {
                Org = ReportedOrg.From(org),
                StartedAt = started,
                FinishedAt = finished,
                Apps = [.. reported],
                Unread = unread,
            };
            RehearsalResult result = new(
                summary,
                output.In(PackageFolder),
                output.In(ReportFiles.Summary),
                output.In(ReportFiles.Report)
            )
            {
                Pilot = pilot?.Name,
                Checklist = checklist,
                MigrationPath = output.In(CompletionRehearsal.Folder),
                ChecklistPath = output.In(CompletionRehearsal.ChecklistName),
            };
            ReportFiles.Save(output.Path, summary);
            report.Say("Report", result.ReportPath, 100);
            return result;
        }
    }

    private PracticeOrgServer Start(RehearsalOptions options)
    {
        try
        {
            return PracticeOrgServer.Start(
                new PracticeOrgOptions
                {
                    Seed = options.Seed,
                    TimeProvider = time,
                    Now = options.Start,
                }
            );
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw RehearsalErrors.PracticeSeedUnusable(options.SeedName, exception);
        }
    }

    /// <summary>The file that makes the folder a project of the Salesforce CLI.</summary>
    private static string Project(ApiVersion version) =>
        $$"""
            {
              "packageDirectories": [{ "path": "{{PackageFolder}}", "default": true }],
              "sourceApiVersion": "{{version}}"
            }

            """;

    private static async Task<(ImmutableArray<ConnectedApp> Apps, ImmutableArray<UnreadApp> Unread)> TakeInventoryAsync(
        EcaOrg org,
        StepReport report,
        CancellationToken cancellation
    )
    {
        List<ConnectedApp> apps = [];
        List<UnreadApp> unread = [];
        await foreach (
            ConnectedAppFile read in new ConnectedAppOrgReader(org).ReadAsync(cancellation).ConfigureAwait(false)
        )
        {
            if (read.App is not null)
            {
                apps.Add(read.App);
            }
            else
            {
                unread.Add(new UnreadApp(read.Source, ReportedProblem.From(read.Error!)));
                report.Say("Inventory", $"{read.Source}: {read.Error!.Message}", 15, StepOutcome.Failed);
            }
        }

        report.Say("Inventory", $"read {apps.Count} of {apps.Count + unread.Count} connected apps", 15);
        return ([.. apps], [.. unread]);
    }

    private static async Task<UsageIndex> ReadUsageAsync(
        EcaOrg org,
        DateTimeOffset now,
        StepReport report,
        CancellationToken cancellation
    )
    {
        List<ConnectedAppUsage> rows = [];
        await foreach (
            ConnectedAppUsage row in new ConnectedAppUsageReader(
                org,
                Enum.GetValues<UsageSource>(),
                now.AddDays(-LoginDays.Days)
            )
                .ReadAsync(cancellation)
                .ConfigureAwait(false)
        )
        {
            rows.Add(row);
        }

        report.Say(
            "Usage",
            $"{rows.Count} rows of who uses which app, from {rows.Select(row => row.Source).Distinct().Count()} sources",
            18
        );
        return new UsageIndex(rows);
    }

    /// <summary>An app as it was judged, with its logins by day where they are certainly its own.</summary>
    private static ReportedApp Judged(EcaAssessment assessment, LoginDays logins, OrgEvidence evidence) =>
        ReportedApp.From(assessment) with
        {
            LoginsByDay = evidence.SharedLabels?.Contains(assessment.App.Label) is false
                ? logins.Of(assessment.App.Label)
                : null,
        };

    private static string Sum(ImmutableArray<EcaAssessment> assessments) =>
        string.Join(
            ", ",
            assessments
                .GroupBy(assessment => assessment.Verdict)
                .OrderBy(group => group.Key)
                .Select(group => $"{group.Count()} {group.Key}")
        );

    private static List<EcaMetadata> Convert(
        ImmutableArray<EcaAssessment> assessments,
        Dictionary<string, ReportedApp> judged,
        Func<EcaAssessment, ConversionOptions> conversion,
        RehearsalFolder output,
        List<ReportedApp> reported,
        StepReport report
    )
    {
        EcaConverter converter = new();
        using EcaProjectWriter writer = new(output.In(PackageFolder));
        output.Add([
            output.In(PackageFolder, "package.xml"),
            output.In(".ecatools", PackageFolder + ".jsonl"),
            output.In(".ecatools", PackageFolder + ".published.jsonl"),
        ]);
        List<EcaMetadata> written = [];
        foreach (EcaAssessment assessment in assessments)
        {
            ReportedApp app = judged[assessment.Name];
            if (!assessment.CanMigrate)
            {
                reported.Add(app);
                string why = assessment.Findings.IsEmpty ? "it could not be judged" : assessment.Findings[0].Title;
                report.Say("Judge", $"{app.Name} stays: {why}", 25, StepOutcome.Blocked);
                continue;
            }

            try
            {
                EcaWritePlan plan = writer.Plan(converter.Convert(assessment.App, conversion(assessment)));
                output.Add(plan.Result.Files.Select(file => file.Path));
                EcaMetadata metadata = writer.Write(plan);
                written.Add(metadata);
                reported.Add(app with { EcaName = metadata.Name, Losses = metadata.Losses });
            }
            catch (EcaException error)
            {
                reported.Add(app with { Outcome = MigrationOutcome.Failed, Problems = [ReportedProblem.From(error)] });
                report.Say("Convert", $"{app.Name}: {error.Message}", 30, StepOutcome.Failed);
            }
        }

        if (written.Count > 0)
        {
            writer.Complete();
        }

        report.Say(
            "Convert",
            $"{written.Sum(metadata => metadata.Files.Length)} files for {written.Count} apps, {written.Sum(metadata => metadata.Losses.Length)} losses listed",
            28
        );
        return written;
    }

    private static async Task<List<EcaDeployment>> PublishAsync(
        EcaOrg org,
        List<EcaMetadata> written,
        List<ReportedApp> reported,
        StepReport report,
        CancellationToken cancellation
    )
    {
        EcaPublisher publisher = new(org);
        List<EcaDeployment> deployed = [];
        for (int i = 0; i < written.Count; i++)
        {
            EcaMetadata metadata = written[i];
            int percent = 28 + (28 * (i + 1) / written.Count);
            try
            {
                EcaDeployment deployment = await publisher
                    .PublishAsync(metadata, new PublishOptions(), progress: null, cancellation)
                    .ConfigureAwait(false);
                if (deployment.ToError() is { } failure)
                {
                    throw failure;
                }

                deployed.Add(deployment);
                Mark(app =>
                    app with
                    {
                        Outcome =
                            deployment.Status is EcaDeploymentStatus.Unchanged
                                ? MigrationOutcome.AlreadyThere
                                : MigrationOutcome.Migrated,
                        ConsumerKey = deployment.ConsumerKey,
                    }
                );
                report.Say(
                    "Publish",
                    $"{metadata.ConnectedAppName} -> {metadata.Name}, {Fields(metadata.Losses.Length)} left to do by hand",
                    percent
                );
            }
            catch (EcaException error)
            {
                Mark(app =>
                    app with
                    {
                        Outcome = MigrationOutcome.Failed,
                        Problems = [.. app.Problems, ReportedProblem.From(error)],
                    }
                );
                report.Say("Publish", $"{metadata.Name}: {error.Message}", percent, StepOutcome.Failed);
            }

            void Mark(Func<ReportedApp, ReportedApp> change) =>
                Replace(reported, app => app.Name == metadata.ConnectedAppName, change);
        }

        return deployed;
    }

    /// <summary>The app that was chosen as the pilot, if it was written and published.</summary>
    private static PilotApp? PilotOf(EcaAssessment? chosen, List<EcaMetadata> written, List<EcaDeployment> deployed) =>
        chosen is not null
        && written.Find(metadata => metadata.ConnectedAppName == chosen.Name) is { } metadata
        && deployed.Find(deployment => deployment.Name == metadata.Name) is { } deployment
            ? new PilotApp(chosen, metadata, deployment)
            : null;

    /// <summary>Asks the org, by another way than the deployment's own answer, whether what was deployed is
    /// there.</summary>
    private static async Task VerifyAsync(
        EcaOrg org,
        List<ReportedApp> reported,
        StepReport report,
        CancellationToken cancellation
    )
    {
        HashSet<string> there = new(StringComparer.Ordinal);
        await foreach (
            ExternalClientApp app in new ExternalClientAppReader(org).ReadAsync(cancellation).ConfigureAwait(false)
        )
        {
            there.Add(app.Name);
        }

        Replace(
            reported,
            app =>
                app.Outcome is MigrationOutcome.Migrated or MigrationOutcome.AlreadyThere
                && !there.Contains(app.EcaName!),
            app =>
            {
                EcaException missing = RehearsalErrors.NotInOrg(app.EcaName!, org.Alias);
                report.Say("Verify", missing.Message, 58, StepOutcome.Failed);
                return app with
                {
                    Outcome = MigrationOutcome.Failed,
                    Problems = [.. app.Problems, ReportedProblem.From(missing)],
                };
            }
        );
        report.Say("Verify", $"{org.Alias} lists {there.Count} external client apps", 58);
    }

    private static string Fields(int count) => count == 1 ? "1 field" : $"{count} fields";

    private static void Replace(
        List<ReportedApp> apps,
        Predicate<ReportedApp> which,
        Func<ReportedApp, ReportedApp> change
    )
    {
        for (int i = 0; i < apps.Count; i++)
        {
            if (which(apps[i]))
            {
                apps[i] = change(apps[i]);
            }
        }
    }
}
