using System.Collections.Immutable;
using System.Text;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Conversion;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Blockers;

public sealed class EcaAssessorTests
{
    private static readonly ImmutableArray<ConnectedApp> Pool =
    [
        .. RuleCases.All.Values.SelectMany(cases => cases).Select(it => it.App),
    ];

    /// <summary>Apps that mix the elements of several cases, in any API version.</summary>
    private static readonly Arbitrary<(ConnectedApp App, int Version)> Mixed = (
        from parts in Gen.SubListOf(Pool.AsEnumerable())
        from version in Gen.Choose(59, 68)
        select (Merge([TestApp.Of("label=Mixed"), .. parts]), version)
    ).ToArbitrary();

    [Fact]
    public void An_app_of_which_only_information_is_known_is_ready()
    {
        EcaAssessment assessment = Assess(TestApp.Of(RuleCases.Plain));

        Assert.Equal(Verdict.Ready, assessment.Verdict);
        Assert.True(assessment.CanMigrate);
        Assert.Equal("ECA004", Assert.Single(assessment.Findings).RuleId);
        Assert.Equal(
            "ECA006 ECA008 ECA009 ECA010 ECA011 ECA013 ECA018 ECA053 ECA057 ECA063 ECA064 ECA065 ECA066 "
                + "ECA090 ECA091 ECA092 ECA093",
            Ids(assessment.Skipped)
        );
    }

    [Fact]
    public void Of_an_app_whose_org_tells_everything_only_what_nothing_can_show_is_skipped() =>
        Assert.Equal(
            "ECA018 ECA057",
            Ids(
                new RuleCase(true, TestApp.InOrg(RuleCases.Plain))
                {
                    Evidence = new OrgEvidence
                    {
                        MetadataTypes =
                        [
                            "ExternalClientApplication",
                            "ExtlClntAppOauthSettings",
                            "ExtlClntAppGlobalOauthSettings",
                        ],
                        BlockedFlows = [],
                        IsDevHub = false,
                        SharedLabels = [],
                        IntegrationLicensesLeft = 3,
                        ExternalClientApps = [],
                        ConsumerKeysOfTwins = [],
                    },
                }
                    .Assess()
                    .Skipped
            )
        );

