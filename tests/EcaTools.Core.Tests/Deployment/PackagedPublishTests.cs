using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>What an org makes for itself is not sent to another, but for the link of a packaged app to its
/// consumer.</summary>
public sealed class PackagedPublishTests
{
    private const string ForeignLink = "00D000000000001:888000000000001";

    [Fact]
    public async Task A_local_app_that_was_retrieved_from_another_org_is_published_without_its_ids()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        Link(app);
        PracticeSession.Edit(
            app,
            EcaType.App,
            "</ExternalClientApplication>",
            "<orgScopedExternalApp>00D000000000001:Billing</orgScopedExternalApp></ExternalClientApplication>"
        );

        EcaDeployment made = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal((EcaDeploymentStatus.Succeeded, 0), (made.Status, made.ProblemCount));
        Assert.NotEqual(
            ForeignLink,
            (await session.ReadAsync(EcaType.OauthSettings, "Billing_oauth"))["oauthLink"],
            StringComparer.Ordinal
        );
        Assert.Equal(EcaDeploymentStatus.Unchanged, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);
    }

    [Fact]
    public async Task A_packaged_app_with_its_own_global_settings_is_published_without_the_link()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = Packaged(session);
        Link(app);

        EcaDeployment made = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal((EcaDeploymentStatus.Succeeded, 0), (made.Status, made.ProblemCount));
    }

    [Fact]
    public async Task A_packaged_app_without_them_keeps_the_link_and_is_reported_with_the_org_that_has_its_consumer()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = Packaged(session);
        Link(app);
        EcaMetadataFile global = app.Files.Single(file => file.Type == EcaType.GlobalOauthSettings);
        File.Delete(global.Path);

        EcaPublishPlan plan = await new EcaPublisher(session.Org).PlanAsync(
            app with
            {
                Files = app.Files.Remove(global),
            }
        );

        EcaDeploymentProblem problem = Assert.Single(plan.Problems);
        Assert.Equal("Warning", problem.Severity);
        Assert.Contains("belongs to the org 00D000000000001", problem.Problem, StringComparison.Ordinal);
        LocalRecord settings = plan.Publication.Records.Single(record => record.File.Type == EcaType.OauthSettings);
        Assert.Equal(ForeignLink, plan.Publication.Complete(settings).Record["oauthLink"]);
    }

    private static EcaMetadata Packaged(PracticeSession session)
    {
        EcaMetadata app = session.Write("Billing");
        PracticeSession.Edit(
            app,
            EcaType.App,
            "<distributionState>Local</distributionState>",
            "<distributionState>Packaged</distributionState>"
        );
        return app;
    }

    private static void Link(EcaMetadata app) =>
        PracticeSession.Edit(
            app,
            EcaType.OauthSettings,
            "</ExtlClntAppOauthSettings>",
            $"<oauthLink>{ForeignLink}</oauthLink></ExtlClntAppOauthSettings>"
        );
}
