using System.Collections.Immutable;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Linting.Scoring;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Linting;

/// <summary>Sums up findings by app and set of rules.</summary>
internal sealed class RuleSetJudge(
    LintRules rules,
    IReadOnlyList<LintedFile> files,
    ImmutableArray<LintFinding> findings
)
{
    // The rules of all sets look at these.
    private static readonly ImmutableArray<string> Needed =
    [
        EcaType.OauthSettings,
        EcaType.GlobalOauthSettings,
        EcaType.OauthPolicies,
    ];

    /// <summary>The apps, in the order of their names.</summary>
    /// <param name="set">The set.</param>
    /// <param name="isChecked">Which of its rules count, by id.</param>
    public IEnumerable<EcaRuleSetReadiness> Of(LintRuleSet set, Func<string, bool> isChecked)
    {
        HashSet<string> members =
        [
            .. rules.All.Where(rule => rule.RuleSets.Contains(set)).Select(rule => rule.Id).Where(isChecked),
        ];
        ILookup<string, LintedFile> byApp = files.ToLookup(file => file.Owner, StringComparer.Ordinal);
        foreach (
            LintedFile app in files
                .Where(file => file.Type == EcaType.App)
                .OrderBy(file => file.FullName, StringComparer.Ordinal)
        )
        {
            LintedFile[] own = [.. byApp[app.FullName]];
            HashSet<string> paths = [.. own.Select(file => file.Path)];
            ImmutableArray<string> failed =
            [
                .. findings
                    .Where(finding => members.Contains(finding.RuleId) && paths.Contains(finding.Path))
                    .Select(finding => finding.RuleId)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ];
            ImmutableArray<string> missing = LintedFile.HasNoOauth(own)
                ? []
                : [.. Needed.Except(own.Select(file => file.Type), StringComparer.Ordinal)];
            CheckOutcome whole = missing.IsEmpty ? CheckOutcome.Passed : CheckOutcome.Skipped;
            yield return new EcaRuleSetReadiness(
                app.FullName,
                set,
                failed.IsEmpty ? whole : CheckOutcome.Failed,
                failed,
                missing,
                members.Count
            );
        }
    }
}
