using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EcaTools.Engine;

namespace EcaTools.Commands.Practice;

/// <summary>Completes the seeds of practice orgs; the enterprise's number is an example.</summary>
public sealed class PracticeSeedCompleter : IArgumentCompleter
{
    private static readonly (string Seed, string Tooltip)[] s_seeds =
    [
        ("demo", "A fictional company with apps of every kind and every blocker"),
        ("empty", "An administrator and nothing else"),
        ("enterprise:500", "A large company with so many Connected Apps, 1 to 10000, and a month of traffic"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) => s_seeds.Select(seed => Completion.Offer(seed.Seed, wordToComplete, seed.Tooltip)).OfType<CompletionResult>();
}
