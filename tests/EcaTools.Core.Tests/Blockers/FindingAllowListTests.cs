using System.Text;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Blockers;

public sealed class FindingAllowListTests : IDisposable
{
    private const string Json = """
        [
          { "rule": "eca001", "app": "acme__*", "reason": "The publisher moves it", "expires": "2026-12-31" },
          { "rule": "ECA014", "app": "*", "reason": " ", "expires": "2026-12-31" },
          { "rule": "ECA015", "app": "*", "reason": "r", "expires": null },
          {
            "rule": "ECA016", "app": "*", "reason": "r", "expires": "2026-11-21"
          }
        ]
        """;

    private const string Csv =
        "Rule,App,Reason,Expires\n\"eca001\",acme__*,\"The publisher\nmoves "
        + "it\",2026-12-31\nECA014,*,,2026-12-31\n\nECA015,*,r,\nECA016,*,r,2026-11-21\n";

    private static readonly DateOnly Today = new(2026, 11, 22);

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task An_allowed_finding_stays_visible_and_does_not_count()
    {
        EcaAssessment assessment = await AssessAsync(Json, TestApp.Named("acme__Portal", RuleCases.Plain));

        Assert.Equal(Verdict.Ready, assessment.Verdict);
        Assert.DoesNotContain(assessment.Findings, finding => finding.RuleId == "ECA001");
        AllowedFinding allowed = Assert.Single(assessment.Allowed);
        Assert.Equal(
            ("ECA001", "The publisher moves it", new DateOnly(2026, 12, 31), $"{_path}:2"),
            (allowed.Finding.RuleId, allowed.Reason, allowed.Expires, allowed.Source)
        );
        Assert.Equal(FindingSeverity.Blocker, allowed.Finding.Severity);
    }

    [Theory]
    [InlineData("acme2__Portal")]
    [InlineData("Portal_acme__X")]
    public async Task What_the_pattern_of_the_app_does_not_cover_is_not_allowed(string name) =>
        Assert.Equal(
            Verdict.Blocked,
            (await AssessAsync(Json, TestApp.Named(name, RuleCases.Plain) with { NamespacePrefix = "x" })).Verdict
        );

