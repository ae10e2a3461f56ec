using EcaTools.Core;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Engine;

namespace EcaTools.Commands.Blockers;

/// <summary>The errors of the cmdlets about blockers.</summary>
internal static class BlockersCommandErrors
{
    public static EcaException BlockerRuleNotFound(string id) =>
        EngineErrors.RuleNotFound(
            $"There is no blocker rule '{id}'.",
            $"The rules are {string.Join(", ", BlockerRules.Default.All.Select(rule => rule.Id))}; "
                + $"wildcards are allowed, and Get-EcaBlockerRule shows what each is about.",
            target: id
        );

    public static EcaException ReleaseNotFound(string name) =>
        ParameterErrors.ParameterInvalid(
            $"The rules know no release '{name}', so nothing was judged.",
            $"They know {string.Join(", ", BlockerRules.Default.Releases.Select(release => release.Name))}"
                + $". For another one, give -ApiVersion and -AsOf.",
            target: name
        );

    public static EcaException VerdictsFound(FailOnTally tally) =>
        EngineErrors.TestFailed(
            $"{(tally.Failed == 1 ? "1 app has a verdict" : FormattableString.Invariant($"{tally.Failed} apps have verdicts"))}"
                + $" that -FailOn names: {tally.Names}.",
            "Fix what their findings name, or allow a finding with a reason and a last day by -AllowList."
        );
}
