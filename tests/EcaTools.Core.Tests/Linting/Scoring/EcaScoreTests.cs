using EcaTools.Core.Linting;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Linting.Scoring;
using EcaTools.Core.Metadata;
using Xunit;

namespace EcaTools.Core.Tests.Linting.Scoring;

public sealed class EcaScoreTests : IDisposable
{
    private readonly LintFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_rubric_has_120_points_in_the_six_categories_that_it_is_known_for() =>
        Assert.Equal(
            [
                "Security 30",
                "OAuth configuration 25",
                "Metadata compliance 20",
                "Best practices 20",
                "Scopes 15",
                "Documentation 10",
            ],
            ScoreRubric
                .Default.Criteria.GroupBy(criterion => criterion.Category, StringComparer.Ordinal)
                .Select(category => $"{category.Key} {category.Sum(criterion => criterion.Points)}"),
            StringComparer.Ordinal
        );

    [Fact]
    public void What_the_rubric_looks_at_is_in_the_rules_and_in_the_schema()
    {
        Assert.All(
            ScoreRubric.Default.Criteria.SelectMany(criterion => criterion.Rules),
            rule => Assert.NotNull(LintRules.Default.Find(rule))
        );
        Assert.All(
            ScoreRubric.Default.Criteria.SelectMany(criterion => criterion.Needs),
            type => Assert.NotNull(MetadataSchema.Default.Find(type))
        );
        Assert.All(
            ScoreRubric.Default.Conditions,
            condition => Assert.NotNull(MetadataSchema.Default.Element(condition.Type, condition.Element))
        );
    }

    [Fact]
    public void An_app_gets_the_points_of_each_criterion_that_it_meets_or_that_is_not_for_it()
    {
        EcaScore score = Score();
        Assert.Equal((120, "Deploy", 0), (score.Max, score.Rating, score.Skipped));
        Assert.Equal(
            [
                "Security 20/30",
                "OAuth configuration 25/25",
                "Metadata compliance 20/20",
                "Best practices 20/20",
                "Scopes 15/15",
                "Documentation 5/10",
            ],
            score.Categories.Select(category => category.ToString()),
            StringComparer.Ordinal
        );
        Assert.Equal(
            ["Refresh tokens are rotated", "IP addresses are restricted", "A description"],
            Titles(score, ScoreOutcome.NotMet),
            StringComparer.Ordinal
        );
        Assert.Equal(
            ["ID tokens are set up for OpenID Connect"],
            Titles(score, ScoreOutcome.NotApplicable),
            StringComparer.Ordinal
        );
        Assert.Equal(105, score.Points);
    }

