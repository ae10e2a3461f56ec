using System.Collections.Immutable;
using EcaTools.Core.Linting.Rules;

namespace EcaTools.Core.Linting;

/// <summary>Whether one External Client App of a folder obeys the rules of a set.</summary>
/// <param name="App">The app's full name.</param>
/// <param name="RuleSet">The set.</param>
/// <param name="Outcome">Passed, Failed, or Skipped if a file that a rule looks at could not be read or is not
/// there.</param>
/// <param name="Failed">The ids of the rules that the app does not obey.</param>
/// <param name="NotChecked">The metadata types of which the app has no file that could be read, so that rules about
/// them could not look.</param>
/// <param name="Rules">How many rules the set has.</param>
public sealed record EcaRuleSetReadiness(
    string App,
    LintRuleSet RuleSet,
    CheckOutcome Outcome,
    ImmutableArray<string> Failed,
    ImmutableArray<string> NotChecked,
    int Rules
)
{
    /// <summary>The rules that the app does not obey, for a table.</summary>
    [FlatJson]
    public string FailedSummary => string.Join(", ", Failed);

    /// <summary>The app and the outcome.</summary>
    public override string ToString() => $"{App}: {RuleSet} {Outcome}";
}
