using System.Collections.Immutable;
using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>Many apps go in few deploys, and one that the org refuses does not keep the others out.</summary>
public sealed class PublishManyTests
{
    [Fact]
    public async Task Many_apps_take_two_deploys_and_an_unchanged_folder_takes_none()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata[] apps = [.. Enumerable.Range(1, 40).Select(i => session.Write($"App_{i}"))];

        ImmutableArray<EcaDeployment> made = await PublishAsync(session, apps);

        Assert.All(made, deployment => Assert.Equal(EcaDeploymentStatus.Succeeded, deployment.Status));
        Assert.Equal(40, made.Select(deployment => deployment.ConsumerKey).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(2, session.Server.Requests.CountOf("deploy"));

        session.Server.Requests.Clear();
        ImmutableArray<EcaDeployment> again = await PublishAsync(session, apps);

        Assert.All(again, deployment => Assert.Equal(EcaDeploymentStatus.Unchanged, deployment.Status));
        Assert.Equal(0, session.Server.Requests.Changes);
        int polls = session.Server.Requests.CountOf("checkRetrieveStatus");
        Assert.InRange(session.Server.Requests.Count - polls, 1, 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task An_unchanged_folder_takes_no_more_than_four_requests_and_the_polls(int count)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata[] apps = [.. Enumerable.Range(1, count).Select(i => session.Write($"App_{i}"))];
        await PublishAsync(session, apps);
        session.Server.Requests.Clear();

        await PublishAsync(session, apps);

        int polls = session.Server.Requests.CountOf("checkRetrieveStatus");
        Assert.InRange(session.Server.Requests.Count - polls, 1, 4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_app_that_the_org_refuses_keeps_the_others_out_only_if_that_was_asked_for(bool atomic)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata[] apps = [.. Enumerable.Range(1, 5).Select(i => session.Write($"App_{i}"))];
        PracticeSession.Edit(
            apps[2],
            EcaType.OauthSettings,
            "<commaSeparatedOauthScopes>",
            "<commaSeparatedOauthScopes>NoSuchScope, "
        );

        ImmutableArray<EcaDeployment> made = await PublishAsync(session, apps, new PublishOptions { Atomic = atomic });

        Assert.Equal(
            Enumerable
                .Range(0, 5)
                .Select(i => i == 2 || atomic ? EcaDeploymentStatus.Failed : EcaDeploymentStatus.Succeeded),
            made.Select(deployment => deployment.Status)
        );
        EcaDeploymentProblem problem = made[2].Problems.First(item => item.Type == EcaType.OauthSettings);
        Assert.Equal(
            ("ScopeNotValid", apps[2].Files.Single(file => file.Type == EcaType.OauthSettings).Path),
            (problem.ErrorId, problem.Path)
        );
        Assert.All(
            made.Where(deployment => deployment != made[2]),
            deployment => Assert.Equal(atomic ? 1 : 0, deployment.ProblemCount)
        );
        Assert.Null(await session.FindAsync("App_3"));
        Assert.Equal(atomic, await session.FindAsync("App_1") is null);
    }

    [Fact]
    public async Task Two_apps_of_one_name_are_an_error_and_the_first_is_published()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        List<EcaException> errors = [];

        ImmutableArray<EcaPublishPlan> plans = await new EcaPublisher(session.Org).PlanAsync(
            [app, app],
            options: null,
            (_, error) => errors.Add(error)
        );

        Assert.Single(plans);
        Assert.Equal("DuplicateName", Assert.Single(errors).ErrorId);
    }

    [Fact]
    public async Task A_deploy_that_a_run_left_behind_is_waited_for_and_not_sent_again()
    {
        await using PracticeSession session = await PracticeSession.StartAsync(deployPolls: 3);
        EcaMetadata app = session.Write();
        session.Server.Faults.Add(new Fault { Kind = FaultKind.HtmlBody, SoapOperation = "checkDeployStatus" });
        await Assert.ThrowsAsync<EcaException>(() => new EcaPublisher(session.Org).PublishAsync(app));
        string notes = Path.Combine(session.Folder.FullName, ".ecatools", "force-app.deploys");
        Assert.Contains($"{session.Org.OrgId} 0Af", await File.ReadAllTextAsync(notes), StringComparison.Ordinal);

        EcaDeployment resumed = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal(EcaDeploymentStatus.Succeeded, resumed.Status);
        Assert.Equal(2, session.Server.Requests.CountOf("deploy"));
        Assert.False(File.Exists(notes));
    }

    [Fact]
    public async Task A_validation_is_carried_out_by_its_id_without_sending_the_files_again()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata[] apps = [.. Enumerable.Range(1, 5).Select(i => session.Write($"App_{i}"))];
        ImmutableArray<EcaDeployment> validated = await PublishAsync(
            session,
            apps,
            new PublishOptions { ValidateOnly = true }
        );
        string id = Assert.Single(
            validated.Select(deployment => deployment.ValidatedId).Distinct(StringComparer.Ordinal)
        )!;
        Assert.Null(await session.FindAsync("App_1"));
        session.Server.Requests.Clear();

        ImmutableArray<EcaDeployment> made = await PublishAsync(session, apps, new PublishOptions { ValidatedId = id });

        Assert.All(made, deployment => Assert.Equal(EcaDeploymentStatus.Succeeded, deployment.Status));
        Assert.Equal(0, session.Server.Requests.CountOf("deploy"));
        Assert.NotNull(await session.FindAsync("App_5"));
        Assert.All(
            await PublishAsync(session, apps),
            again => Assert.Equal(EcaDeploymentStatus.Unchanged, again.Status)
        );
    }

    private static async Task<ImmutableArray<EcaDeployment>> PublishAsync(
        PracticeSession session,
        EcaMetadata[] apps,
        PublishOptions? options = null
    )
    {
        EcaPublisher publisher = new(session.Org);
        return await publisher.PublishAsync(await publisher.PlanAsync(apps, options, (_, error) => throw error));
    }
}
