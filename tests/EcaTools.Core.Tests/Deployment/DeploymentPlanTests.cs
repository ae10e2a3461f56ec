using System.Collections.Immutable;
using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Dependents;
using EcaTools.Core.Deployment.Plans;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>A plan is kept in a file, and carried out only while it is true.</summary>
public sealed class DeploymentPlanTests
{
    [Fact]
    public async Task A_plan_lists_each_component_by_phase_and_survives_its_file()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        (EcaDeploymentPlan plan, _) = await PlanAsync(session, app);

        Assert.Equal((6, 0, 0), (plan.CreateCount, plan.ChangeCount, plan.LeaveCount));
        Assert.Equal([1, 1, 1, 2, 2, 3], plan.Components.Select(component => component.Phase));
        Assert.Equal(["Billing_Portal"], plan.Apps);

        string path = Path.Combine(session.Folder.FullName, "plan.json");
        PlanFile.Write(plan, path);
        EcaDeploymentPlan read = PlanFile.Read(path);

        Assert.Equal(plan.ToString(), read.ToString());
        Assert.Equal(plan.Components.Select(Text), read.Components.Select(Text), StringComparer.Ordinal);
        (EcaDeploymentPlan now, ImmutableArray<EcaPublishPlan> apps) = await PlanAsync(session, app);
        read.RequireStillTrue(now, session.Org, apps);

        static string Text(EcaPlannedComponent component) =>
            $"{component} {component.App} {component.Digest} {string.Join('|', component.Changes)}";
    }

    [Fact]
    public async Task A_plan_is_refused_with_what_changed_in_the_org_or_the_files()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        await new EcaPublisher(session.Org).PublishAsync(app);
        PracticeSession.Edit(app, EcaType.App, "Pays bills", "Pays them better");
        (EcaDeploymentPlan plan, _) = await PlanAsync(session, app);
        await session.ChangeAsync(EcaType.App, "Billing_Portal", "description", "Mine");

        (EcaDeploymentPlan moved, ImmutableArray<EcaPublishPlan> apps) = await PlanAsync(session, app);
        EcaException org = Assert.Throws<EcaException>(() => plan.RequireStillTrue(moved, session.Org, apps));
        PracticeSession.Edit(app, EcaType.App, "Pays them better", "Third");
        (moved, apps) = await PlanAsync(session, app);
        EcaException file = Assert.Throws<EcaException>(() => plan.RequireStillTrue(moved, session.Org, apps));
        EcaException other = Assert.Throws<EcaException>(() =>
            (plan with { OrgId = "00D000000000001AAA" }).RequireStillTrue(moved, session.Org, apps)
        );

        Assert.Equal(("PlanOutdated", "PlanOutdated"), (org.ErrorId, file.ErrorId));
        Assert.Contains("App.description: Mine -> Pays them better", org.Message, StringComparison.Ordinal);
        Assert.Contains("The file of ExternalClientApplication", file.Message, StringComparison.Ordinal);
        Assert.Equal("WrongOrg", other.ErrorId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_plan_whose_run_was_interrupted_is_still_the_plan(int deploy)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        (EcaDeploymentPlan plan, _) = await PlanAsync(session, app);
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.AnswerLost,
                SoapOperation = "deploy",
                Nth = deploy,
            }
        );
        await Assert.ThrowsAsync<EcaException>(() => new EcaPublisher(session.Org).PublishAsync(app));

        (EcaDeploymentPlan now, ImmutableArray<EcaPublishPlan> apps) = await PlanAsync(session, app);

        plan.RequireStillTrue(now, session.Org, apps);
        Assert.Single(await new EcaPublisher(session.Org).PublishAsync(apps));
    }

    [Theory]
    [InlineData("", "JsonMalformed")]
    [InlineData("[]", "DocumentInvalid")]
    [InlineData("{\"format\":\"other\"}", "DocumentInvalid")]
    [InlineData("{\"format\":\"EcaTools deployment plan 1\",\"orgId\":7}", "DocumentInvalid")]
    [InlineData("{\"format\":\"EcaTools deployment plan 1\",\"orgId\":", "JsonMalformed")]
    public async Task A_file_that_is_no_plan_is_named_with_its_place(string content, string errorId)
    {
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, content);

        EcaException error = Assert.Throws<EcaException>(() => PlanFile.Read(path));

        File.Delete(path);
        Assert.Equal(errorId, error.ErrorId);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
    }

    private static async Task<(EcaDeploymentPlan Plan, ImmutableArray<EcaPublishPlan> Apps)> PlanAsync(
        PracticeSession session,
        EcaMetadata app
    )
    {
        ImmutableArray<EcaPublishPlan> apps = await new EcaPublisher(session.Org).PlanAsync(
            [app],
            options: null,
            (_, error) => throw error
        );
        EcaDependentPlan dependents = await new EcaDependents(session.Org).PlanAsync([app.OutputPath], apps, []);
        return (DeploymentPlanner.Describe(session.Org, apps, dependents, new PublishOptions()), apps);
    }
}
