using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using Xunit;

namespace EcaTools.Core.Tests.Blockers;

/// <summary>The verdict on Salesforce's own migration follows from the findings of the rules.</summary>
public sealed class NativeMigrationTests
{
    [Theory]
    [InlineData("", "", true, "Eligible")]
    [InlineData("ECA018,ECA057", "", true, "Eligible")]
    [InlineData("", "ECA018,ECA057", true, "Eligible")]
    [InlineData("ECA001", "", false, "not a local app")]
    [InlineData("ECA010", "ECA053", false, "username-password")]
    [InlineData("ECA055", "", false, "Apex handler")]
    [InlineData("ECA051", "", false, "canvas")]
    [InlineData("ECA062", "", false, "Triple DES")]
    [InlineData("", "ECA053", null, "Unknown: Disable user provisioning first.")]
    public void What_prevents_it_is_listed(string found, string skipped, bool? eligible, string text)
    {
        NativeMigration verdict = NativeMigrationFacts.Default.Judge(Ids(found), Ids(skipped), isReadable: true);

        Assert.Equal(eligible, verdict.IsEligible);
        Assert.Contains(text, verdict.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(verdict.Effects);
    }

    [Theory]
    [InlineData("", Verdict.Ready, MigrationPath.Native)]
    [InlineData("ECA055", Verdict.NeedsChange, MigrationPath.EcaTools)]
    [InlineData("ECA001", Verdict.Blocked, MigrationPath.None)]
    [InlineData("ECA008", Verdict.NeedsChange, MigrationPath.Done)]
    public void The_path_follows_from_the_verdict(string found, Verdict verdict, MigrationPath expected)
    {
        NativeMigration native = NativeMigrationFacts.Default.Judge(Ids(found), Ids(""), isReadable: true);

        (MigrationPath path, string reason) = NativeMigrationFacts.Recommend(native, verdict, Ids(found));

        Assert.Equal(expected, path);
        Assert.NotEmpty(reason);
    }

    [Fact]
    public void What_could_not_be_read_is_not_eligible() =>
        Assert.Null(NativeMigrationFacts.Default.Judge(Ids(""), Ids(""), isReadable: false).IsEligible);

    [Fact]
    public void The_facts_name_rules_that_exist()
    {
        string[] known = [.. BlockerRules.Default.All.Select(rule => rule.Id)];

        Assert.Empty(NativeMigrationFacts.Default.Rules.Except(known, StringComparer.Ordinal));
    }

    private static HashSet<string> Ids(string list) => [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries)];
}
