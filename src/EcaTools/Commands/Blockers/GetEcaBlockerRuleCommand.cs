using System.Management.Automation;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Blockers;

/// <summary>Lists the rules that Test-EcaBlocker judges by, each with what to do and its source.</summary>
[Cmdlet(VerbsCommon.Get, "EcaBlockerRule", HelpUri = Help.Uri + "Get-EcaBlockerRule.md")]
[OutputType(typeof(BlockerRule))]
public sealed class GetEcaBlockerRuleCommand : EcaCmdlet
{
    /// <summary>The ids of the rules, such as ECA001; wildcards are allowed. All rules if it is left out. Findings bind
    /// to it from the pipeline.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [NameFrom("RuleId", "Id")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BlockerRuleCompleter))]
    public string[]? Id { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        NameFilter filter = new(Id);
        foreach (BlockerRule rule in BlockerRules.Default.All.Where(rule => filter.Matches(rule.Id)))
        {
            Write(rule);
        }

        foreach (string missing in filter.Unmatched)
        {
            Write(BlockersCommandErrors.BlockerRuleNotFound(missing), missing);
        }

        return Task.CompletedTask;
    }
}
