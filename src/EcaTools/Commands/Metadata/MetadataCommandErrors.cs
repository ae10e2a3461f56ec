using System.Globalization;
using EcaTools.Core;
using EcaTools.Core.Comparison;
using EcaTools.Core.Linting.Rules;
using EcaTools.Engine;

namespace EcaTools.Commands.Metadata;

/// <summary>The errors of the metadata cmdlets themselves.</summary>
internal static class MetadataCommandErrors
{
    public static EcaException OneNameForManyApps(string name, string first, string second) =>
        ParameterErrors.ParametersConflict(
            $"-Name {name} applies to one app, but several were piped: '{first}' was written, '{second}' was not.",
            "Leave -Name out, or convert the apps one by one.",
            target: second
        );

    public static EcaException OptionsContradict(string what, string nextStep) =>
        ParameterErrors.ParametersConflict($"{what} Nothing was written.", nextStep);

    public static EcaException RuleSetMissing() =>
        ParameterErrors.ParameterMissing(
            "-Summary was given without -RuleSet, so there is nothing to sum up.",
            "Give -RuleSet Governance, -RuleSet PartnerMandate2026, or both."
        );

    public static EcaException LintRuleNotFound(string id) =>
        EngineErrors.RuleNotFound(
            $"There is no lint rule '{id}'.",
            "Run Get-EcaLintRule without an id to see them all; wildcards are allowed.",
            target: id
        );

    public static EcaException LintFindings(int count, LintSeverity failOn) =>
        EngineErrors.TestFailed(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(count == 1 ? "1 finding is" : $"{count} findings are")} of severity {failOn} or higher."
            ),
            "Fix what the findings name, or leave rules out with -ExcludeRule."
        );

    public static EcaException RecordsNotCompared(EcaComparison comparison) =>
        AppErrors.RecordsNotCompared(
            $"{comparison.Name}: {string.Join(", ", comparison.NotRead.Select(part => part.Type).Distinct(StringComparer.Ordinal))} could not be compared, so whether it differs is not known. {string.Join(" ", comparison.NotRead.Select(part => part.Reason).Distinct(StringComparer.Ordinal))}",
            "Fix the file that is named, or check that the user of the org has 'Modify Metadata Through Metadata API Functions' and 'Customize Application', and compare again.",
            target: comparison.Name
        );
}