    [Theory]
    [InlineData(Json, 3, 4, 5)]
    [InlineData(Csv, 4, 6, 7)]
    public async Task A_line_without_reason_or_day_or_with_a_past_one_is_not_honoured_and_said(
        string text,
        params int[] lines
    )
    {
        string[] lineup = [.. (await LoadAsync(text)).NotHonoured(Today)];

        Assert.Equal(3, lineup.Length);
        foreach ((string said, int line) in lineup.Zip(lines))
        {
            Assert.StartsWith(FormattableString.Invariant($"{_path}:{line}: "), said, StringComparison.Ordinal);
        }

        Assert.Contains("no reason", lineup[0], StringComparison.Ordinal);
        Assert.Contains("no day", lineup[1], StringComparison.Ordinal);
        Assert.Contains("expired on 2026-11-21", lineup[2], StringComparison.Ordinal);
        EcaAssessment assessment = await AssessAsync(
            text,
            TestApp.Of("oauthConfig.isClientCredentialEnabled=true", $"oauthConfig.certificate={TestCertificates.Good}")
        );
        Assert.Empty(assessment.Allowed);
        Assert.Superset(
            new HashSet<string>(["ECA014", "ECA015", "ECA016"], StringComparer.Ordinal),
            assessment.Findings.Select(finding => finding.RuleId).ToHashSet(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Both_forms_say_the_same() =>
        Assert.Equal(
            (await LoadAsync(Json))
                .NotHonoured(Today)
                .Select(said => said[(said.IndexOf(": ", StringComparison.Ordinal) + 2)..]),
            (await LoadAsync(Csv))
                .NotHonoured(Today)
                .Select(said => said[(said.IndexOf(": ", StringComparison.Ordinal) + 2)..]),
            StringComparer.Ordinal
        );

    [Fact]
    public async Task The_last_day_is_still_allowed_and_the_day_after_not()
    {
        ConnectedApp app = TestApp.Named("acme__Portal", RuleCases.Plain);

        Assert.Equal(
            Verdict.Ready,
            (await AssessAsync(Json, app, new DateTimeOffset(2026, 12, 31, 23, 59, 0, TimeSpan.Zero))).Verdict
        );
        Assert.Equal(
            Verdict.Blocked,
            (await AssessAsync(Json, app, new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero))).Verdict
        );
    }

    [Theory]
    [InlineData("""{}""", ":1:1: it is not an array of objects")]
    [InlineData("[\n1]", ":2:1: it is not an object")]
    [InlineData("[\n{\"rule\":1}]", ":2:8: 'rule' is not a text")]
    [InlineData("[\n{\"rule\":\"ECA001\",\"Rule\":\"ECA001\"}]", ":2:24: 'rule' is given twice")]
    [InlineData("[\n{\"rule\":\"ECA001\",\"who\":\"x\"}]", ":2:23: 'who' is unknown here")]
    [InlineData("[\n\n{\"rule\":\"ECA999\",\"app\":\"x\"}]", ":3: 'ECA999' is not a blocker rule")]
    [InlineData("[{\"rule\":\"ECA001\"}]", ":1: 'app' is missing")]
    [InlineData(
        "[{\"rule\":\"ECA001\",\"app\":\"x\",\"expires\":\"31.12.2026\"}]",
        ":1: expires '31.12.2026' is not a day"
    )]
    [InlineData("rule,who\nECA001,x", ":1: 'who' is unknown here")]
    [InlineData("rule,rule\nECA001,x", ":1: a name is given twice")]
    [InlineData("rule,app\nECA001,x,y", ":2: it has more fields")]
    [InlineData("rule;app\nECA001;x\nECA9;y", ":3: 'ECA9' is not a blocker rule")]
    public async Task A_list_that_can_t_mean_anything_is_refused_with_file_and_line(string text, string place)
    {
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => LoadAsync(text));

        Assert.Equal("DocumentInvalid", error.ErrorId);
        Assert.Contains($"{_path}{place}", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.NextStep);
    }

    [Theory]
    [InlineData("[\n{\"rule\":", ":2:")]
    [InlineData("[] []", ":1:3: ")]
    [InlineData("[\n{\"rule\":\"ECA001\",\"rule\":\"ECA001\"}]", ":2:24: ")]
    public async Task A_list_that_is_not_valid_JSON_is_refused_with_file_line_and_column(string text, string place)
    {
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => LoadAsync(text));

        Assert.Equal("JsonMalformed", error.ErrorId);
        Assert.StartsWith($"{_path}{place}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_may_have_comments() =>
        Assert.Equal(3, (await LoadAsync("// reviewed in November\n" + Json)).NotHonoured(Today).Length);

    [Fact]
    public async Task A_list_that_is_not_there_is_an_error_with_its_path()
    {
        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            FindingAllowList.LoadAsync($"{_path}.none", BlockerRules.Default)
        );
        Assert.Equal("DocumentInvalid", error.ErrorId);
        Assert.Contains($"{_path}.none", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_part_of_a_list()
    {
        await File.WriteAllBytesAsync(_path, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Csv)]);
        Assert.Equal(3, (await FindingAllowList.LoadAsync(_path, BlockerRules.Default)).NotHonoured(Today).Length);
    }

    private async Task<FindingAllowList> LoadAsync(string text)
    {
        await File.WriteAllTextAsync(_path, text);
        return await FindingAllowList.LoadAsync(_path, BlockerRules.Default);
    }

    private async Task<EcaAssessment> AssessAsync(string text, ConnectedApp app, DateTimeOffset? asOf = null) =>
        new EcaAssessor(
            BlockerRules.Default,
            new AssessmentOptions
            {
                ApiVersion = new ApiVersion(66),
                AsOf = asOf ?? FixedTime.Noon,
                Allowed = await LoadAsync(text),
            }
        ).Assess(app);
}
