using System.Xml.Linq;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Evidence;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Tests.Deployment;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Blockers.Evidence;

public sealed class OrgEvidenceReaderTests
{
    [Theory]
    [InlineData("demo")]
    [InlineData("enterprise:60")]
    public async Task It_takes_seven_requests_whatever_the_number_of_apps(string seed)
    {
        await using PracticeSession session = await PracticeSession.StartAsync(seed);

        await new OrgEvidenceReader(session.Org, session.Org.ApiVersion).ReadAsync();

        Assert.Equal(7, session.Server.Requests.Count);
        Assert.Equal(0, session.Server.Requests.Changes);
    }

    [Fact]
    public async Task What_the_org_does_not_tell_is_named_and_not_taken_for_an_answer()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        OrgEvidence evidence = await new OrgEvidenceReader(session.Org, session.Org.ApiVersion).ReadAsync();

        Assert.Contains("ExtlClntAppCanvasSettings", evidence.MetadataTypes!);
        Assert.Empty(evidence.SharedLabels!);
        Assert.Contains("Billing_ECA", evidence.ExternalClientApps!);
        Assert.Empty(evidence.ConsumerKeysOfTwins!);

        Assert.Empty(evidence.BlockedFlows!.Value);

        // The practice org has neither the Dev Hub's object nor licenses.
        Assert.Null(evidence.IsDevHub);
        Assert.Null(evidence.IntegrationLicensesLeft);
        Assert.Equal(
            "IntegrationLicensesLeft IsDevHub",
            string.Join(' ', evidence.NotRead.Select(part => part.Type).Order(StringComparer.Ordinal))
        );
        Assert.All(evidence.NotRead, part => Assert.NotEmpty(part.Reason));
    }

    [Fact]
    public async Task What_Salesforce_migrated_is_told_from_what_was_published()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Setup.MigrateToExternalClientApp("Warehouse_Sync");
        await new EcaPublisher(session.Org).PublishAsync(await session.ConvertAsync("Customer_Portal"));
        OrgEvidence evidence = await new OrgEvidenceReader(session.Org, session.Org.ApiVersion).ReadAsync();
        EcaAssessor assessor = new(
            BlockerRules.Default,
            new AssessmentOptions
            {
                ApiVersion = session.Org.ApiVersion,
                AsOf = new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero),
                Evidence = evidence,
            }
        );

        Dictionary<string, EcaAssessment> found = [];
        await foreach (ConnectedAppFile read in new ConnectedAppOrgReader(session.Org).ReadAsync())
        {
            found[read.App!.Name] = assessor.Assess(read.App);
        }

        EcaFinding migrated = found["Warehouse_Sync"].Findings.Single(finding => finding.RuleId == "ECA008");
        Assert.Contains(
            "External Client App with the Connected App's consumer key = Warehouse_Sync",
            migrated.Evidence,
            StringComparison.Ordinal
        );
        Assert.Equal(Verdict.NeedsChange, found["Warehouse_Sync"].Verdict);
        Assert.Contains(
            found["Customer_Portal"].Findings,
            finding => finding is { RuleId: "ECA009", Severity: FindingSeverity.Information }
        );
        Assert.Equal(2, found.Values.Count(app => app.Findings.Any(finding => finding.RuleId is "ECA008" or "ECA009")));
    }

    [Fact]
    public async Task Types_are_those_of_the_version_of_the_judgement()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        OrgEvidence evidence = await new OrgEvidenceReader(session.Org, new ApiVersion(65)).ReadAsync();

        Assert.DoesNotContain("ExtlClntAppCanvasSettings", evidence.MetadataTypes!);
        Assert.Contains("ExternalClientApplication", evidence.MetadataTypes!);
    }

    [Fact]
    public async Task A_version_that_the_org_does_not_offer_leaves_its_types_open()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        OrgEvidence evidence = await new OrgEvidenceReader(session.Org, new ApiVersion(70)).ReadAsync();

        Assert.Null(evidence.MetadataTypes);
        Assert.Contains(evidence.NotRead, part => part.Type == "MetadataTypes");
        Assert.NotNull(evidence.SharedLabels);
    }

    [Theory]
    [InlineData("describeMetadata", "MetadataTypes")]
    [InlineData("readMetadata", "BlockedFlows")]
    public async Task A_refusal_is_named_and_the_rest_is_read(string operation, string part)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Forbidden,
                SoapOperation = operation,
                Times = Fault.Always,
            }
        );

        OrgEvidence evidence = await new OrgEvidenceReader(session.Org, session.Org.ApiVersion).ReadAsync();

        Assert.Contains(evidence.NotRead, unread => unread.Type == part);
        Assert.NotNull(evidence.SharedLabels);
    }

    [Theory]
    [InlineData("true", "false", "UsernamePassword")]
    [InlineData("false", "true", "UserAgent")]
    [InlineData("true", "true", "UsernamePassword UserAgent")]
    [InlineData("false", "false", "")]
    public async Task The_flows_that_the_org_blocks_are_told(string password, string userAgent, string flows)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        XElement settings = SoapEnvelope.Element(
            "settings",
            SoapEnvelope.Element("fullName", "OauthOidc"),
            SoapEnvelope.Element("blockOAuthUnPwFlow", password),
            SoapEnvelope.Element("blockOAuthUsrAgtFlow", userAgent)
        );
        await foreach (
            MetadataSaveResult saved in new MetadataClient(session.Org.GetClient()).UpsertAsync(
                "OauthOidcSettings",
                [settings]
            )
        )
        {
            Assert.True(saved.Success);
        }

        OrgEvidence evidence = await new OrgEvidenceReader(session.Org, session.Org.ApiVersion).ReadAsync();

        Assert.Equal(flows, string.Join(' ', evidence.BlockedFlows!.Value));
    }
}