    [Theory]
    [InlineData(LintFolder.Global, "<isPkceRequired>true", "<isPkceRequired>false", -10, "PKCE")]
    [InlineData(
        LintFolder.Global,
        "<isPkce",
        "<isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>\n<isPkce",
        5,
        "rotated"
    )]
    [InlineData(
        LintFolder.OauthPolicies,
        "<isClient",
        "<ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType>\n<isClient",
        5,
        "IP"
    )]
    [InlineData(
        LintFolder.Settings,
        "<externalClient",
        "<trustedIpRanges><endIpAddress>10.0.0.2</endIpAddress><startIpAddress>10.0.0.1</startIpAddress></trustedIpRanges>\n<externalClient",
        5,
        "IP"
    )]
    [InlineData(LintFolder.Global, "<certificate>MIIB</certificate>\n", "", -5, "Certificates")]
    [InlineData(LintFolder.Global, "localhost:1717", "localhost:*", -15, "wildcards")]
    [InlineData(LintFolder.Global, "localhost:1717", "example.com", -10, "callback URLs are valid")]
    [InlineData(LintFolder.OauthPolicies, "SpecificInactivity", "Infinite", -5, "expire")]
    [InlineData(LintFolder.Settings, "Api,", "Api, OpenID,", -5, "ID tokens")]
    [InlineData(LintFolder.Policies, "<isEnabled>true</isEnabled>", "", -10, "required")]
    [InlineData(LintFolder.Policies, "<isEnabled>", "<isAwake>true</isAwake><isEnabled>", -5, "API version")]
    [InlineData(LintFolder.Settings, "Api,", "Full,", -20, "Least privilege")]
    [InlineData(LintFolder.Settings, "Api,", "Api, Web,", -10, "scopes that are needed")]
    [InlineData(LintFolder.Settings, "Api,", "Api, Streaming,", -5, "gone")]
    [InlineData(LintFolder.OauthPolicies, "runner@example.com", "", -10, "user of their own")]
    [InlineData(LintFolder.OauthPolicies, "AdminApprovedPreAuthorized", "AllSelfAuthorized", -10, "pre-authorized")]
    [InlineData(LintFolder.App, "<label>", "<description>For customers</description><label>", 5, "description")]
    [InlineData(LintFolder.App, "a@example.com", "the portal team", -5, "e-mail")]
    public void Each_criterion_is_worth_its_points(string file, string old, string with, int points, string title)
    {
        int before = Score().Points;
        _folder.Replace(file, old, with);
        EcaScore score = Score();
        Assert.Equal(points, score.Points - before);
        Assert.Equal(
            points > 0,
            Titles(score, ScoreOutcome.Met).Any(met => met.Contains(title, StringComparison.Ordinal))
        );
    }

    [Fact]
    public void What_is_not_in_the_folder_is_skipped_and_gives_no_points()
    {
        _folder.Delete(LintFolder.Global);
        EcaScore score = Score();
        EcaScoreCriterion[] skipped = [.. score.Criteria.Where(criterion => criterion.Outcome == ScoreOutcome.Skipped)];
        Assert.Contains(skipped, criterion => criterion.Title == "PKCE for public clients");
        Assert.All(
            skipped,
            criterion =>
                Assert.Equal(
                    (0, "The folder has no ExtlClntAppGlobalOauthSettings of the app."),
                    (criterion.Points, criterion.Reason)
                )
        );
        Assert.Equal(skipped.Sum(criterion => criterion.Max), score.Skipped);
        Assert.Equal("Review", score.Rating);
    }

    [Theory]
    [InlineData(80, "Deploy")]
    [InlineData(79, "Review")]
    [InlineData(54, "Review")]
    [InlineData(53, "Block")]
    public void The_ratings_begin_where_the_rubric_says(int points, string rating) =>
        Assert.Equal(rating, ScoreRubric.Default.Ratings.First(known => points >= known.From).Name);

    [Fact]
    public void An_app_without_OAuth_is_not_asked_about_it()
    {
        _folder.Write(
            "force-app/a/Wiki.eca-meta.xml",
            LintFolder.Xml(
                "ExternalClientApplication",
                "<contactEmail>a@example.com</contactEmail>",
                "<description>d</description>",
                "<label>Wiki</label>"
            )
        );
        _folder.Write(
            "force-app/a/Wiki_defaultPolicy.ecaPlcy-meta.xml",
            LintFolder.Xml(
                "ExtlClntAppConfigurablePolicies",
                "<externalClientApplication>Wiki</externalClientApplication>",
                "<isEnabled>true</isEnabled>",
                "<isOauthPluginEnabled>false</isOauthPluginEnabled>"
            )
        );
        Assert.Equal(
            120,
            new EcaLinter()
                .Report([_folder.Root], TestContext.Current.CancellationToken)
                .Scores.Single(score => score.Name == "Wiki")
                .Points
        );
    }

    private EcaScore Score() =>
        Assert.Single(new EcaLinter().Report([_folder.Root], TestContext.Current.CancellationToken).Scores);

    private static IEnumerable<string> Titles(EcaScore score, ScoreOutcome outcome) =>
        score.Criteria.Where(criterion => criterion.Outcome == outcome).Select(criterion => criterion.Title);
}