    [Theory]
    [InlineData("LoginHistory", "ECA010 ECA011 ECA013 ECA090 ECA091 ECA092 ECA093")]
    [InlineData("OauthToken", "ECA090 ECA091 ECA092 ECA093")]
    [InlineData("UserProvisioningConfig", "ECA053")]
    [InlineData("CustomPermission", "ECA066")]
    [InlineData("ConnectedApplication", "ECA063 ECA064")]
    public void What_the_inventory_could_not_read_skips_the_checks_that_need_it(string part, string skipped)
    {
        ConnectedApp app = TestApp.InOrg(RuleCases.Plain);
        EcaAssessment whole = Assess(app);
        EcaAssessment cut = Assess((part == "OauthToken" ? app with { Tokens = null } : app).Without(part));

        Assert.Equal(
            skipped,
            string.Join(
                ' ',
                cut.Skipped.Select(check => check.RuleId)
                    .Except(whole.Skipped.Select(check => check.RuleId), StringComparer.Ordinal)
            )
        );
        Assert.Empty(
            cut.Findings.Select(finding => finding.RuleId)
                .Except(whole.Findings.Select(finding => finding.RuleId), StringComparer.Ordinal)
        );
        Assert.All(
            cut.Skipped.Where(check => skipped.Contains(check.RuleId, StringComparison.Ordinal)),
            check => Assert.Contains($"The org refused {part}.", check.Reason, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_username_password_flow_is_never_decided_for_an_OAuth_app_whose_logins_nobody_saw() =>
        Prop.ForAll(
                Mixed,
                it =>
                {
                    EcaAssessment assessment = Assess(it.App, it.Version);
                    return assessment.Skipped.Any(check => check.RuleId == "ECA010") == it.App.HasOAuth
                        && assessment.Findings.All(finding => finding.RuleId != "ECA010");
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_app_that_could_not_be_read_is_unknown_and_every_check_of_its_metadata_skipped()
    {
        EcaAssessment assessment = Assess(TestApp.Unreadable("Billing"));

        Assert.Equal(Verdict.Unknown, assessment.Verdict);
        Assert.False(assessment.CanMigrate);
        Assert.Empty(assessment.Findings);
        Assert.Equal(
            string.Join(
                ' ',
                BlockerRules
                    .Default.All.Where(rule =>
                        rule.AppliesTo(new ApiVersion(66)) && rule.Id is not ("ECA001" or "ECA003" or "ECA007")
                    )
                    .Select(rule => rule.Id)
            ),
            Ids(assessment.Skipped)
        );
        Assert.All(assessment.Skipped, check => Assert.NotEmpty(check.Reason));
    }

    [Fact]
    public void A_packaged_app_is_blocked_even_where_its_metadata_could_not_be_read() =>
        Assert.Equal(Verdict.Blocked, Assess(TestApp.Unreadable("acme__Portal")).Verdict);

    [Fact]
    public void User_provisioning_is_skipped_where_nobody_looked_and_decided_where_somebody_did()
    {
        Assert.Contains(Assess(TestApp.Of(RuleCases.Plain)).Skipped, check => check.RuleId == "ECA053");
        Assert.DoesNotContain(Assess(TestApp.InOrg(RuleCases.Plain)).Skipped, check => check.RuleId == "ECA053");
        Assert.Equal(Verdict.Blocked, Assess(TestApp.Of(RuleCases.Plain).NamedBy("UserProvisioningConfig")).Verdict);
    }

    [Fact]
    public void A_certificate_that_can_t_be_read_skips_the_checks_of_its_dates_and_key()
    {
        EcaAssessment assessment = Assess(TestApp.Of([.. RuleCases.Plain, "oauthConfig.certificate=AAAA"]));

        Assert.Equal(
            "ECA043",
            Assert.Single(assessment.Findings, finding => finding.Severity is FindingSeverity.Change).RuleId
        );
        Assert.Contains("ECA040 ECA041 ECA042", Ids(assessment.Skipped), StringComparison.Ordinal);
    }

    [Fact]
    public void The_verdict_is_that_of_the_heaviest_finding() =>
        Prop.ForAll(
                Mixed,
                it =>
                {
                    EcaAssessment assessment = Assess(it.App, it.Version);
                    FindingSeverity heaviest = assessment
                        .Findings.Select(finding => finding.Severity)
                        .DefaultIfEmpty()
                        .Max();
                    return assessment.Verdict
                        == heaviest switch
                        {
                            FindingSeverity.Blocker => Verdict.Blocked,
                            FindingSeverity.Change => Verdict.NeedsChange,
                            _ => Verdict.Ready,
                        };
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_blocks_by_itself_blocks_in_any_company()
    {
        ImmutableArray<RuleCase> blocked =
        [
            .. RuleCases
                .All.Values.SelectMany(cases => cases)
                .Where(it => it.Speaks && it.Assess().Verdict is Verdict.Blocked),
        ];
        Assert.True(blocked.Length >= 12);
        Arbitrary<(ConnectedApp Plain, RuleCase Blocker)> pairs = (
            from parts in Gen.SubListOf(Pool.AsEnumerable())
            from blocker in Gen.Elements(blocked.AsEnumerable())
            select (Merge([TestApp.Of("label=Mixed"), .. parts]), blocker)
        ).ToArbitrary();
        Prop.ForAll(
                pairs,
                it =>
                {
                    RuleCase whole = it.Blocker with { App = Merge([it.Blocker.App, it.Plain]) };
                    return whole.Assess().Verdict is Verdict.Blocked && !whole.Assess().CanMigrate;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_check_is_a_finding_or_skipped_or_neither_and_never_both() =>
        Prop.ForAll(
                Mixed,
                it =>
                {
                    EcaAssessment assessment = Assess(it.App, it.Version);
                    IEnumerable<string> said = assessment
                        .Findings.Select(finding => finding.RuleId)
                        .Concat(assessment.Skipped.Select(check => check.RuleId));
                    return said.Distinct(StringComparer.Ordinal).Count()
                        == assessment.Findings.Length + assessment.Skipped.Length;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Findings_come_the_heaviest_first_and_then_by_id() =>
        Prop.ForAll(
                Mixed,
                it =>
                {
                    EcaAssessment assessment = Assess(it.App, it.Version);
                    return assessment.Findings.SequenceEqual(
                            assessment
                                .Findings.OrderByDescending(finding => finding.Severity)
                                .ThenBy(finding => finding.RuleId, StringComparer.Ordinal)
                        )
                        && assessment.Skipped.SequenceEqual(
                            assessment.Skipped.OrderBy(check => check.RuleId, StringComparer.Ordinal)
                        );
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Evidence_names_what_was_seen_and_where() =>
        Assert.Equal(
            "oauthConfig.isClientCredentialEnabled = true; oauthConfig.oauthClientCredentialUser is absent",
            Assess(TestApp.Of("oauthConfig.isClientCredentialEnabled=true"))
                .Findings.Single(finding => finding.RuleId == "ECA014")
                .Evidence
        );

    [Fact]
    public void The_rule_about_names_and_the_conversion_agree_on_what_is_valid()
    {
        Arbitrary<string> names = Gen.Elements("a", "B", "7", "_", "-", " ", "é", "(", ".", new string('x', 79))
            .ArrayOf()
            .Select(string.Concat)
            .Where(name =>
                !string.IsNullOrWhiteSpace(name)
                && name.Trim() == name
                && name.IndexOf("__", StringComparison.Ordinal) <= 0
            )
            .ToArbitrary();
        Prop.ForAll(
                names,
                name =>
                    Assess(TestApp.Named(name, RuleCases.Plain)).Findings.Any(finding => finding.RuleId == "ECA003")
                    != EcaName.IsValid(name)
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Evidence_names_each_place_once() =>
        Assert.Equal(
            "oauthConfig.isDeviceFlowEnabled is absent; oauthConfig.callbackUrl = "
                + "https://login.salesforce.com/services/oauth2/success",
            Assess(RuleCases.All["ECA013"][0].App).Findings.Single(finding => finding.RuleId == "ECA013").Evidence
        );

    [Fact]
    public void A_file_as_Salesforce_writes_it_is_judged()
    {
        const string xml = """
            <?xml version="1.0" encoding="UTF-8"?>
            <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
                <canvasConfig>
                    <accessMethod>Post</accessMethod>
                    <canvasUrl>https://canvas.example.com</canvasUrl>
                    <locations>Publisher</locations>
                    <locations>OpenCTI</locations>
                </canvasConfig>
                <contactEmail>owner@example.com</contactEmail>
                <isNewInSpring27>true</isNewInSpring27>
                <label>Sales canvas</label>
                <oauthConfig>
                    <callbackUrl>https://canvas.example.com/callback
            sales://done</callbackUrl>
                    <certificate>-----BEGIN @@-----</certificate>
                    <consumerKey></consumerKey>
                    <isAdminApproved>true</isAdminApproved>
                    <scopes>Api</scopes>
                    <scopes>RefreshToken</scopes>
                </oauthConfig>
            </ConnectedApp>
            """;
        MetadataDocument document = new MetadataReader().Read(
            new MemoryStream(Encoding.UTF8.GetBytes(xml.Replace("@@", "PRIVATE KEY", StringComparison.Ordinal))),
            "Sales_Canvas.connectedApp-meta.xml"
        );
        EcaAssessment assessment = Assess(
            new ConnectedApp
            {
                Name = "Sales_Canvas",
                Label = "Sales canvas",
                Source = "Sales_Canvas.connectedApp-meta.xml",
                Metadata = document.Record,
                UnknownElements = document.UnknownElements,
            }
        );

        Assert.Equal(
            "ECA043 ECA051 ECA052 ECA004 ECA012 ECA080",
            string.Join(' ', assessment.Findings.Select(finding => finding.RuleId))
        );
        Assert.Equal("canvasConfig.locations = OpenCTI", assessment.Findings[2].Evidence);
        Assert.Equal("unknown elements = isNewInSpring27", assessment.Findings[5].Evidence);
        Assert.DoesNotContain(
            assessment.Findings,
            finding => finding.Evidence.Contains("PRIVATE", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Evidence_is_one_line_of_bounded_length_whatever_stands_in_the_metadata()
    {
        ConnectedApp app = TestApp.Of(
            Enumerable.Range(0, 400).Select(i => $"oauthConfig.scopes=scope\r\n{i}{new string('x', 80)}")
        );
        EcaFinding finding = Assess(app).Findings.Single(finding => finding.RuleId == "ECA032");

        Assert.DoesNotContain(finding.Evidence, char.IsControl);
        Assert.InRange(finding.Evidence.Length, 1, 700);
        Assert.EndsWith(" and 395 more", finding.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void No_finding_shows_a_certificate_or_a_secret()
    {
        ConnectedApp app = TestApp.Of($"oauthConfig.certificate={TestCertificates.Weak}");
        MetadataField secret = new("plugin", "hunter2", null) { IsSecret = true };
        app = app with { Metadata = app.Metadata with { Fields = app.Metadata.Fields.Add(secret) } };

        EcaAssessment assessment = Assess(app);

        Assert.Contains(assessment.Findings, finding => finding.RuleId == "ECA055");
        Assert.DoesNotContain(
            assessment.Findings,
            finding => finding.Evidence.Contains(TestCertificates.Weak[..40], StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            assessment.Findings,
            finding => finding.Evidence.Contains("hunter2", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_finding_carries_what_its_rule_says()
    {
        EcaFinding finding = Assess(
            TestApp.Of(
                RuleCases.All["ECA013"][0].App.Metadata.Leaves().Select(leaf => $"{leaf.Path}={leaf.Field.Value}")
            )
        )
            .Findings.Single(finding => finding.RuleId == "ECA013");
        BlockerRule rule = BlockerRules.Default.Find("ECA013")!;

        Assert.Equal(
            (rule.Title, rule.Severity, rule.Remediation, rule.Alternative, rule.Source, rule.InForceFrom),
            (
                finding.Title,
                finding.Severity,
                finding.Remediation,
                finding.Alternative,
                finding.Source,
                finding.InForceFrom
            )
        );
    }

    private static EcaAssessment Assess(ConnectedApp app, int version = 66) =>
        new RuleCase(true, app, version).Assess();

    private static string Ids(IEnumerable<EcaSkippedCheck> skipped) =>
        string.Join(' ', skipped.Select(check => check.RuleId));

    /// <summary>One app with the name of the first and the elements of all; groups of the same name become
    /// one.</summary>
    private static ConnectedApp Merge(IReadOnlyList<ConnectedApp> apps) =>
        apps[0] with
        {
            Metadata = new MetadataRecord(
                "ConnectedApp",
                [
                    .. apps.SelectMany(app => app.Metadata.Fields)
                        .GroupBy(field =>
                            field.Group is null || field.Name is "ipRanges" or "attributes" ? new object() : field.Name
                        )
                        .Select(same =>
                            same.Count() == 1
                                ? same.First()
                                : same.First() with
                                {
                                    Group = new MetadataRecord(
                                        same.First().Name,
                                        [.. same.SelectMany(field => field.Group!.Fields)]
                                    ),
                                }
                        ),
                ]
            ),
        };
}
