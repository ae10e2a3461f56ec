using System.Reflection;
using EcaTools.Core.Linting;
using EcaTools.Core.Linting.Rules;
using Xunit;
using static EcaTools.Core.Tests.Linting.LintFolder;

namespace EcaTools.Core.Tests.Linting;

/// <summary>The optional rules find what they are about and nothing else, and are silent unless they are asked
/// for.</summary>
public sealed class RuleSetTests : IDisposable
{
    private static readonly LintRuleSet[] s_all = Enum.GetValues<LintRuleSet>();

    private readonly LintFolder _folder = new();

    public RuleSetTests()
    {
        _folder.Replace(OauthPolicies, "runner@example.com", "eca-portal-integ@example.com");
        _folder.Replace(
            OauthPolicies,
            "<refreshTokenValidityUnit>Days",
            "<refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>\n<refreshTokenValidityUnit>Days"
        );
        _folder.Replace(
            Global,
            "<isPkceRequired>true</isPkceRequired>",
            "<isPkceRequired>true</isPkceRequired>\n<isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>"
        );
        _folder.Replace(
            Settings,
            "</externalClientApplication>",
            "</externalClientApplication>\n<trustedIpRanges><endIpAddress>203.0.113.9</endIpAddress><startIpAddress>203.0.113.1</startIpAddress></trustedIpRanges>"
        );
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_app_that_obeys_has_no_finding_and_passes()
    {
        Assert.Empty(Findings());
        Assert.All(Judge(), app => Assert.Equal(CheckOutcome.Passed, app.Outcome));
        Assert.Equal(s_all, Judge().Select(app => app.RuleSet));
    }

    [Theory]
    [InlineData(
        OauthPolicies,
        "<isClient",
        "<commaSeparatedProfile>Finance</commaSeparatedProfile>\n<isClient",
        "ECL070"
    )]
    [InlineData(Global, "<certificate>MIIB</certificate>\n", "", "ECL071")]
    [InlineData(OauthPolicies, "eca-portal-integ@", "ada.moreau@", "ECL072")]
    [InlineData(OauthPolicies, "eca-portal-integ@", "eca--integ@", "ECL072")]
    [InlineData(Global, "RotationEnabled>true", "RotationEnabled>false", "ECL080")]
    [InlineData(OauthPolicies, ">30<", ">31<", "ECL081")]
    [InlineData(OauthPolicies, ">Days<", ">Months<", "ECL081")]
    [InlineData(OauthPolicies, "<refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>", "", "ECL081")]
    [InlineData(OauthPolicies, "SpecificInactivity", "SpecificLifetime", "ECL081")]
    [InlineData(Settings, "trustedIpRanges", "customAttributes", "ECL082")]
    public void One_change_is_one_finding_of_its_rule_alone(string file, string old, string with, string rule)
    {
        _folder.Replace(file, old, with);

        Assert.Equal(rule, Assert.Single(Findings().Distinct(StringComparer.Ordinal)));
        EcaRuleSetReadiness failed = Assert.Single(Judge(), app => app.Outcome is CheckOutcome.Failed);
        Assert.Equal(rule, Assert.Single(failed.Failed));
        Assert.Contains(failed.RuleSet, LintRules.Default.Find(rule)!.RuleSets);
        Assert.DoesNotContain(rule, Ids(), StringComparer.Ordinal);
    }

    [Fact]
    public void Every_optional_rule_has_a_case() =>
        Assert.Equal(
            LintRules.Default.All.Where(rule => rule.IsOptional).Select(rule => rule.Id),
            typeof(RuleSetTests)
                .GetMethod(nameof(One_change_is_one_finding_of_its_rule_alone))!
                .GetCustomAttributes<InlineDataAttribute>()
                .Select(change => (string)change.Data[3]!)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );

    [Theory]
    [InlineData("720", "Hours", true)]
    [InlineData("721", "Hours", false)]
    [InlineData("1", "Months", false)]
    [InlineData("0", "Months", true)]
    [InlineData("30", "Weeks", false)]
    public void A_refresh_token_may_rest_for_30_days(string period, string unit, bool isAllowed)
    {
        _folder.Replace(OauthPolicies, ">30<", $">{period}<");
        _folder.Replace(OauthPolicies, ">Days<", $">{unit}<");

        Assert.Equal(!isAllowed, Findings().Contains("ECL081", StringComparer.Ordinal));
    }

    [Fact]
    public void An_app_without_OAuth_has_nothing_to_obey()
    {
        foreach (string file in (string[])[Settings, Global, OauthPolicies])
        {
            _folder.Delete(file);
        }

        Assert.All(Judge(), app => Assert.Equal(CheckOutcome.Skipped, app.Outcome));

        _folder.Replace(Policies, "<isOauthPluginEnabled>true", "<isOauthPluginEnabled>false");
        Assert.All(Judge(), app => Assert.Equal(CheckOutcome.Passed, app.Outcome));
    }

    [Fact]
    public void A_rule_that_is_left_out_fails_no_app()
    {
        _folder.Replace(Global, "RotationEnabled>true", "RotationEnabled>false");

        Assert.All(
            Linter().Report([_folder.Root]).Readiness(s_all, id => id != "ECL080"),
            app => Assert.Equal(CheckOutcome.Passed, app.Outcome)
        );
    }

    [Fact]
    public void The_time_limit_of_the_global_settings_replaces_that_of_the_policies()
    {
        _folder.Replace(OauthPolicies, ">30<", ">90<");
        _folder.Replace(
            Global,
            "<isPkceRequired>",
            "<isEnforceRefreshTokenTTL>true</isEnforceRefreshTokenTTL>\n<isPkceRequired>"
        );

        Assert.Empty(Findings());
    }

    [Fact]
    public void The_pattern_of_integration_users_can_be_another()
    {
        _folder.Replace(OauthPolicies, "eca-portal-integ@", "svc.portal@");

        Assert.Equal("ECL072", Assert.Single(Findings()));
        Assert.Empty(Findings("svc.{system}@example.com"));
    }

    [Fact]
    public void An_app_without_a_file_that_rules_look_at_is_not_ready()
    {
        _folder.Delete(OauthPolicies);

        Assert.All(
            Judge(),
            app =>
            {
                Assert.Equal(CheckOutcome.Skipped, app.Outcome);
                Assert.Equal("ExtlClntAppOauthConfigurablePolicies", Assert.Single(app.NotChecked));
            }
        );
    }

    [Fact]
    public void The_settings_of_a_packaged_app_may_keep_the_link_to_the_publishers_consumer()
    {
        const string Link = "<oauthLink>00Dx00000000000:888x00000000000</oauthLink>";
        _folder.Replace(Settings, "<externalClient", $"{Link}\n<externalClient");
        Assert.Contains("ECL031", Ids(), StringComparer.Ordinal);
        Assert.Contains(new EcaLinter().Lint([_folder.PathOf(Settings)]), finding => finding.RuleId == "ECL031");

        _folder.Replace(App, "Local", "Packaged");

        Assert.DoesNotContain("ECL031", Ids(), StringComparer.Ordinal);
    }

    private IEnumerable<string> Ids() => new EcaLinter().Lint([_folder.Root]).Select(finding => finding.RuleId);

    /// <summary>The findings of rules that are in a set.</summary>
    private List<string> Findings(string? users = null) =>
        [
            .. Linter(users)
                .Lint([_folder.Root])
                .Select(finding => finding.RuleId)
                .Where(id => !LintRules.Default.Find(id)!.RuleSets.IsEmpty),
        ];

    private IReadOnlyList<EcaRuleSetReadiness> Judge() =>
        [.. Linter().Report([_folder.Root]).Readiness(s_all, _ => true)];

    private static EcaLinter Linter(string? users = null) =>
        new(optional: users is null ? IntegrationUserPattern.Default : new IntegrationUserPattern(users));
}
