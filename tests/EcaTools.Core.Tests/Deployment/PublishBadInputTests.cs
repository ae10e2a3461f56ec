using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>Bad input and odd orgs end in a clear error, and the next run finishes whatever is left.</summary>
public sealed class PublishBadInputTests
{
    [Fact]
    public async Task A_deploy_that_somebody_cancels_is_reported_and_the_next_run_finishes()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty", deployPolls: 4);
        EcaMetadata app = session.Write();
        Canceler canceler = new(new MetadataClient(session.Org.GetClient()));

        EcaDeployment canceled = await new EcaPublisher(session.Org).PublishAsync(app, progress: canceler);

        Assert.Equal(EcaDeploymentStatus.Canceled, canceled.Status);
        Assert.Contains("ended as Cancel", canceled.ToError()!.Message, StringComparison.Ordinal);
        EcaDeployment made = await new EcaPublisher(session.Org).PublishAsync(app);
        Assert.Equal((EcaDeploymentStatus.Succeeded, 0), (made.Status, made.ProblemCount));
    }

    [Fact]
    public async Task A_zip_over_the_limit_from_one_app_is_not_sent_and_the_others_are()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        string noise = Convert.ToHexString(RandomNumberGenerator.GetBytes(2000));
        EcaMetadata[] apps = [session.Write("Large", noise)];

        EcaDeployment made = await PublishAsync(session, apps, new PublishOptions { MaximumZip = 2000 });

        Assert.Equal(EcaDeploymentStatus.Failed, made.Status);
        Assert.Contains("and an org takes 2,000", Assert.Single(made.Problems).Problem, StringComparison.Ordinal);
        Assert.Equal(0, session.Server.Requests.CountOf("deploy"));
        Assert.Equal(EcaDeploymentStatus.Succeeded, (await PublishAsync(session, apps)).Status);
    }

    [Fact]
    public async Task A_type_that_the_version_lacks_keeps_its_app_out_and_no_other()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata[] apps = [session.Write("Alpha"), session.Write("Beta")];
        string path = Path.Combine(
            apps[0].OutputPath,
            "main",
            "default",
            "extlClntAppCanvasSettings",
            "Alpha_canvas.ecaCanvas-meta.xml"
        );
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(
            path,
            "<ExtlClntAppCanvasSettings xmlns=\"http://soap.sforce.com/2006/04/metadata\"><canvasUrl>https://a.example.com</canvasUrl><externalClientApplication>Alpha</externalClientApplication></ExtlClntAppCanvasSettings>"
        );
        apps[0] = apps[0] with
        {
            Files = apps[0].Files.Add(new EcaMetadataFile(EcaType.CanvasSettings, "Alpha_canvas", path)),
        };
        apps = [.. apps.Select(app => app with { ApiVersion = new ApiVersion(64) })];
        List<EcaException> errors = [];
        EcaPublisher publisher = new(session.Org);

        ImmutableArray<EcaPublishPlan> plans = await publisher.PlanAsync(apps, null, (_, error) => errors.Add(error));
        ImmutableArray<EcaDeployment> made = await publisher.PublishAsync(plans);

        EcaException error = Assert.Single(errors);
        Assert.Equal("ApiVersionNotSupported", error.ErrorId);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal(("Beta", EcaDeploymentStatus.Succeeded), (made.Single().Name, made.Single().Status));
    }

    [Fact]
    public async Task Somebody_who_deploys_between_the_plan_and_the_publication_is_not_overwritten_by_a_saved_plan()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write();
        await new EcaPublisher(session.Org).PublishAsync(app);
        PracticeSession.Edit(app, EcaType.App, "Pays bills", "Pays all bills");
        EcaPublishPlan plan = await new EcaPublisher(session.Org).PlanAsync(app);
        await session.ChangeAsync(EcaType.App, "Billing_Portal", "description", "Pays their bills");

        EcaPublishPlan now = await new EcaPublisher(session.Org).PlanAsync(app);

        Assert.NotEqual(plan.Lines, now.Lines, StringComparer.Ordinal);
        Assert.Equal("ChangedInOrg", now.Refusal!.ErrorId);
    }

    [Theory]
    [InlineData("\r\n", true)]
    [InlineData("\r\n", false)]
    [InlineData("\n", true)]
    public async Task Files_with_a_byte_order_mark_and_other_line_ends_are_the_same_files(string end, bool hasMark)
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write();
        await new EcaPublisher(session.Org).PublishAsync(app);
        foreach (EcaMetadataFile file in app.Files)
        {
            string text = (await File.ReadAllTextAsync(file.Path)).ReplaceLineEndings(end);
            await File.WriteAllTextAsync(file.Path, text, new UTF8Encoding(hasMark));
        }

        Assert.Equal(EcaDeploymentStatus.Unchanged, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);
    }

    [Fact]
    public async Task A_file_of_notes_that_somebody_has_broken_costs_nothing_but_a_question()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write();
        await new EcaPublisher(session.Org).PublishAsync(app);
        await File.WriteAllTextAsync(session.PublishedState, "<<<<<<< HEAD\n{\"name\": broken\n=======\n");
        string deploys = Path.Combine(Path.GetDirectoryName(session.PublishedState)!, "force-app.deploys");
        await File.WriteAllTextAsync(
            deploys,
            $"garbage\n{session.Org.OrgId} ../../etc\n{session.Org.OrgId} 0Af000000000000AAA\n"
        );

        Assert.Equal(EcaDeploymentStatus.Unchanged, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);
    }

    private static async Task<EcaDeployment> PublishAsync(
        PracticeSession session,
        EcaMetadata[] apps,
        PublishOptions? options = null
    )
    {
        EcaPublisher publisher = new(session.Org);
        return (await publisher.PublishAsync(await publisher.PlanAsync(apps, options, (_, error) => throw error)))[0];
    }

    /// <summary>Cancels a deploy as somebody does in Setup once it is seen to run.</summary>
    private sealed class Canceler(MetadataClient metadata) : IProgress<PublishProgress>
    {
        private bool _isDone;

        public void Report(PublishProgress value)
        {
            if (!_isDone)
            {
                _isDone = true;
                metadata.CancelDeployAsync(value.DeployId).GetAwaiter().GetResult();
            }
        }
    }
}
