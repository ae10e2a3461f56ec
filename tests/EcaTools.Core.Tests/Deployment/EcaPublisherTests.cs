using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

public class EcaPublisherTests
{
    private static readonly PublishOptions ValidateOnly = new() { ValidateOnly = true };

    [Fact]
    public async Task An_app_goes_in_in_two_phases_and_its_consumer_key_comes_back()
    {
        await using PracticeSession session = await PracticeSession.StartAsync(deployPolls: 2);
        EcaMetadata app = session.Write();
        Told told = new();

        EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(app, progress: told);

        Assert.Empty(deployment.Problems);
        Assert.Equal(EcaDeploymentStatus.Succeeded, deployment.Status);
        Assert.Equal("Definition Policies", string.Join(' ', deployment.Phases.Select(phase => phase.Name)));
        Assert.All(deployment.Phases, phase => Assert.Equal(EcaDeploymentStatus.Succeeded, phase.Status));
        Assert.Equal([4, 2], deployment.Phases.Select(phase => phase.Components.Length));
        Assert.All(deployment.Phases, phase => Assert.StartsWith("0Af", phase.DeployId, StringComparison.Ordinal));
        Assert.StartsWith("3MVG9", deployment.ConsumerKey, StringComparison.Ordinal);
        Assert.Equal(
            ("Billing_Portal", "Billing_Portal", "practice"),
            (deployment.Name, deployment.ConnectedAppName, deployment.OrgAlias)
        );
        Assert.Equal(
            "Billing_Portal_defaultPolicy Billing_Portal_oauth_defaultPolicy",
            string.Join(' ', deployment.Policies.Select(policy => policy.FullName).Order(StringComparer.Ordinal))
        );
        Assert.Equal(2, session.Server.Requests.CountOf("deploy"));
        Assert.Contains(
            told.Reports,
            report => report is { Phase: "Definition", Status: DeployStatus.Succeeded, ComponentsTotal: > 0 }
        );
        Assert.DoesNotContain(
            "Secret",
            System.Text.Json.JsonSerializer.Serialize(deployment),
            StringComparison.OrdinalIgnoreCase
        );
    }

    [Fact]
    public async Task A_second_run_sends_no_change_and_says_so()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        EcaDeployment first = await new EcaPublisher(session.Org).PublishAsync(app);
        session.Server.Requests.Clear();

