using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Certificates;
using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>What somebody else made or changed in an org is not replaced unasked.</summary>
public sealed class PublishConflictTests
{
    private const string Url = "https://billing.example.com/a\nhttps://billing.example.com/b";

    [Fact]
    public async Task A_natively_migrated_app_keeps_what_was_added_to_it()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Setup.MigrateToExternalClientApp("Customer_Portal");
        string before = (await session.ReadAsync(EcaType.GlobalOauthSettings, "Customer_Portal_glbloauth"))[
            "callbackUrl"
        ]!;
        await session.ChangeAsync(
            EcaType.GlobalOauthSettings,
            "Customer_Portal_glbloauth",
            "callbackUrl",
            before + "\nhttps://added.example.com"
        );
        EcaMetadata app = await session.ConvertAsync("Customer_Portal");
        session.Server.Requests.Clear();

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(app)
        );

        Assert.Equal("AppNotPublishedFromHere", error.ErrorId);
        Assert.Contains("callbackUrl: - https://added.example.com", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "has the consumer key of the Connected App Customer_Portal",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(0, session.Server.Requests.Changes);

        EcaDeployment forced = await new EcaPublisher(session.Org).PublishAsync(
            app,
            new PublishOptions { Force = true }
        );
        Assert.Equal(EcaDeploymentStatus.Succeeded, forced.Status);
        Assert.Equal(EcaDeploymentStatus.Unchanged, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);
    }

    [Fact]
    public async Task A_natively_migrated_app_that_says_what_the_files_say_is_left_as_it_is()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Setup.MigrateToExternalClientApp("Warehouse_Sync");
        EcaMetadata app = await session.ConvertAsync("Warehouse_Sync");
        session.Server.Requests.Clear();

        EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal(EcaDeploymentStatus.Unchanged, deployment.Status);
        Assert.Equal(0, session.Server.Requests.Changes);
    }

    [Theory]
    [InlineData(
        EcaType.GlobalOauthSettings,
        "Billing_Portal_glbloauth",
        "callbackUrl",
        Url + "\nhttps://added.example.com",
        "callbackUrl: - https://added.example.com"
    )]
    [InlineData(
        EcaType.OauthPolicies,
        "Billing_Portal_oauth_defaultPolicy",
        "permittedUsersPolicyType",
        "AdminApprovedPreAuthorized",
        "permittedUsersPolicyType: AdminApprovedPreAuthorized -> AllSelfAuthorized"
    )]
    [InlineData(EcaType.Policies, "Billing_Portal_defaultPolicy", "isEnabled", "false", "isEnabled: false -> true")]
    public async Task What_a_person_changed_in_the_org_stays_until_force_is_used(
        string type,
        string name,
        string element,
        string value,
        string said
    )
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        await new EcaPublisher(session.Org).PublishAsync(session.Write());
        await session.ChangeAsync(type, name, element, value);
        EcaMetadata app = session.Write(description: "Pays them better");

        EcaPublishPlan plan = await new EcaPublisher(session.Org).PlanAsync(app);
        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(app)
        );

        Assert.Equal("ChangedInOrg", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("description", error.Message, StringComparison.Ordinal);
        Assert.Equal(element, Assert.Single(plan.Conflicts).Field);
        Assert.Equal(value, (await session.ReadAsync(type, name))[element]);

        Assert.Equal(
            EcaDeploymentStatus.Succeeded,
            (await new EcaPublisher(session.Org).PublishAsync(app, new PublishOptions { Force = true })).Status
        );
        Assert.Equal(
            EcaDeploymentStatus.Succeeded,
            (await new EcaPublisher(session.Org).PublishAsync(session.Write(description: "Third"))).Status
        );
    }

    [Fact]
    public async Task A_change_that_was_taken_into_the_files_is_no_conflict()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        await new EcaPublisher(session.Org).PublishAsync(app);
        await session.ChangeAsync(
            EcaType.GlobalOauthSettings,
            "Billing_Portal_glbloauth",
            "callbackUrl",
            Url + "\nhttps://added.example.com"
        );
        PracticeSession.Edit(
            app,
            EcaType.GlobalOauthSettings,
            "https://billing.example.com/b</",
            "https://billing.example.com/b\nhttps://added.example.com</"
        );
        PracticeSession.Edit(app, EcaType.App, "Pays bills", "Pays them better");

        Assert.Equal(EcaDeploymentStatus.Succeeded, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);
        PracticeSession.Edit(
            app,
            EcaType.GlobalOauthSettings,
            "https://added.example.com",
            "https://other.example.com"
        );
        Assert.Equal(EcaDeploymentStatus.Succeeded, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);
    }

    [Fact]
    public async Task A_value_that_a_person_set_back_to_an_older_one_of_ours_is_theirs()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        await new EcaPublisher(session.Org).PublishAsync(session.Write());
        EcaMetadata app = session.Write(description: "Pays them better");
        await new EcaPublisher(session.Org).PublishAsync(app);
        await session.ChangeAsync(EcaType.App, "Billing_Portal", "description", "Pays bills");

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(app)
        );

        Assert.Equal("ChangedInOrg", error.ErrorId);
    }

    [Fact]
    public async Task An_app_of_another_folder_is_somebody_else_s_unless_it_is_the_same()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        await new EcaPublisher(session.Org).PublishAsync(session.Write());
        File.Delete(session.PublishedState);

        Assert.Equal(
            EcaDeploymentStatus.Unchanged,
            (await new EcaPublisher(session.Org).PublishAsync(session.Write())).Status
        );
        Assert.False(File.Exists(session.PublishedState));
        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(session.Write(description: "Other"))
        );
        Assert.Equal("AppNotPublishedFromHere", error.ErrorId);
        Assert.Contains("another folder or machine", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_was_rotated_in_the_org_is_not_put_back_unasked()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        string old = Certificate("CN=old", 2040);
        string rotated = Certificate("CN=rotated", 2045);
        EcaMetadata app = session.Write();
        PracticeSession.Edit(
            app,
            EcaType.GlobalOauthSettings,
            "<externalClientApplication>",
            $"<certificate>{old}</certificate>\n    <externalClientApplication>"
        );
        await new EcaPublisher(session.Org).PublishAsync(app);
        await session.ChangeAsync(EcaType.GlobalOauthSettings, "Billing_Portal_glbloauth", "certificate", rotated);

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(app)
        );

        Assert.Equal("CertificateChangedInOrg", error.ErrorId);
        Assert.Contains("expires 2045-01-01", error.Message, StringComparison.Ordinal);
        Assert.Contains("expires 2040-01-01", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN CERTIFICATE", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            CertificatePem.Of(rotated),
            CertificatePem.Of(
                (await session.ReadAsync(EcaType.GlobalOauthSettings, "Billing_Portal_glbloauth"))["certificate"]!
            )
        );

        Assert.Equal(
            EcaDeploymentStatus.Succeeded,
            (
                await new EcaPublisher(session.Org).PublishAsync(
                    app,
                    new PublishOptions { AllowCertificateChange = true }
                )
            ).Status
        );

        // A certificate that is renewed in the files is what was asked for.
        PracticeSession.Edit(app, EcaType.GlobalOauthSettings, old, rotated);
        Assert.Equal(EcaDeploymentStatus.Succeeded, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);
    }

    [Fact]
    public async Task Permission_to_change_the_certificate_is_none_to_change_the_rest()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        PracticeSession.Edit(
            app,
            EcaType.GlobalOauthSettings,
            "<externalClientApplication>",
            $"<certificate>{Certificate("CN=old", 2040)}</certificate>\n    <externalClientApplication>"
        );
        await new EcaPublisher(session.Org).PublishAsync(app);
        await session.ChangeAsync(
            EcaType.GlobalOauthSettings,
            "Billing_Portal_glbloauth",
            "certificate",
            Certificate("CN=rotated", 2045)
        );
        await session.ChangeAsync(EcaType.App, "Billing_Portal", "description", "Mine");

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new EcaPublisher(session.Org).PublishAsync(app, new PublishOptions { AllowCertificateChange = true })
        );

        Assert.Equal("ChangedInOrg", error.ErrorId);
        Assert.DoesNotContain("certificate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_says_field_by_field_what_would_change_and_touches_neither_the_org_nor_the_disk()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        EcaPublishPlan first = await new EcaPublisher(session.Org).PlanAsync(app);
        Assert.Equal((true, false, "5 new components"), (first.IsNew, first.IsUnchanged, first.Summary));
        Assert.Contains("+ ExternalClientApplication Billing_Portal", first.Lines, StringComparer.Ordinal);
        Assert.False(File.Exists(session.PublishedState));

        await new EcaPublisher(session.Org).PublishAsync(app);
        EcaPublishPlan same = await new EcaPublisher(session.Org).PlanAsync(app);
        Assert.Equal((false, true, true, "no change"), (same.IsNew, same.IsUnchanged, same.CanPublish, same.Summary));
        Assert.Empty(same.Lines);

        PracticeSession.Edit(
            app,
            EcaType.GlobalOauthSettings,
            "https://billing.example.com/b",
            "https://billing.example.com/c"
        );
        PracticeSession.Edit(app, EcaType.OauthPolicies, ">Infinite<", ">Zero<");
        session.Server.Requests.Clear();
        EcaPublishPlan plan = await new EcaPublisher(session.Org).PlanAsync(app);
        Assert.Equal(
            [
                "GlobalOauthSettings.callbackUrl: + https://billing.example.com/c, - https://billing.example.com/b",
                "OauthPolicies.refreshTokenPolicyType: Infinite -> Zero",
            ],
            plan.Lines,
            StringComparer.Ordinal
        );
        Assert.Equal("2 changes", plan.Summary);
        Assert.Equal(0, session.Server.Requests.Changes);

        EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(plan);
        Assert.Equal(plan.Changes, deployment.Changes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_a_lost_answer_left_in_the_org_is_ours(int lost)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        await new EcaPublisher(session.Org).PublishAsync(session.Write());
        EcaMetadata app = session.Write(description: "Second");
        PracticeSession.Edit(app, EcaType.OauthPolicies, ">Infinite<", ">Zero<");
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.AnswerLost,
                SoapOperation = "deploy",
                Nth = lost,
            }
        );
        await Assert.ThrowsAsync<EcaException>(() => new EcaPublisher(session.Org).PublishAsync(app));

        // Nobody ran it again, and the files have changed since.
        app = session.Write(description: "Third");
        Assert.Equal(EcaDeploymentStatus.Succeeded, (await new EcaPublisher(session.Org).PublishAsync(app)).Status);
    }

    [Fact]
    public async Task Notes_that_can_t_be_written_are_a_warning_and_the_app_is_published()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = session.Write();
        Directory.CreateDirectory(session.PublishedState);

        EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(app);

        Assert.Equal(EcaDeploymentStatus.Succeeded, deployment.Status);
        Assert.All(deployment.Problems, problem => Assert.Equal("Warning", problem.Severity));
        Assert.Contains(
            deployment.Problems,
            problem => problem.Problem.Contains("could not be noted", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_second_publication_leaves_the_notes_as_they_are()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        await new EcaPublisher(session.Org).PublishAsync(session.Write("Alpha"));
        await new EcaPublisher(session.Org).PublishAsync(session.Write("Beta"));
        string[] notes = File.ReadAllLines(session.PublishedState);
        Assert.Equal(
            [$"{session.Org.OrgId}/Alpha", $"{session.Org.OrgId}/Beta"],
            notes.Select(line => line.Split('"')[3]),
            StringComparer.Ordinal
        );
        DateTime before = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(session.PublishedState, before);

        await new EcaPublisher(session.Org).PublishAsync(session.Write("Alpha"));

        Assert.Equal(before, File.GetLastWriteTimeUtc(session.PublishedState));
        Assert.DoesNotContain(
            "billing.example.com",
            File.ReadAllText(session.PublishedState),
            StringComparison.Ordinal
        );
    }

    private static string Certificate(string subject, int year)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero)
        );
        return certificate.ExportCertificatePem();
    }
}
