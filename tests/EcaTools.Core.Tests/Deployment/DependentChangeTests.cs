using System.Collections.Immutable;
using System.Net;
using System.Text;
using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Dependents;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>What an org holds of dependents is not lost, and nobody's change is replaced without a word.</summary>
public sealed class DependentChangeTests
{
    private const string Legacy = "namedCredentials/Legacy.namedCredential-meta.xml";

    [Fact]
    public async Task What_the_file_omits_stays_as_the_org_has_it()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        await ChangeInOrgAsync(session, Named("old-key", "<jwtAudience>https://aud.example.com</jwtAudience>"));
        Write(app, Legacy, Named("{{eca:Billing:consumerKey}}", ""));

        (_, EcaDependentPlan plan) = await PlanAsync(session, app);
        Assert.Empty(plan.Errors);
        Assert.Contains("  jwtIssuer: old-key -> {{eca:Billing:consumerKey}}", plan.Lines, StringComparer.Ordinal);
        EcaDeployment made = await PublishAsync(session, app);

        Assert.Equal(EcaDeploymentStatus.Succeeded, made.Status);
        Assert.Equal("https://aud.example.com", await ValueAsync(session, "jwtAudience"));
        Assert.Equal(made.ConsumerKey, await ValueAsync(session, "jwtIssuer"));
    }

    [Fact]
    public async Task What_somebody_changed_in_the_org_is_refused_field_by_field_unless_forced()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        Write(app, Legacy, Named("{{eca:Billing:consumerKey}}", ""));
        string key = (await PublishAsync(session, app)).ConsumerKey!;
        await ChangeInOrgAsync(
            session,
            Named(key, "").Replace("billing.example", "moved.example", StringComparison.Ordinal)
        );

        (_, EcaDependentPlan plan) = await PlanAsync(session, app);

        EcaException error = Assert.Single(plan.Errors);
        Assert.Equal("ChangedInOrg", error.ErrorId);
        Assert.Contains(
            "endpoint: https://moved.example.com -> https://billing.example.com",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Empty(plan.Lines);
        await PublishAsync(session, app, new PublishOptions { Force = true });
        Assert.Equal("https://billing.example.com", await ValueAsync(session, "endpoint"));
    }

    [Fact]
    public async Task What_was_edited_in_the_file_alone_goes_in_without_force()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        Write(app, Legacy, Named("{{eca:Billing:consumerKey}}", ""));
        await PublishAsync(session, app);
        Write(
            app,
            Legacy,
            Named("{{eca:Billing:consumerKey}}", "").Replace("billing.example", "new.example", StringComparison.Ordinal)
        );

        Assert.Equal(EcaDeploymentStatus.Succeeded, (await PublishAsync(session, app)).Status);

        Assert.Equal("https://new.example.com", await ValueAsync(session, "endpoint"));
    }

    [Fact]
    public async Task A_validation_checks_them_before_any_key_exists_and_asks_for_no_secret()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        Write(app, Legacy, Named("{{eca:Billing:consumerKey}}", "<noSuchElement>x</noSuchElement>"));

        EcaDeployment refused = await PublishAsync(session, app, new PublishOptions { ValidateOnly = true });
        Assert.Equal(EcaDeploymentStatus.Failed, refused.Status);
        Assert.Contains(refused.Problems, problem => problem.ErrorId == "ElementNotInVersion");

        Write(app, Legacy, Named("{{eca:Billing:consumerKey}}", ""));
        EcaDeployment made = await PublishAsync(session, app, new PublishOptions { ValidateOnly = true });

        Assert.Equal((EcaDeploymentStatus.Validated, 0), (made.Status, made.ProblemCount));
        Assert.Equal(["Validation", "Dependents"], made.Phases.Select(phase => phase.Name), StringComparer.Ordinal);
        Assert.NotNull(made.ValidatedId);
        Assert.Null(await session.FindAsync("Billing"));
    }

    [Fact]
    public async Task A_deploy_of_them_that_a_run_left_behind_is_waited_for_and_not_sent_again()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty", deployPolls: 2);
        EcaMetadata app = session.Write("Billing");
        Write(app, Legacy, Named("{{eca:Billing:consumerKey}}", ""));
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.HtmlBody,
                SoapOperation = "checkDeployStatus",
                Nth = 5,
            }
        );
        await Assert.ThrowsAsync<EcaException>(() => PublishAsync(session, app));
        string notes = Path.Combine(session.Folder.FullName, ".ecatools", "force-app.deploys");
        Assert.Contains($"{session.Org.OrgId} 0Af", await File.ReadAllTextAsync(notes), StringComparison.Ordinal);

        Assert.Equal(EcaDeploymentStatus.Unchanged, (await PublishAsync(session, app)).Status);

        Assert.Equal(3, session.Server.Requests.CountOf("deploy"));
        Assert.False(File.Exists(notes));
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-8", false)]
    public async Task Files_in_the_encodings_and_with_the_line_ends_of_Windows_are_read(string encoding, bool hasMark)
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        Encoding known = Encoding.GetEncoding(encoding);
        string text = $"<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n{Named("{{eca:Billing:consumerKey}}", "")}";
        byte[] content = known.GetBytes(text.ReplaceLineEndings("\r\n"));
        Write(app, Legacy, "");
        await File.WriteAllBytesAsync(PathOf(app, Legacy), [.. hasMark ? known.GetPreamble() : [], .. content]);

        EcaDeployment made = await PublishAsync(session, app);

        Assert.Equal((EcaDeploymentStatus.Succeeded, 0), (made.Status, made.ProblemCount));
        Assert.Equal(made.ConsumerKey, await ValueAsync(session, "jwtIssuer"));
    }

    [Fact]
    public async Task Progress_counts_the_components_of_each_phase()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty", deployPolls: 2);
        EcaMetadata app = session.Write("Billing");
        Write(app, Legacy, Named("{{eca:Billing:consumerKey}}", ""));
        Progress progress = new();

        await PublishAsync(session, app, progress: progress);

        Assert.Equal(
            ["Billing Definition 4 of 4", "Billing Policies 2 of 2", "1 file Dependents 1 of 1"],
            progress
                .Reports.Where(report => report.ComponentsTotal > 0)
                .Select(report =>
                    $"{report.Name} {report.Phase} {report.ComponentsDeployed} of {report.ComponentsTotal}"
                )
                .Distinct(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }

    private static string Named(string key, string more) =>
        $"""
            <NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
                <endpoint>https://billing.example.com</endpoint>{more}
                <jwtIssuer>{key}</jwtIssuer>
                <label>Legacy</label>
                <principalType>NamedUser</principalType>
                <protocol>Jwt</protocol>
            </NamedCredential>
            """;

    private static async Task ChangeInOrgAsync(PracticeSession session, string content)
    {
        MetadataClient metadata = new(session.Org.GetClient());
        PackageFile file = new(
            "NamedCredential",
            "Legacy",
            "namedCredentials/Legacy.namedCredential",
            Encoding.UTF8.GetBytes(content)
        );
        string id = await metadata.DeployAsync(DeployPackage.Zip([file], new ApiVersion(66)), new DeployOptions());
        Assert.True((await metadata.WaitForDeployAsync(id)).Success);
    }

    private static async Task<string?> ValueAsync(PracticeSession session, string element) =>
        (await new MetadataClient(session.Org.GetClient()).ReadAsync("NamedCredential", ["Legacy"]).FirstAsync()).Text(
            element
        );

    private static async Task<(ImmutableArray<EcaPublishPlan> Apps, EcaDependentPlan Dependents)> PlanAsync(
        PracticeSession session,
        EcaMetadata app,
        PublishOptions? options = null
    )
    {
        ImmutableArray<EcaPublishPlan> plans = await new EcaPublisher(session.Org).PlanAsync(
            [app],
            options,
            (_, error) => throw error
        );
        return (plans, await new EcaDependents(session.Org).PlanAsync([app.OutputPath], plans, []));
    }

    private static async Task<EcaDeployment> PublishAsync(
        PracticeSession session,
        EcaMetadata app,
        PublishOptions? options = null,
        IProgress<PublishProgress>? progress = null
    )
    {
        EcaPublisher publisher = new(session.Org);
        EcaDependents dependents = new(session.Org);
        ImmutableArray<EcaPublishPlan> plans = await publisher.PlanAsync([app], options, (_, error) => throw error);
        EcaDependentPlan plan = await dependents.PlanAsync([app.OutputPath], plans, []);
        Assert.Empty(plan.Errors);
        return (
            await dependents.DeployAsync(
                plan,
                await publisher.PublishAsync(plans, progress),
                (_, _, _) => Task.FromResult(new NetworkCredential("", "secret").SecurePassword),
                options ?? new PublishOptions(),
                progress
            )
        ).Single();
    }

    private static string PathOf(EcaMetadata app, string path) => Path.Combine(app.OutputPath, "main", "default", path);

    private static void Write(EcaMetadata app, string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(app, path))!);
        File.WriteAllText(PathOf(app, path), content);
    }

    private sealed class Progress : IProgress<PublishProgress>
    {
        public List<PublishProgress> Reports { get; } = [];

        public void Report(PublishProgress value) => Reports.Add(value);
    }
}
