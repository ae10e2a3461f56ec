using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>What the files omit stays as the org has it.</summary>
public sealed class PublishMergeTests
{
    [Fact]
    public async Task What_a_file_omits_stays_as_the_org_has_it_when_its_record_is_deployed()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        await new EcaPublisher(session.Org).PublishAsync(session.Write());
        await session.ChangeAsync(EcaType.App, "Billing_Portal", "contactPhone", "+1 555 0100");
        await session.ChangeAsync(
            EcaType.GlobalOauthSettings,
            "Billing_Portal_glbloauth",
            "isDeviceFlowEnabled",
            "true"
        );
        EcaMetadata app = session.Write(description: "Pays them better");
        RemoveLine(app, EcaType.GlobalOauthSettings, "<isDeviceFlowEnabled>");
        PracticeSession.Edit(app, EcaType.GlobalOauthSettings, "billing.example.com/b<", "billing.example.com/c<");

        EcaPublishPlan plan = await new EcaPublisher(session.Org).PlanAsync(app);
        EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.DoesNotContain(plan.Changes, change => change.Field is "contactPhone" or "isDeviceFlowEnabled");
        Assert.Equal(EcaDeploymentStatus.Succeeded, deployment.Status);
        MetadataRecord held = await session.ReadAsync(EcaType.App, "Billing_Portal");
        Assert.Equal(("+1 555 0100", "Pays them better"), (held["contactPhone"], held["description"]));
        MetadataRecord settings = await session.ReadAsync(EcaType.GlobalOauthSettings, "Billing_Portal_glbloauth");
        Assert.Equal("true", settings["isDeviceFlowEnabled"]);
        Assert.EndsWith("/c", settings["callbackUrl"], StringComparison.Ordinal);
        Assert.Equal(EcaDeploymentStatus.Unchanged, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);
    }

    [Fact]
    public async Task An_element_that_is_empty_in_the_file_is_taken_out_of_the_org()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        await new EcaPublisher(session.Org).PublishAsync(app);
        PracticeSession.Edit(app, EcaType.App, ">Pays bills<", "><");

        Assert.Equal(EcaDeploymentStatus.Succeeded, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);

        Assert.True(string.IsNullOrEmpty((await session.ReadAsync(EcaType.App, "Billing_Portal"))["description"]));
    }

    [Fact]
    public async Task The_line_of_an_error_is_that_of_the_file_though_the_record_was_completed()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        await new EcaPublisher(session.Org).PublishAsync(app);
        await session.ChangeAsync(
            EcaType.OauthPolicies,
            "Billing_Portal_oauth_defaultPolicy",
            "startUrl",
            "https://a.example.com"
        );
        PracticeSession.Edit(
            app,
            EcaType.OauthPolicies,
            "<refreshTokenPolicyType>Infinite",
            "<refreshTokenPolicyType>Nonsense"
        );
        string path = app.Files.Single(file => file.Type == EcaType.OauthPolicies).Path;
        int line = 1 + Array.FindIndex(await File.ReadAllLinesAsync(path), text => text.Contains("Nonsense"));

        EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(app);

        EcaDeploymentProblem problem = deployment.Problems.First(item => item.Severity == "Error");
        Assert.Equal((path, line), (problem.Path, problem.Line));
        Assert.Equal("EnumValueNotValid", problem.ErrorId);
        Assert.NotNull(problem.NextStep);
    }

    [Fact]
    public async Task Policies_that_the_org_generated_are_written_next_to_the_other_files()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        EcaMetadataFile general = app.Files.Single(file => file.Type == EcaType.Policies);
        File.Delete(general.Path);
        app = app with { Files = app.Files.Remove(general) };

        EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(app);

        string written = Assert.Single(deployment.Retrieved);
        Assert.Equal(general.Path, written);
        Assert.Contains("<isEnabled>true</isEnabled>", await File.ReadAllTextAsync(written), StringComparison.Ordinal);
    }

    private static void RemoveLine(EcaMetadata app, string type, string part)
    {
        string path = app.Files.Single(file => file.Type == type).Path;
        File.WriteAllLines(path, File.ReadAllLines(path).Where(line => !line.Contains(part, StringComparison.Ordinal)));
    }
}
