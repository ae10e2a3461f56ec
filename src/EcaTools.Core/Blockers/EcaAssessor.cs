using System.Collections.Immutable;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Blockers;

/// <summary>Judges whether Connected Apps can move to External Client Apps, and what stands in the way. May be shared by threads.</summary>
public sealed class EcaAssessor
{
    private readonly ImmutableArray<BlockerRule> rules;
    private readonly ApiVersion version;
    private readonly TimeProvider time;
    private readonly OrgEvidence evidence;

    /// <summary>Makes an assessor for one target.</summary>
    /// <param name="rules">The rules; mostly <see cref="BlockerRules.Default"/>.</param>
    /// <param name="version">The API version of the org that the apps would move in.</param>
    /// <param name="time">The clock, for certificates' dates.</param>
    /// <param name="evidence">What has been looked up in the org; null is the same as <see cref="OrgEvidence.None"/>.</param>
    public EcaAssessor(BlockerRules rules, ApiVersion version, TimeProvider time, OrgEvidence? evidence = null)
    {
        this.version = version;
        this.time = time;
        this.evidence = evidence ?? OrgEvidence.None;
        // In the order of the findings: the heaviest first, then by id.
        this.rules = [.. rules.All.Where(rule => rule.AppliesTo(version)).OrderByDescending(rule => rule.Severity).ThenBy(rule => rule.Id, StringComparer.Ordinal)];
    }

    /// <summary>Judges one app. Any blocker makes it Blocked; an app whose metadata could not be read is Unknown; a skipped check changes nothing for the better.</summary>
    public EcaAssessment Assess(ConnectedApp app)
    {
        AppFacts facts = new(app, version, time.GetUtcNow(), evidence);
        ImmutableArray<EcaFinding>.Builder findings = ImmutableArray.CreateBuilder<EcaFinding>();
        ImmutableArray<EcaSkippedCheck>.Builder skipped = ImmutableArray.CreateBuilder<EcaSkippedCheck>();
        foreach (BlockerRule rule in rules)
        {
            bool? holds = rule.When.Evaluate(facts);
            if (holds is null || (holds is true && rule.Decidable is Decidable.No))
            {
                skipped.Add(new EcaSkippedCheck(rule.Id, rule.Title, rule.SkipReason ?? Explain(rule, facts)));
            }
            else if (holds is true)
            {
                findings.Add(new EcaFinding(rule.Id, rule.Title, rule.Severity, Explain(rule, facts), rule.Remediation, rule.Source)
                {
                    Alternative = rule.Alternative,
                    InForceFrom = rule.InForceFrom,
                });
            }
        }

        skipped.Sort((left, right) => string.CompareOrdinal(left.RuleId, right.RuleId));
        Verdict verdict = findings.Count > 0 && findings[0].Severity is FindingSeverity.Blocker ? Verdict.Blocked
            : !facts.IsReadable ? Verdict.Unknown
            : findings.Count > 0 && findings[0].Severity is FindingSeverity.Change ? Verdict.NeedsChange
            : Verdict.Ready;
        return new EcaAssessment(app, verdict, findings.ToImmutable(), skipped.ToImmutable(), version);
    }

    /// <summary>What was seen, each place once.</summary>
    private static string Explain(BlockerRule rule, AppFacts facts) => string.Join("; ", rule.When.Explain(facts).Distinct(StringComparer.Ordinal));
}
