using System.Collections.Immutable;
using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.MetadataApi;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>What the policies of an app name and what an org generates goes along with the app.</summary>
public sealed class PermissionSetPublishTests
{
    [Fact]
    public async Task A_permission_set_of_the_folder_goes_in_with_the_policies_that_name_it()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata[] apps = [session.Write("Alpha"), session.Write("Beta")];
        Array.ForEach(apps, app => Name(app, "Callers"));
        Write(apps[0], "Callers", "");
        EcaPublisher publisher = new(session.Org);

        ImmutableArray<EcaPublishPlan> plans = await publisher.PlanAsync(apps, null, (_, error) => throw error);
        Assert.All(plans, plan => Assert.Contains("+ PermissionSet Callers", plan.Lines, StringComparer.Ordinal));
        ImmutableArray<EcaDeployment> made = await publisher.PublishAsync(plans);

        Assert.All(made, app => Assert.Equal((EcaDeploymentStatus.Succeeded, 0), (app.Status, app.ProblemCount)));
        Assert.Contains("PermissionSet Callers", made[0].Phases[1].Components, StringComparer.Ordinal);
        Assert.Equal(2, session.Server.Requests.CountOf("deploy"));
        Assert.NotNull(
            await new MetadataClient(session.Org.GetClient()).ReadAsync("PermissionSet", ["Callers"]).FirstAsync()
        );
    }

    [Fact]
    public async Task One_that_waits_for_the_key_of_the_app_that_names_it_is_reported_as_such()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Alpha");
        Name(app, "Callers");
        Write(
            app,
            "Callers",
            "<externalCredentialPrincipalAccesses><enabled>true</enabled><externalCredentialPrincipal>Ext-Main</externalCredentialPrincipal></externalCredentialPrincipalAccesses>"
        );

        EcaDeployment made = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal("ReferencesNotFound", made.ToError()!.ErrorId);
        Assert.Contains("waits for the consumer key", Assert.Single(made.Problems).Problem, StringComparison.Ordinal);
        Assert.Equal(0, session.Server.Requests.CountOf("deploy"));
    }

    [Fact]
    public async Task Policies_that_the_org_generates_are_written_to_a_folder_that_has_none()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = Bare(session);

        EcaDeployment made = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal(EcaDeploymentStatus.Succeeded, made.Status);
        Assert.Equal(2, made.Retrieved.Length);
        Assert.All(made.Retrieved, path => Assert.True(File.Exists(path)));
    }

    [Fact]
    public async Task A_run_that_ended_before_it_wrote_them_is_finished_by_the_next()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = Bare(session);
        EcaDeployment first = await new EcaPublisher(session.Org).PublishAsync(app);
        foreach (string path in first.Retrieved)
        {
            File.Delete(path);
        }

        EcaDeployment second = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal(EcaDeploymentStatus.Unchanged, second.Status);
        Assert.Equal(first.Retrieved, second.Retrieved);
    }

    [Fact]
    public async Task A_folder_that_they_can_not_be_written_to_is_a_warning_that_names_it_and_the_next_run_writes_them()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = Bare(session);
        string root = Path.GetDirectoryName(
            Path.GetDirectoryName(app.Files.Single(file => file.Type == EcaType.App).Path)
        )!;

        // A file is in the way of each folder, which stops any user, an administrator, too.
        string[] inTheWay = [Path.Combine(root, "extlClntAppPolicies"), Path.Combine(root, "extlClntAppOauthPolicies")];
        Array.ForEach(inTheWay, Directory.Delete);
        Array.ForEach(inTheWay, path => File.WriteAllText(path, "mine"));

        EcaDeployment first = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal(EcaDeploymentStatus.Succeeded, first.Status);
        Assert.Empty(first.Retrieved);
        Assert.All(
            inTheWay,
            path =>
                Assert.Contains(
                    first.Problems,
                    problem => problem.Severity == "Warning" && problem.Problem.Contains(path, StringComparison.Ordinal)
                )
        );
        Assert.All(inTheWay, path => Assert.Equal("mine", File.ReadAllText(path)));
        int deploys = session.Server.Requests.CountOf("deploy");
        Array.ForEach(inTheWay, File.Delete);

        EcaDeployment second = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal((EcaDeploymentStatus.Unchanged, 2), (second.Status, second.Retrieved.Length));
        Assert.Equal(deploys, session.Server.Requests.CountOf("deploy"));
    }

    [Fact]
    public async Task The_names_of_many_apps_are_looked_up_together()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata[] apps = [.. Enumerable.Range(1, 30).Select(i => session.Write($"App_{i}"))];
        for (int i = 0; i < apps.Length; i++)
        {
            Name(apps[i], $"Set_{i}");
            Write(apps[i], $"Set_{i}", "");
        }

        await new EcaPublisher(session.Org).PlanAsync(apps, null, (_, error) => throw error);

        Assert.Equal(1, session.Server.Requests.CountOf("query"));
    }

    private static EcaMetadata Bare(PracticeSession session)
    {
        EcaMetadata app = session.Write("Alpha");
        EcaMetadataFile[] policies =
        [
            .. app.Files.Where(file => file.Type is EcaType.Policies or EcaType.OauthPolicies),
        ];
        Array.ForEach(policies, file => File.Delete(file.Path));
        return app with { Files = [.. app.Files.Except(policies)] };
    }

    private static void Name(EcaMetadata app, string set) =>
        PracticeSession.Edit(
            app,
            EcaType.OauthPolicies,
            "</ExtlClntAppOauthConfigurablePolicies>",
            $"    <commaSeparatedPermissionSet>{set}</commaSeparatedPermissionSet>\n</ExtlClntAppOauthConfigurablePolicies>"
        );

    private static void Write(EcaMetadata app, string name, string more)
    {
        string path = Path.Combine(
            app.OutputPath,
            "main",
            "default",
            "permissionsets",
            $"{name}.permissionset-meta.xml"
        );
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(
            path,
            $"<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\">{more}<label>{name}</label></PermissionSet>"
        );
    }
}