        EcaDeployment second = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal(EcaDeploymentStatus.Unchanged, second.Status);
        Assert.All(second.Phases, phase => Assert.Null(phase.DeployId));
        Assert.Equal(0, session.Server.Requests.Changes);
        Assert.Equal(0, session.Server.Requests.CountOf("deploy"));
        Assert.Equal(first.ConsumerKey, second.ConsumerKey);
        Assert.Empty(second.Problems);
    }

    [Fact]
    public async Task Only_the_phase_that_differs_is_sent_and_the_key_stays()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaDeployment first = await new EcaPublisher(session.Org).PublishAsync(session.Write());
        session.Server.Requests.Clear();

        EcaDeployment second = await new EcaPublisher(session.Org).PublishAsync(
            session.Write(description: "Pays them better")
        );

        Assert.Equal(EcaDeploymentStatus.Succeeded, second.Status);
        Assert.Equal(
            [EcaDeploymentStatus.Succeeded, EcaDeploymentStatus.Unchanged],
            second.Phases.Select(phase => phase.Status)
        );
        Assert.Equal(1, session.Server.Requests.CountOf("deploy"));
        Assert.Equal(first.ConsumerKey, second.ConsumerKey);
    }

    [Fact]
    public async Task Validation_leaves_nothing_in_the_org()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();

        EcaDeployment validated = await new EcaPublisher(session.Org).PublishAsync(app, ValidateOnly);

        Assert.Empty(validated.Problems);
        Assert.Equal(EcaDeploymentStatus.Validated, validated.Status);
        Assert.Equal(5, Assert.Single(validated.Phases).Components.Length);
        Assert.Equal(0, session.Server.Requests.Changes);
        Assert.DoesNotContain(await AppsAsync(session), name => name == "Billing_Portal");
        Assert.Equal(EcaDeploymentStatus.Succeeded, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public async Task A_run_after_a_lost_deploy_takes_up_where_it_stopped(int lost)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.AnswerLost,
                SoapOperation = "deploy",
                Nth = lost,
            }
        );

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(app)
        );
        Assert.Equal("ChangeOutcomeUnknown", error.ErrorId);
        Assert.Equal(lost, session.Server.Requests.CountOf("deploy"));
        EcaDeployment resumed = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Empty(resumed.Problems);
        Assert.True(resumed.Status is EcaDeploymentStatus.Succeeded or EcaDeploymentStatus.Unchanged);
        Assert.Equal(2, session.Server.Requests.CountOf("deploy"));
        Assert.NotNull(resumed.ConsumerKey);
        Assert.Equal(EcaDeploymentStatus.Unchanged, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);
    }

    [Fact]
    public async Task A_session_that_ends_between_the_phases_is_named_and_the_next_run_finishes()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.InvalidSession,
                SoapOperation = "deploy",
                Nth = 2,
            }
        );

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(app)
        );
        EcaDeployment resumed = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal("SessionExpired", error.ErrorId);
        Assert.Contains("stays switched off", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            [EcaDeploymentStatus.Unchanged, EcaDeploymentStatus.Succeeded],
            resumed.Phases.Select(phase => phase.Status)
        );
        Assert.Equal(EcaDeploymentStatus.Succeeded, resumed.Status);
    }

    [Fact]
    public async Task A_component_that_the_org_refuses_is_a_problem_with_its_file()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        string path = app.Files.Single(file => file.Type == EcaType.OauthSettings).Path;
        await File.WriteAllTextAsync(
            path,
            (await File.ReadAllTextAsync(path)).Replace(
                "<commaSeparatedOauthScopes>",
                "<commaSeparatedOauthScopes>NoSuchScope, ",
                StringComparison.Ordinal
            )
        );

        EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal(EcaDeploymentStatus.Failed, deployment.Status);
        EcaDeploymentProblem problem = deployment.Problems.First(item =>
            item.Severity == "Error" && item.Type == EcaType.OauthSettings
        );
        Assert.Contains("There's a problem with your scope(s)", problem.Problem, StringComparison.Ordinal);
        Assert.Equal(path, problem.Path);
        Assert.Null(deployment.ConsumerKey);
        Assert.Equal("Definition", Assert.Single(deployment.Phases).Name);
    }

    [Fact]
    public async Task Our_files_take_the_names_that_the_org_has_for_the_records()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        Rename(app, EcaType.OauthPolicies, "Mine_oauthPlcy", out EcaMetadata renamed);
        string manifest = Path.Combine(app.OutputPath, "package.xml");
        await File.WriteAllTextAsync(
            manifest,
            (await File.ReadAllTextAsync(manifest)).Replace(
                "Billing_Portal_oauth_defaultPolicy",
                "Mine_oauthPlcy",
                StringComparison.Ordinal
            )
        );
        Assert.Contains("Mine_oauthPlcy", await File.ReadAllTextAsync(manifest), StringComparison.Ordinal);

        EcaDeployment first = await new EcaPublisher(session.Org).PublishAsync(renamed);
        session.Server.Requests.Clear();
        EcaDeployment second = await new EcaPublisher(session.Org).PublishAsync(renamed);

        Assert.Empty(first.Problems);
        Assert.Equal(EcaDeploymentStatus.Succeeded, first.Status);
        EcaMetadataFile policy = first.Policies.Single(file => file.Type == EcaType.OauthPolicies);
        Assert.Equal("Billing_Portal_oauth_defaultPolicy", policy.FullName);
        Assert.True(File.Exists(policy.Path));
        Assert.Contains("Mine_oauthPlcy", Assert.Single(first.Renamed), StringComparison.Ordinal);
        Assert.DoesNotContain("Mine_oauthPlcy", await File.ReadAllTextAsync(manifest), StringComparison.Ordinal);
        Assert.Contains(
            "Billing_Portal_oauth_defaultPolicy",
            await File.ReadAllTextAsync(manifest),
            StringComparison.Ordinal
        );
        Assert.Equal(EcaDeploymentStatus.Unchanged, second.Status);
        Assert.Equal(0, session.Server.Requests.Changes);
    }

    [Fact]
    public async Task A_file_written_anew_under_its_old_name_does_not_stop_the_next_run()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        Rename(session.Write(), EcaType.OauthPolicies, "Mine_oauthPlcy", out EcaMetadata renamed);
        string path = renamed.Files.Single(file => file.Type == EcaType.OauthPolicies).Path;
        byte[] content = await File.ReadAllBytesAsync(path);
        await new EcaPublisher(session.Org).PublishAsync(renamed);
        await File.WriteAllBytesAsync(path, content);

        EcaDeployment second = await new EcaPublisher(session.Org).PublishAsync(renamed);

        Assert.Equal(EcaDeploymentStatus.Unchanged, second.Status);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Validation_renames_no_file()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        await new EcaPublisher(session.Org).PublishAsync(session.Write());
        Rename(session.Write(description: "Other"), EcaType.OauthPolicies, "Mine_oauthPlcy", out EcaMetadata renamed);

        EcaDeployment validated = await new EcaPublisher(session.Org).PublishAsync(renamed, ValidateOnly);

        Assert.Empty(validated.Problems);
        Assert.Equal(EcaDeploymentStatus.Validated, validated.Status);
        Assert.Empty(validated.Renamed);
        Assert.True(File.Exists(renamed.Files.Single(file => file.Type == EcaType.OauthPolicies).Path));
    }

    [Fact]
    public async Task Nothing_is_sent_while_a_file_holds_a_secret()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        string path = app.Files.Single(file => file.Type == EcaType.GlobalOauthSettings).Path;
        string text = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(
            path,
            text.Replace(
                "    <externalClientApplication>",
                "    <consumerSecret>0123ABCDEF</consumerSecret>\n    <externalClientApplication>",
                StringComparison.Ordinal
            )
        );
        int line =
            1
            + File.ReadLines(path).TakeWhile(row => !row.Contains("consumerSecret", StringComparison.Ordinal)).Count();

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(app)
        );

        Assert.Equal("SecretInFile", error.ErrorId);
        Assert.Contains($"{path}({line})", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123ABCDEF", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, session.Server.Requests.Count);
    }

    [Fact]
    public async Task Nothing_is_sent_while_a_file_is_missing_or_too_new()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        File.Delete(app.Files.Single(file => file.Type == EcaType.OauthPolicies).Path);

        EcaException missing = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(app)
        );
        EcaException tooNew = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(session.Write() with { ApiVersion = new ApiVersion(67) })
        );
        EcaException noApp = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(app with { Files = [] })
        );

        Assert.Equal(
            ("PathNotFound", "ApiVersionNotSupported", "PathNotFound"),
            (missing.ErrorId, tooNew.ErrorId, noApp.ErrorId)
        );
        Assert.Contains("oauth_defaultPolicy", missing.Message, StringComparison.Ordinal);
        Assert.Equal(0, session.Server.Requests.Count);
    }

    [Theory]
    [InlineData("../../evil")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task A_name_that_leads_out_of_its_folder_is_refused(string name)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        EcaMetadata bad = app with
        {
            Files =
            [
                .. app.Files.Select(file =>
                    file with
                    {
                        FullName = file.Type == EcaType.OauthPolicies ? name : file.FullName,
                    }
                ),
            ],
        };

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(bad)
        );

        Assert.Equal("FileNotDeployable", error.ErrorId);
        Assert.Equal(0, session.Server.Requests.Count);
    }

    [Fact]
    public async Task A_record_of_another_app_is_not_taken_away_from_it()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaDeployment owner = await new EcaPublisher(session.Org).PublishAsync(session.Write("Billing"));
        File.Delete(session.Write("Billing").Files.Single(file => file.Type == EcaType.OauthSettings).Path);
        Rename(session.Write("Other"), EcaType.OauthSettings, "Billing_oauth", out EcaMetadata thief);
        session.Server.Requests.Clear();

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(thief)
        );

        Assert.Equal(EcaDeploymentStatus.Succeeded, owner.Status);
        Assert.Equal("NameTaken", error.ErrorId);
        Assert.Contains("'Billing'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, session.Server.Requests.Changes);
    }

    [Fact]
    public async Task A_deploy_whose_status_could_not_be_read_is_taken_up_by_the_next_run()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        await new EcaPublisher(session.Org).PublishAsync(session.Write());
        EcaMetadata app = session.Write(description: "Pays them better");
        session.Server.Faults.Add(new Fault { Kind = FaultKind.HtmlBody, SoapOperation = "checkDeployStatus" });

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(app)
        );

        Assert.Equal("UnexpectedResponse", error.ErrorId);
        Assert.Equal(EcaDeploymentStatus.Unchanged, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);
    }

    [Fact]
    public void What_the_org_holds_otherwise_after_all_is_a_warning()
    {
        EcaMetadataFile file = new(EcaType.GlobalOauthSettings, "A_glbloauth", "/a");
        MetadataRecord local = Pkce("false");
        Publication publication = new(
            new EcaMetadata
            {
                Name = "A",
                ApiVersion = new ApiVersion(66),
                OutputPath = "/",
                Files = [file],
            },
            [
                new LocalRecord(file, [], local),
                new LocalRecord(file with { Type = EcaType.Policies }, [], new MetadataRecord(EcaType.Policies, [])),
            ],
            new PublishOptions()
        );
        publication.Held[EcaType.GlobalOauthSettings] = new NamedRecord("A_glbloauth", Pkce("true"));
        publication.Close("Definition", EcaDeploymentStatus.Succeeded, "0Af", []);

        publication.WarnOfDifferences();

        EcaDeployment deployment = publication.ToDeployment("org");
        Assert.Equal(
            [("Warning", EcaType.GlobalOauthSettings), ("Warning", EcaType.Policies)],
            deployment.Problems.Select(problem => (problem.Severity, problem.Type))
        );
        Assert.Contains(
            "'true' for isPkceRequired, where the file says 'false'",
            deployment.Problems[0].Problem,
            StringComparison.Ordinal
        );

        static MetadataRecord Pkce(string value) =>
            new(EcaType.GlobalOauthSettings, [new MetadataField("isPkceRequired", value, Group: null)]);
    }

    [Fact]
    public async Task Every_app_of_the_demo_org_that_converts_can_be_published_and_is_then_unchanged()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        List<ConnectedAppFile> apps = await new ConnectedAppOrgReader(session.Org).ReadAsync().ToListAsync();
        Core.Conversion.Files.EcaProjectWriter writer = new(Path.Combine(session.Folder.FullName, "demo"));
        List<string> failures = [];
        foreach (ConnectedApp app in apps.Select(file => file.App!).Where(app => app.NamespacePrefix is null))
        {
            EcaMetadata metadata = writer.Write(new Core.Conversion.Mapping.EcaConverter().Convert(app));
            EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(metadata);
            EcaDeployment again = await new EcaPublisher(session.Org).PublishAsync(metadata);
            if (
                deployment.Status != EcaDeploymentStatus.Succeeded
                || again.Status != EcaDeploymentStatus.Unchanged
                || !deployment.Problems.IsEmpty
            )
            {
                failures.Add(
                    $"{app.Name}: {deployment.Status}, then {again.Status}: {string.Join("; ", deployment.Problems.Concat(again.Problems))}"
                );
            }
        }

        Assert.Empty(failures);
    }

    private static async Task<List<string>> AppsAsync(PracticeSession session) =>
        await new ExternalClientAppReader(session.Org).ReadAsync().Select(app => app.Name).ToListAsync();

    private static void Rename(EcaMetadata app, string type, string name, out EcaMetadata renamed)
    {
        EcaMetadataFile file = app.Files.Single(item => item.Type == type);
        EcaMetadataFile moved = file with
        {
            FullName = name,
            Path = file.Path.Replace(file.FullName, name, StringComparison.Ordinal),
        };
        File.Move(file.Path, moved.Path);
        renamed = app with { Files = [.. app.Files.Select(item => item == file ? moved : item)] };
    }

    private sealed class Told : IProgress<PublishProgress>
    {
        public List<PublishProgress> Reports { get; } = [];

        public void Report(PublishProgress value) => Reports.Add(value);
    }
}
