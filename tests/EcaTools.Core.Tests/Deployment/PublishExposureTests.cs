using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Tests.Rotation;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>A publication that ends between its phases leaves no app open, and says what it left.</summary>
public sealed class PublishExposureTests
{
    private const string LifetimePolicy =
        "<refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType>\n    <refreshTokenValidityPeriod>0</refreshTokenValidityPeriod>";
    private const string InfinitePolicy = "<refreshTokenPolicyType>Infinite</refreshTokenPolicyType>";

    [Fact]
    public async Task All_that_the_org_lacks_is_named_at_once_and_nothing_is_sent()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write(user: "nobody@example.com");
        PracticeSession.Edit(
            app,
            EcaType.OauthPolicies,
            "</ExtlClntAppOauthConfigurablePolicies>",
            """
                <commaSeparatedPermissionSet>No_Such_Set, Neither_This</commaSeparatedPermissionSet>
                <commaSeparatedProfile>System Administrator, Nobody's Profile</commaSeparatedProfile>
                <executeHandlerAs>noone@example.com</executeHandlerAs>
            </ExtlClntAppOauthConfigurablePolicies>
            """
        );

        EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal(EcaDeploymentStatus.Failed, deployment.Status);
        Assert.Equal(
            [
                "practice has no permission set 'No_Such_Set'.",
                "practice has no permission set 'Neither_This'.",
                "practice has no profile 'Nobody's Profile'.",
                "practice has no active user 'nobody@example.com'.",
                "practice has no active user 'noone@example.com'.",
            ],
            deployment.Problems.Select(problem => problem.Problem),
            StringComparer.Ordinal
        );
        Assert.All(
            deployment.Problems,
            problem =>
                Assert.Equal(
                    (app.Files.Single(file => file.Type == EcaType.OauthPolicies).Path, "Error"),
                    (problem.Path, problem.Severity)
                )
        );
        Assert.All(deployment.Problems, problem => Assert.True(problem.Line > 1));
        Assert.Equal("ReferencesNotFound", deployment.ToError()!.ErrorId);
        Assert.Contains("nothing was sent", deployment.ToError()!.Message, StringComparison.Ordinal);
        Assert.Equal(0, session.Server.Requests.Changes);
        Assert.Null(await session.FindAsync("Billing_Portal"));
    }

    [Fact]
    public async Task A_reference_that_could_not_be_looked_up_is_a_warning_and_no_pass()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        PracticeSession.Edit(
            app,
            EcaType.OauthPolicies,
            "</ExtlClntAppOauthConfigurablePolicies>",
            "    <commaSeparatedProfile>System Administrator</commaSeparatedProfile>\n</ExtlClntAppOauthConfigurablePolicies>"
        );
        session.Server.Faults.Add(new Fault { Kind = FaultKind.Forbidden, Endpoint = "query" });

        EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal(EcaDeploymentStatus.Succeeded, deployment.Status);
        EcaDeploymentProblem problem = Assert.Single(deployment.Problems);
        Assert.Equal("Warning", problem.Severity);
        Assert.Contains("could not be checked", problem.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_that_the_org_refuses_leave_the_new_app_switched_off_and_say_so()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        PracticeSession.Edit(app, EcaType.OauthPolicies, InfinitePolicy, LifetimePolicy);

        EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal(EcaDeploymentStatus.Partial, deployment.Status);
        Assert.Equal(
            [EcaDeploymentStatus.Succeeded, EcaDeploymentStatus.Failed],
            deployment.Phases.Select(phase => phase.Status)
        );
        Assert.NotNull(deployment.ConsumerKey);
        Assert.Contains("is in practice and switched off", deployment.OrgState, StringComparison.Ordinal);
        Assert.NotNull(deployment.NextStep);
        Assert.Equal(
            ("DeployedInPart", deployment.NextStep),
            (deployment.ToError()!.ErrorId, deployment.ToError()!.NextStep)
        );
        Assert.DoesNotContain("was not deployed", deployment.ToError()!.Message, StringComparison.Ordinal);
        Assert.False((await session.FindAsync("Billing_Portal"))!.IsEnabled);

        EcaDeployment again = await new EcaPublisher(session.Org).PublishAsync(app);
        Assert.Equal((EcaDeploymentStatus.Partial, deployment.OrgState), (again.Status, again.OrgState));

        PracticeSession.Edit(app, EcaType.OauthPolicies, LifetimePolicy, InfinitePolicy);
        EcaDeployment corrected = await new EcaPublisher(session.Org).PublishAsync(app);
        Assert.Equal(EcaDeploymentStatus.Succeeded, corrected.Status);
        Assert.Equal(
            [EcaDeploymentStatus.Unchanged, EcaDeploymentStatus.Succeeded],
            corrected.Phases.Select(phase => phase.Status)
        );
        Assert.True((await session.FindAsync("Billing_Portal"))!.IsEnabled);
    }

    [Theory]
    [InlineData(FaultKind.InvalidSession)]
    [InlineData(FaultKind.AnswerLost)]
    public async Task An_interruption_between_the_phases_leaves_the_app_switched_off_and_the_next_run_switches_it_on(
        FaultKind fault
    )
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        session.Server.Faults.Add(
            fault == FaultKind.AnswerLost
                ? new Fault { Kind = fault, SoapOperation = "deploy" }
                : new Fault
                {
                    Kind = fault,
                    SoapOperation = "deploy",
                    Nth = 2,
                }
        );

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(app)
        );
        Assert.False((await session.FindAsync("Billing_Portal"))!.IsEnabled);
        Assert.Equal(
            fault == FaultKind.InvalidSession,
            error.Message.EndsWith(
                "Billing_Portal is in practice and stays switched off until its policies are in.",
                StringComparison.Ordinal
            )
        );

        EcaDeployment resumed = await new EcaPublisher(session.Org).PublishAsync(app);
        Assert.Equal(EcaDeploymentStatus.Succeeded, resumed.Status);
        Assert.True((await session.FindAsync("Billing_Portal"))!.IsEnabled);
        Assert.Empty(resumed.Problems);
    }

    [Fact]
    public async Task An_app_without_general_policies_in_its_files_is_made_switched_off_too_and_switched_on_in_the_end()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        EcaMetadataFile general = app.Files.Single(file => file.Type == EcaType.Policies);
        File.Delete(general.Path);
        app = app with { Files = app.Files.Remove(general) };
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.InvalidSession,
                SoapOperation = "deploy",
                Nth = 2,
            }
        );

        await Assert.ThrowsAsync<EcaException>(() => new EcaPublisher(session.Org).PublishAsync(app));
        Assert.False((await session.FindAsync("Billing_Portal"))!.IsEnabled);
        EcaDeployment resumed = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal(EcaDeploymentStatus.Succeeded, resumed.Status);
        Assert.Empty(resumed.Problems);
        Assert.Equal(EcaType.OauthPolicies, Assert.Single(resumed.Policies).Type);
        Assert.True((await session.FindAsync("Billing_Portal"))!.IsEnabled);
        Assert.Equal(EcaDeploymentStatus.Unchanged, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);
    }

    [Fact]
    public async Task An_app_that_was_there_stays_on_when_its_new_policies_are_refused()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        await new EcaPublisher(session.Org).PublishAsync(session.Write());
        EcaMetadata app = session.Write(description: "Pays them better");
        PracticeSession.Edit(app, EcaType.OauthPolicies, InfinitePolicy, LifetimePolicy);

        EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal(EcaDeploymentStatus.Partial, deployment.Status);
        Assert.Contains("its policies there are as they were before", deployment.OrgState, StringComparison.Ordinal);
        Assert.True((await session.FindAsync("Billing_Portal"))!.IsEnabled);
        PracticeSession.Edit(app, EcaType.OauthPolicies, LifetimePolicy, InfinitePolicy);
        Assert.Equal(EcaDeploymentStatus.Unchanged, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);
    }

    [Fact]
    public async Task A_new_app_that_somebody_switched_on_is_switched_off_when_its_policies_are_refused()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        PracticeSession.Edit(app, EcaType.OauthPolicies, InfinitePolicy, LifetimePolicy);
        int deploys = 0;
        using DyingWire wire = new()
        {
            BeforeRequest = sent =>
                sent == "SOAP deploy" && ++deploys == 2
                    ? session.ChangeAsync(EcaType.Policies, "Billing_Portal_defaultPolicy", "isEnabled", "true")
                    : Task.CompletedTask,
        };
        EcaOrg org = await OrgConnector.ConnectAsync(
            session.Server.Url,
            new AccessToken(session.Server.AccessToken),
            "practice",
            new ApiVersion(66),
            new SalesforceClientOptions { TimeProvider = session.Server.Time, Handler = wire }
        );

        EcaDeployment deployment = await new EcaPublisher(org).PublishAsync(app);

        Assert.Equal(3, deploys);
        Assert.Equal(EcaDeploymentStatus.Partial, deployment.Status);
        Assert.Contains("switched off, so nobody can use it", deployment.OrgState, StringComparison.Ordinal);
        Assert.False((await session.FindAsync("Billing_Portal"))!.IsEnabled);
        PracticeSession.Edit(app, EcaType.OauthPolicies, LifetimePolicy, InfinitePolicy);
        EcaDeployment corrected = await new EcaPublisher(session.Org).PublishAsync(app);
        Assert.Equal(EcaDeploymentStatus.Succeeded, corrected.Status);
        Assert.True((await session.FindAsync("Billing_Portal"))!.IsEnabled);
    }

    [Fact]
    public async Task A_definition_that_the_org_refuses_leaves_nothing()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        PracticeSession.Edit(
            app,
            EcaType.OauthSettings,
            "<commaSeparatedOauthScopes>",
            "<commaSeparatedOauthScopes>NoSuchScope, "
        );

        EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal(
            (EcaDeploymentStatus.Failed, "DeploymentFailed"),
            (deployment.Status, deployment.ToError()!.ErrorId)
        );
        Assert.Null(deployment.OrgState);
        Assert.Null(await session.FindAsync("Billing_Portal"));
    }
}
