using EcaTools.Core.Comparison;
using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Tests.Deployment;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Comparison;

public sealed class AppSetReaderTests
{
    [Fact]
    public async Task What_was_published_from_a_folder_is_what_the_org_holds()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write();
        await new EcaPublisher(session.Org).PublishAsync(app);
        session.Server.Requests.Clear();

        EcaAppSet folder = FolderAppSetReader.Read(app.OutputPath);
        EcaAppSet org = await new OrgAppSetReader(session.Org).ReadAsync();
        EcaComparison comparison = Assert.Single(EcaComparer.Compare(folder, org, _ => true));

        Assert.Empty(comparison.Differences);
        Assert.True(comparison.IsEqual);
        Assert.Equal(5, comparison.Records);
        Assert.True(comparison.Fields.Length > 30);
        Assert.Equal((app.OutputPath, "practice"), (folder.Source, org.Source));
        Assert.Equal(0, session.Server.Requests.Changes);
    }

    [Fact]
    public async Task Two_orgs_with_one_app_differ_in_what_was_changed_in_one_alone()
    {
        await using PracticeSession left = await PracticeSession.StartAsync("empty");
        await using PracticeSession right = await PracticeSession.StartAsync("empty");
        EcaDeployment one = await new EcaPublisher(left.Org).PublishAsync(left.Write());
        EcaDeployment other = await new EcaPublisher(right.Org).PublishAsync(
            right.Write(description: "Changed in Setup")
        );
        Assert.NotEqual(one.ConsumerKey, other.ConsumerKey, StringComparer.Ordinal);

        EcaComparison comparison = Assert.Single(
            EcaComparer.Compare(
                await new OrgAppSetReader(left.Org).ReadAsync(),
                await new OrgAppSetReader(right.Org).ReadAsync(),
                _ => true
            )
        );

        EcaDifference row = Assert.Single(comparison.Differences);
        Assert.Equal(("Billing_Portal", EcaType.App, "description"), (row.Name, row.Type, row.Field));
        Assert.Equal(
            ("Pays bills", "Changed in Setup", EcaDifferenceKind.Changed),
            (row.Reference, row.Difference, row.Kind)
        );
    }

    [Fact]
    public async Task A_type_that_the_org_does_not_show_is_not_read_and_so_not_equal()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write();
        await new EcaPublisher(session.Org).PublishAsync(app);
        EcaOrg org = await OrgConnector.ConnectAsync(
            session.Server.Url,
            new AccessToken(session.Server.AccessToken),
            "practice",
            new ApiVersion(66),
            new SalesforceClientOptions { MaxAttempts = 1 }
        );

        // After the apps, no type can be listed.
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.ServiceUnavailable,
                SoapOperation = "listMetadata",
                Nth = 2,
                Times = 100,
            }
        );
        EcaComparison comparison = Assert.Single(
            EcaComparer.Compare(
                FolderAppSetReader.Read(app.OutputPath),
                await new OrgAppSetReader(org).ReadAsync(),
                _ => true
            )
        );

        Assert.False(comparison.IsEqual);
        Assert.Empty(comparison.Differences);
        Assert.Contains(
            comparison.NotRead,
            part => part.Type == EcaType.OauthSettings && part.Reason.StartsWith("practice: ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_file_that_can_not_be_read_is_not_read_and_so_not_equal()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write();
        EcaMetadataFile file = app.Files.First(item => item.Type == EcaType.App);
        await File.WriteAllTextAsync(file.Path, "<broken", TestContext.Current.CancellationToken);

        EcaAppRecords read = Assert.Single(FolderAppSetReader.Read(app.OutputPath).Apps);

        Assert.Equal(4, read.Records.Length);
        UnreadPart part = Assert.Single(read.NotRead);
        Assert.Equal(EcaType.App, part.Type);
        Assert.Contains(file.Path, part.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_org_with_many_apps_only_what_the_wanted_one_needs_is_read_and_it_is_the_same()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaPublisher publisher = new(session.Org);
        for (int i = 0; i < 12; i++)
        {
            await publisher.PublishAsync(session.Write($"Alpha_{(char)('A' + i)}"));
        }

        await publisher.PublishAsync(session.Write("Billing_Portal"));
        OrgAppSetReader reader = new(session.Org);
        session.Server.Requests.Clear();
        EcaAppSet all = await reader.ReadAsync();
        int forAll = session.Server.Requests.CountOf("readMetadata");

        session.Server.Requests.Clear();
        EcaAppSet one = await reader.ReadAsync(name => name == "Billing_Portal");
        int forOne = session.Server.Requests.CountOf("readMetadata");

        Assert.Equal(13, all.Apps.Length);
        EcaAppRecords app = Assert.Single(one.Apps);
        Assert.Empty(app.NotRead);
        Assert.True(new EcaComparer("one", "all").Compare(app, all.Find("Billing_Portal")).IsEqual);
        Assert.Equal(5, app.Records.Length);
        Assert.Equal((10, 5), (forAll, forOne));

        session.Server.Requests.Clear();
        Assert.Empty((await reader.ReadAsync(_ => false)).Apps);
        Assert.Equal(0, session.Server.Requests.CountOf("readMetadata"));
    }
}
