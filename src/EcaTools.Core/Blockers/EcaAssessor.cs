using System.Collections.Immutable;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;

namespace EcaTools.Core.Blockers;

/// <summary>Judges whether Connected Apps can move to External Client Apps, and what stands in the way. May be shared
/// by threads.</summary>
public sealed class EcaAssessor
{
    private readonly ImmutableArray<(BlockerRule Rule, FindingSeverity Severity)> _rules;
    private readonly AssessmentOptions _options;
    private readonly DateOnly _today;

    /// <summary>Makes an assessor for one target.</summary>
    /// <param name="rules">The rules; mostly <see cref="BlockerRules.Default"/>.</param>
    /// <param name="options">What to judge against.</param>
    public EcaAssessor(BlockerRules rules, AssessmentOptions options)
    {
        _options = options;
        _today = DateOnly.FromDateTime(options.AsOf.UtcDateTime);
        // In the order of the findings: the heaviest first, then by id.
        _rules =
        [
            .. rules
                .All.Where(rule => rule.AppliesTo(options.ApiVersion) && options.RuleFilter?.Invoke(rule) is not false)
                .Select(rule => (Rule: rule, Severity: rule.SeverityOn(_today)))
                .OrderByDescending(it => it.Severity)
                .ThenBy(it => it.Rule.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Judges one app. Any blocker that is not allowed makes it Blocked; an app whose metadata could not be read is
    /// Unknown; a skipped check changes nothing for the better.
    /// </summary>
    public EcaAssessment Assess(ConnectedApp app)
    {
        AppUsage usage = _options.Usage.Of(app);
        AppFacts facts = new(app, _options.ApiVersion, _options.AsOf, _options.Evidence, usage);
        ImmutableArray<EcaFinding>.Builder findings = ImmutableArray.CreateBuilder<EcaFinding>();
        ImmutableArray<EcaSkippedCheck>.Builder skipped = ImmutableArray.CreateBuilder<EcaSkippedCheck>();
        ImmutableArray<AllowedFinding>.Builder allowed = ImmutableArray.CreateBuilder<AllowedFinding>();
        foreach ((BlockerRule rule, FindingSeverity severity) in _rules)
        {
            bool? holds = rule.When.Evaluate(facts);
            if (holds is null || (holds is true && rule.Decidable is Decidable.No))
            {
                skipped.Add(new EcaSkippedCheck(rule.Id, rule.Title, WhyNot(rule, facts, holds)) { App = app.Name });
            }
            else if (holds is true)
            {
                EcaFinding finding = new(
                    rule.Id,
                    rule.Title,
                    severity,
                    Explain(rule, facts),
                    rule.Remediation,
                    rule.Source
                )
                {
                    App = app.Name,
                    Alternative = rule.Alternative,
                    InForceFrom = rule.InForceFrom,
                    SeverityInForce = rule.Severity,
                };
                if (_options.Allowed.Allow(finding, app.Name, _today) is { } allowance)
                {
                    allowed.Add(allowance);
                }
                else
                {
                    findings.Add(finding);
                }
            }
        }

        skipped.Sort((left, right) => string.CompareOrdinal(left.RuleId, right.RuleId));
        Verdict verdict;
        if (findings.Count > 0 && findings[0].Severity is FindingSeverity.Blocker)
        {
            verdict = Verdict.Blocked;
        }
        else if (!facts.IsReadable)
        {
            verdict = Verdict.Unknown;
        }
        else if (findings.Count > 0 && findings[0].Severity is FindingSeverity.Change)
        {
            verdict = Verdict.NeedsChange;
        }
        else
        {
            verdict = Verdict.Ready;
        }

        DateOnly? deadline = findings
            .Where(finding => finding.SeverityInForce is not FindingSeverity.Information)
            .Min(finding => finding.InForceFrom);
        DateOnly? breaks = findings
            .Concat(allowed.Select(allowance => allowance.Finding))
            .Where(finding => finding.SeverityInForce is not FindingSeverity.Information)
            .Min(finding => finding.InForceFrom);
        HashSet<string> found = new(
            findings.Concat(allowed.Select(allowance => allowance.Finding)).Select(finding => finding.RuleId),
            StringComparer.Ordinal
        );
        NativeMigration native = NativeMigrationFacts.Default.Judge(
            found,
            skipped.Select(check => check.RuleId).ToHashSet(StringComparer.Ordinal),
            facts.IsReadable
        );
        (MigrationPath path, string reason) = NativeMigrationFacts.Recommend(native, verdict, found);
        return new EcaAssessment(app, verdict, findings.ToImmutable(), skipped.ToImmutable(), _options.ApiVersion)
        {
            Allowed = allowed.ToImmutable(),
            AsOf = _today,
            NativeMigration = native,
            RecommendedPath = path,
            RecommendedPathReason = reason,
            Priority = PriorityScale.Of(usage, deadline, _today),
            Deadline = deadline,
            WillBreak = BreakForecast.Of(usage, breaks, _today),
            BreaksOn = breaks,
            Usage = usage,
        };
    }

    /// <summary>What was seen, each place once.</summary>
    private static string Explain(BlockerRule rule, AppFacts facts) =>
        string.Join("; ", rule.When.Explain(facts).Distinct(StringComparer.Ordinal));

    /// <summary>Why a check could not look, and how a person finds out.</summary>
    private static string WhyNot(BlockerRule rule, AppFacts facts, bool? holds)
    {
        if (rule.Decidable is Decidable.No && holds is true)
        {
            return rule.SkipReason!;
        }

        return rule.SkipReason is null ? Explain(rule, facts) : $"{Explain(rule, facts)} {rule.SkipReason}";
    }
}
