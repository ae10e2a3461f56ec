using System.Reflection;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Linting;
using EcaTools.Core.Linting.Rules;
using Xunit;

namespace EcaTools.Core.Tests.Linting;

public sealed class EcaLinterTests : IDisposable
{
    private readonly LintFolder _folder = new();

    public static TheoryData<string> Cases => [.. LintCases.All.Select(spoiled => spoiled.Name)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_clean_project_has_no_finding() => Assert.Empty(_folder.Lint());

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_wrong_is_found_on_its_line_and_nothing_else_is(string name)
    {
        (_, Action<LintFolder> spoil, string[] expected) = LintCases.All.Single(spoiled => spoiled.Name == name);
        spoil(_folder);
        Assert.Equal(expected, _folder.Findings());
    }

    [Fact]
    public void Every_rule_has_a_case() =>
        Assert.Equal(
            string.Join(' ', LintRules.Default.All.Where(rule => !rule.IsOptional).Select(rule => rule.Id)),
            string.Join(
                ' ',
                LintCases
                    .All.SelectMany(spoiled => spoiled.Expected)
                    .Select(expected => expected[..6])
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
            )
        );

    [Fact]
    public void Every_rule_is_decided_by_code_or_by_data_and_by_one_of_them_only() =>
        Assert.Equal(
            string.Join(' ', LintRules.Default.All.Where(rule => rule.When is null).Select(rule => rule.Id)),
            string.Join(
                ' ',
                typeof(LintRuleId)
                    .GetFields(BindingFlags.Public | BindingFlags.Static)
                    .Select(id => (string)id.GetValue(null)!)
                    .Order(StringComparer.Ordinal)
            )
        );

    [Fact]
    public void What_a_rule_that_is_data_looks_at_is_in_the_schema() =>
        Assert.All(
            LintRules.Default.All.Where(rule => rule.When is not null),
            rule => Assert.All(rule.When!.Elements, element => Assert.NotNull(Metadata(rule.When.Type, element)))
        );

    [Fact]
    public void An_invented_element_is_in_no_type_of_an_External_Client_App() =>
        Assert.All(
            LintRules.Default.Inventions.Where(word => word.Kind == "element"),
            word =>
                Assert.DoesNotContain(
                    Core.Metadata.MetadataSchema.Default.Types,
                    type =>
                        type.Suffix?.StartsWith("eca", StringComparison.Ordinal) == true
                        && type.Elements.ContainsKey(word.Name)
                )
        );

    [Fact]
    public void A_secret_is_never_shown()
    {
        _folder.Replace(
            LintFolder.Global,
            "<externalClient",
            "<consumerSecret>hunter2hunter2</consumerSecret>\n<clientToken>hunter2hunter2</clientToken>\n<externalClient"
        );
        LintFinding[] findings = _folder.Lint();
        Assert.Equal(2, findings.Count(finding => finding.RuleId == "ECL030"));
        Assert.All(findings, finding => Assert.DoesNotContain("hunter2", finding.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SFAP", "Write SFApiPlatform")]
    [InlineData("refresh_token", "Write RefreshToken")]
    [InlineData("chatter", "Write Chatter.")]
    [InlineData("SemanticLayer", "It came with 68.0")]
    [InlineData("bulk_api", "No scope is near")]
    public void A_wrong_scope_is_put_right(string scope, string advice)
    {
        _folder.Replace(LintFolder.Settings, "Api,", $"{scope},");
        Assert.Contains(
            advice,
            _folder.Lint().Single(finding => finding.RuleId == "ECL012").Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_element_in_the_wrong_type_is_told_its_home()
    {
        _folder.Replace(LintFolder.Policies, "<isEnabled>", "<isPkceRequired>true</isPkceRequired>\n<isEnabled>");
        Assert.Contains(
            ".ecaGlblOauth",
            _folder.Lint().Single(finding => finding.RuleId == "ECL004").Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_version_that_is_given_goes_before_the_manifest_and_that_before_the_project()
    {
        _folder.Replace(
            LintFolder.OauthPolicies,
            "<permitted",
            "<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>\n<permitted"
        );
        Assert.NotEmpty(_folder.Findings());
        _folder.Replace(LintFolder.Project, "66.0", "63.0");
        Assert.Empty(_folder.Findings());
        _folder.Write("package.xml", LintFolder.Xml("Package", "<version>64.0</version>"));
        Assert.NotEmpty(_folder.Findings());
        Assert.Empty(_folder.Findings(63));
    }

    [Fact]
    public void A_file_that_is_named_by_itself_is_judged_by_itself() =>
        Assert.Empty(_folder.Findings(null, LintFolder.Global, LintFolder.Policies));

    [Fact]
    public void A_file_that_is_named_twice_is_judged_once()
    {
        _folder.Replace(LintFolder.Global, "<isPkceRequired>true", "<isPkceRequired>false");
        Assert.Single(_folder.Findings(null, LintFolder.Global, LintFolder.Global));
    }

    [Fact]
    public void An_app_for_SAML_alone_needs_no_OAuth_settings()
    {
        _folder.Write(
            "force-app/a/Wiki.eca-meta.xml",
            LintFolder.Xml("ExternalClientApplication", "<label>The wiki</label>")
        );
        _folder.Write(
            "force-app/a/Wiki_saml.ecaSamlPlcy-meta.xml",
            LintFolder.Xml(
                "ExtlClntAppSamlConfigurablePolicies",
                "<acsUrl>https://a</acsUrl>",
                "<entityUrl>https://a</entityUrl>",
                "<externalClientApplication>The wiki</externalClientApplication>"
            )
        );
        Assert.Empty(_folder.Findings());
    }

    [Fact]
    public void Files_in_metadata_format_are_read_too()
    {
        _folder.Write(
            "mdapi/extlClntAppPolicies/Nobody_plcy.ecaPlcy",
            LintFolder.Xml(
                "ExtlClntAppConfigurablePolicies",
                "<externalClientApplication>Nobody</externalClientApplication>",
                "<isEnabled>true</isEnabled>"
            )
        );
        Assert.Equal(
            ["ECL020 mdapi/extlClntAppPolicies/Nobody_plcy.ecaPlcy:3 externalClientApplication"],
            _folder.Findings()
        );
    }

    [Fact]
    public void A_hidden_folder_is_left_out()
    {
        _folder.Write(".git/x/Bad.eca-meta.xml", "?");
        _folder.Write("node_modules/x/Bad.eca-meta.xml", "?");
        Assert.Empty(_folder.Findings());
    }

    [Fact]
    public void A_search_that_is_cancelled_ends() =>
        Assert.Throws<OperationCanceledException>(() =>
            new EcaLinter().Lint([_folder.Root], new CancellationToken(canceled: true)).ToList()
        );

    [Theory]
    [InlineData(59)]
    [InlineData(62)]
    [InlineData(66)]
    [InlineData(68)]
    public void What_is_written_for_the_practice_org_s_apps_has_no_error(int version)
    {
        string apps = Repository.PathOf("src", "EcaTools.PracticeOrg", "Data", "demo", "connectedApps");
        string output = Path.Combine(_folder.Root, "written");
        EcaProjectWriter writer = new(output);
        int written = 0;
        foreach (ConnectedAppFile file in new ConnectedAppFileReader().Read([apps]))
        {
            ConvertedApp converted;
            try
            {
                converted = new EcaConverter().Convert(file.App!, new ConversionOptions { ApiVersion = new(version) });
            }
            catch (EcaException refused) when (refused.ErrorId == "ParameterInvalid")
            {
                continue;
            }

            writer.Write(converted);
            written++;
        }

        writer.Complete();
        Assert.True(written > 10, $"{written} apps were written");
        LintFinding[] findings = [.. new EcaLinter().Lint([output])];
        Assert.NotEmpty(findings);
        Assert.Empty(
            findings
                .Where(finding => finding.Severity == LintSeverity.Error)
                .Select(finding => $"{finding.RuleId} {finding.Location} {finding.Message}")
        );
    }

    private static Core.Metadata.MetadataElement? Metadata(string type, string element) =>
        Core.Metadata.MetadataSchema.Default.Element(type, element);
}
