using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EcaTools.Core.Salesforce;

namespace EcaTools.Engine;

/// <summary>Completes the aliases of the orgs that this session is connected to.</summary>
public sealed class OrgAliasCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        foreach (EcaOrg org in shell.AddCommand(@"EcaTools\Get-EcaOrg").Invoke<EcaOrg>())
        {
            if (Completion.Offer(org.Alias, wordToComplete, $"{org.Username} at {org.InstanceUrl}") is { } result)
            {
                yield return result;
            }
        }
    }
}
