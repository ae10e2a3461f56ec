using System.Collections;
using System.Collections.Immutable;
using System.Management.Automation;
using System.Management.Automation.Language;
using EcaTools.Core;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Engine;

namespace EcaTools.Commands.Inventory;

/// <summary>Completes the names of an org's records of one metadata type. It asks the org, for at most two seconds;
/// without an org it offers nothing.</summary>
/// <param name="type">The metadata type.</param>
public abstract class AppNameCompleter(string type) : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        return FindOrg(fakeBoundParameters["Org"]) is { } org
            ? Names(org)
                .Select(name => Completion.Offer(name, wordToComplete, $"{type} of {org.Alias}"))
                .OfType<CompletionResult>()
            : [];
    }

    private static EcaOrg? FindOrg(object? named)
    {
        if (named is EcaOrg org)
        {
            return org;
        }

        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(@"EcaTools\Get-EcaOrg");
        _ = named is string alias ? shell.AddParameter("Alias", alias) : shell.AddParameter("Current");
        return shell.Invoke<EcaOrg>().FirstOrDefault();
    }

    private string[] Names(EcaOrg org)
    {
        using CancellationTokenSource over = new(Patience);
        try
        {
            // Off the pipeline thread, which waits here: completion is synchronous.
            ImmutableArray<FileProperties> files = Task.Run(
                    () => new MetadataClient(org.GetClient()).ListAsync([type], over.Token),
                    over.Token
                )
                .GetAwaiter()
                .GetResult();
            return [.. files.Select(file => file.FullName).Order(StringComparer.OrdinalIgnoreCase)];
        }
        catch (Exception exception) when (exception is EcaException or OperationCanceledException)
        {
            // A completion has nowhere to say this; the command that follows will.
            return [];
        }
    }
}
