using System.Collections.Immutable;
using System.Text;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;
using Xunit;

namespace EcaTools.Core.Tests.Blockers.Rules;

public sealed class BlockerRulesTests
{
    public static TheoryData<string> RuleIds => [.. BlockerRules.Default.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(RuleIds))]
    public void Each_rule_speaks_about_its_own_cases_and_is_silent_about_the_others(string id)
    {
        BlockerRule rule = BlockerRules.Default.Find(id)!;
        Assert.True(RuleCases.All.TryGetValue(id, out ImmutableArray<RuleCase> cases), $"{id} has no cases.");
        Assert.Contains(cases, it => it.Speaks);
        Assert.Contains(cases, it => !it.Speaks);
        foreach ((RuleCase it, int number) in cases.Select((it, index) => (it, index + 1)))
        {
            EcaAssessment assessment = it.Assess();
            IEnumerable<string> spoke =
                rule.Decidable is Decidable.No
                    ? assessment.Skipped.Select(check => check.RuleId)
                    : assessment.Findings.Select(finding => finding.RuleId);
            Assert.True(
                spoke.Contains(id, StringComparer.Ordinal) == it.Speaks,
                $"{id}, case {number}: {(it.Speaks ? "nothing was said" : "something was said")}."
            );
        }
    }

    [Fact]
    public void No_case_is_left_of_a_rule_that_is_gone() =>
        Assert.Empty(
            RuleCases.All.Keys.Except(BlockerRules.Default.All.Select(rule => rule.Id), StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(RuleIds))]
    public void A_rule_is_silent_outside_its_API_versions(string id)
    {
        BlockerRule rule = BlockerRules.Default.Find(id)!;
        foreach (int version in Enumerable.Range(59, 10).Where(version => !rule.AppliesTo(new ApiVersion(version))))
        {
            foreach (RuleCase it in RuleCases.All[id])
            {
                EcaAssessment assessment = (it with { Version = version }).Assess();
                Assert.DoesNotContain(assessment.Findings, finding => finding.RuleId == id);
                Assert.DoesNotContain(assessment.Skipped, check => check.RuleId == id);
            }
        }
    }

    [Theory]
    [InlineData("canvasConfig.canvasUrl=https://x", 65, "ECA050", Verdict.Blocked)]
    [InlineData("canvasConfig.canvasUrl=https://x", 66, "ECA051", Verdict.NeedsChange)]
    [InlineData("plugin=Handler", 60, "ECA054", Verdict.Blocked)]
    [InlineData("plugin=Handler", 61, "ECA055", Verdict.NeedsChange)]
    [InlineData("samlConfig.acsUrl=https://x", 62, "ECA060", Verdict.Blocked)]
    [InlineData("samlConfig.acsUrl=https://x", 63, "ECA061", Verdict.NeedsChange)]
    [InlineData("oauthConfig.assetTokenConfig.assetAudiences=x", 60, "ECA058", Verdict.Blocked)]
    [InlineData("oauthConfig.assetTokenConfig.assetAudiences=x", 61, "ECA059", Verdict.NeedsChange)]
    public void What_blocks_below_the_version_that_brought_its_type_does_not_block_from_it_on(
        string line,
        int version,
        string id,
        Verdict verdict
    )
    {
        EcaAssessment assessment = new RuleCase(true, TestApp.Of([.. RuleCases.Plain, line]), version).Assess();

        Assert.Equal(id, assessment.Findings[0].RuleId);
        Assert.Equal(verdict, assessment.Verdict);
    }

    [Fact]
    public void Rules_are_found_by_id_whatever_its_case() =>
        Assert.Equal("ECA050", BlockerRules.Default.Find("eca050")?.Id);

    [Fact]
    public void A_rule_that_nobody_wrote_is_not_found() => Assert.Null(BlockerRules.Default.Find("ECA999"));

    [Fact]
    public void The_retired_flows_carry_the_day_on_which_they_end()
    {
        Assert.Equal(new DateOnly(2027, 2, 20), BlockerRules.Default.Find("ECA010")!.InForceFrom);
        Assert.Equal(new DateOnly(2027, 2, 20), BlockerRules.Default.Find("ECA011")!.InForceFrom);
        Assert.Equal(new DateOnly(2026, 11, 30), BlockerRules.Default.Find("ECA013")!.InForceFrom);
    }

    [Theory]
    [InlineData("""[]""", "an object")]
    [InlineData("""{"rules":[]}""", "at least one")]
    [InlineData("{\"rules\":[\n\n,", "line 3")]
    [InlineData("""{"rules":[{"id":"X1"}]}""", "'X1' is not an id")]
    [InlineData("""{"rules":[{}]}""", "rule number 1: 'id' is missing")]
    [InlineData("""{"rules":[{"id":"ECA001"}]}""", "rule ECA001: 'when' is missing")]
    [InlineData("""{"rules":[RULE],"more":1}""", "'more' is unknown")]
    [InlineData(
        """{"rules":[RULE],"releases":[{"name":"Winter '27","from":"2026-10-10","source":"s"}]}""",
        "'apiVersion' is missing"
    )]
    [InlineData(
        """{"rules":[RULE],"releases":[{"name":"Winter '27","apiVersion":"68.0","source":"s"}]}""",
        "'from' is missing"
    )]
    [InlineData("""{"rules":[RULE,RULE]}""", "given more than once")]
    public void Data_that_is_no_set_of_rules_is_refused_with_its_place(string json, string message) =>
        Refused(json.Replace("RULE", Rule(), StringComparison.Ordinal), message);

    [Theory]
    [InlineData("\"title\":\"t\"", "\"title\":\" \"", "'title' is not a text")]
    [InlineData("\"title\":\"t\"", "\"title\":\"t\",\"title\":\"t\"", "'title' is unknown here, or given twice")]
    [InlineData("\"title\":\"t\"", "\"title\":\"t\",\"fix\":\"f\"", "'fix' is unknown here")]
    [InlineData("\"Change\"", "\"Fatal\"", "'Fatal' is not a severity. Write one of Information, Change, Blocker")]
    [InlineData("\"Change\"", "\"1\"", "'1' is not a severity")]
    [InlineData("\"Change\"", "\"Blocker\"", "needs an alternative")]
    [InlineData("\"Change\"", "\"Change\",\"decidable\":\"No\"", "skipReason goes with")]
    [InlineData("\"Change\"", "\"Change\",\"skipReason\":\"r\"", "skipReason goes with")]
    [InlineData("\"Change\"", "\"Change\",\"appliesFrom\":\"soon\"", "'soon' is not an API version")]
    [InlineData("\"Change\"", "\"Change\",\"appliesFrom\":\"66.0\",\"appliesUntil\":\"65.0\"", "never holds")]
    [InlineData("\"Change\"", "\"Change\",\"inForceFrom\":\"20.2.2027\"", "is not a day")]
    [InlineData("\"exists\":true", "\"is\":true", "'is' is not an operator")]
    [InlineData("\"exists\":true", "\"exists\":\"yes\"", "neither true nor false")]
    [InlineData("\"exists\":true", "\"exists\":true,\"equals\":\"x\"", "has one operator")]
    [InlineData(",\"exists\":true", "", "none is given")]
    [InlineData("\"exists\":true", "\"exists\":true,\"days\":3", "'days' is unknown here")]
    [InlineData("\"exists\":true", "\"exists\":true,\"from\":\"67.0\",\"until\":\"66.0\"", "never holds")]
    [InlineData("\"exists\":true", "\"oneOf\":[]", "at least one item")]
    [InlineData("\"exists\":true", "\"oneOf\":[1]", "is not a text")]
    [InlineData("\"exists\":true", "\"notInEnum\":\"Colour\"", "'Colour' is not an enumeration")]
    [InlineData("\"exists\":true", "\"matches\":\"(\"", "is not a pattern")]
    [InlineData("\"exists\":true", "\"matches\":\"(?=x)x\"", "linear time")]
    [InlineData("\"exists\":true", "\"countAbove\":-1", "whole number")]
    [InlineData("\"Change\"", "\"Change\",\"severityBefore\":\"Information\"", "severityBefore goes with")]
    [InlineData(
        "\"Change\"",
        "\"Change\",\"inForceFrom\":\"2027-02-20\",\"severityBefore\":\"Change\"",
        "is lighter than severity"
    )]
    [InlineData("\"exists\":true", "\"exists\":true,\"unknownAs\":true", "'unknownAs' is unknown here")]
    [InlineData("\"exists\":true", "\"below\":\"1\"", "whole number")]
    [InlineData("\"exists\":true", "\"noneOf\":[]", "at least one item")]
    [InlineData("\"path\":\"plugin\"", "\"path\":\"$references.\"", "'$references.' is not a fact")]
    [InlineData("\"path\":\"plugin\"", "\"path\":\"$related\"", "'$related' is not a fact")]
    [InlineData("\"exists\":true", "\"certificate\":\"Blue\"", "'Blue' is not a certificate")]
    [InlineData("\"exists\":true", "\"certificate\":\"Expiring\"", "days goes with")]
    [InlineData("\"exists\":true", "\"certificate\":\"Weak\",\"days\":3", "days goes with")]
    [InlineData("\"path\":\"plugin\"", "\"path\":\"$color\"", "'$color' is not a fact")]
    [InlineData("\"path\":\"plugin\"", "\"path\":\"oauthConfig.consumerSecret\"", "is a secret")]
    [InlineData("{\"path\":\"plugin\",\"exists\":true}", "{\"all\":[]}", "at least one item")]
    [InlineData("{\"path\":\"plugin\",\"exists\":true}", "{\"not\":[]}", "an object is wanted")]
    [InlineData(
        "{\"path\":\"plugin\",\"exists\":true}",
        "{\"any\":[{\"path\":\"plugin\",\"like\":\"x\"}]}",
        "'like' is not an operator"
    )]
    public void A_rule_that_can_t_mean_anything_is_refused_as_it_is_loaded(string right, string wrong, string message)
    {
        string good = $"{{\"rules\":[{Rule()}]}}";
        Assert.Contains(right, good, StringComparison.Ordinal);
        Assert.Single(Load(good).All);
        Refused(good.Replace(right, wrong, StringComparison.Ordinal), message);
    }

    [Theory]
    [InlineData("true", null, Verdict.NeedsChange)]
    [InlineData("true", "UsernamePassword", Verdict.Ready)]
    [InlineData("false", null, Verdict.Ready)]
    public void A_condition_counts_as_it_says_where_it_can_t_be_told(string unknownAs, string? blocked, Verdict verdict)
    {
        string when =
            $$$"""{"not":{"path":"$blockedFlows","oneOf":["UsernamePassword"]},"unknownAs":{{{unknownAs}}}}""";
        EcaAssessor assessor = new(
            Load(
                $"{{\"rules\":[{Rule().Replace("""{"path":"plugin","exists":true}""", when, StringComparison.Ordinal)}]}}"
            ),
            new AssessmentOptions
            {
                ApiVersion = new ApiVersion(66),
                AsOf = FixedTime.Noon,
                Evidence = blocked is null
                    ? OrgEvidence.None
                    : new OrgEvidence { BlockedFlows = [Enum.Parse<OAuthFlow>(blocked)] },
            }
        );

        EcaAssessment assessment = assessor.Assess(TestApp.Of("label=x"));

        Assert.Equal(verdict, assessment.Verdict);
        Assert.Empty(assessment.Skipped);
    }

    [Fact]
    public void Rules_may_begin_with_a_byte_order_mark() =>
        Assert.Single(
            BlockerRules
                .Load(new MemoryStream([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($"{{\"rules\":[{Rule()}]}}")]))
                .All
        );

    [Fact]
    public void A_file_without_an_end_is_refused_at_10_MB()
    {
        EcaException error = Assert.Throws<EcaException>(() =>
            BlockerRules.Load(new MemoryStream(new byte[(10 * 1024 * 1024) + 1]))
        );
        Assert.Contains("10 MB", error.Message, StringComparison.Ordinal);
    }

    private static string Rule() =>
        """{"id":"ECA001","title":"t","severity":"Change","description":"d","when":{"path":"plugin","exists":true},"remediation":"r","source":"s"}""";

    private static BlockerRules Load(string json) => BlockerRules.Load(new MemoryStream(Encoding.UTF8.GetBytes(json)));

    private static void Refused(string json, string message)
    {
        EcaException error = Assert.Throws<EcaException>(() => Load(json));
        Assert.Equal("EmbeddedDataInvalid", error.ErrorId);
        Assert.Equal(EcaErrorCategory.InvalidData, error.Category);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
