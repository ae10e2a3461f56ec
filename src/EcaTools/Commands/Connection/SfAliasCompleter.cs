using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Engine;

namespace EcaTools.Commands.Connection;

/// <summary>Completes the aliases of the Salesforce CLI. They are read from its file: the CLI itself takes seconds to start.</summary>
public sealed class SfAliasCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) =>
        SalesforceCliAliases
            .Read(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile))
            .Select(alias => Completion.Offer(alias.Key, wordToComplete, alias.Value))
            .OfType<CompletionResult>();
}
