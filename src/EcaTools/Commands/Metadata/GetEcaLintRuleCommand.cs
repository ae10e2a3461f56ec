using System.Management.Automation;
using EcaTools.Core.Linting.Rules;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Metadata;

/// <summary>Lists the rules that Test-EcaMetadata checks by, each with what to do and its source.</summary>
[Cmdlet(VerbsCommon.Get, "EcaLintRule", HelpUri = Help.Uri + "Get-EcaLintRule.md")]
[OutputType(typeof(LintRule))]
public sealed class GetEcaLintRuleCommand : EcaCmdlet
{
    /// <summary>The ids of the rules, such as ECL053; wildcards are allowed. All rules if it is left out. Findings bind
    /// to it from the pipeline.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [NameFrom("RuleId", "Id")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LintRuleCompleter))]
    public string[]? Id { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        NameFilter filter = new(Id);
        foreach (LintRule rule in LintRules.Default.All.Where(rule => filter.Matches(rule.Id)))
        {
            Write(rule);
        }

        foreach (string missing in filter.Unmatched)
        {
            Write(MetadataCommandErrors.LintRuleNotFound(missing), missing);
        }

        return Task.CompletedTask;
    }
}
