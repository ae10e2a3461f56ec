using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EcaTools.Engine;

namespace EcaTools.Commands.Deployment;

/// <summary>Completes the names of the External Client Apps in the folders that the command line names.</summary>
public sealed class DeployableNameCompleter : IArgumentCompleter
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
        if ((fakeBoundParameters["Path"] ?? fakeBoundParameters["LiteralPath"]) is not { } given)
        {
            return [];
        }

        string here = Here();
        return LanguagePrimitives
            .ConvertTo<string[]>(given)
            .Select(folder => Path.GetFullPath(folder, here))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + Suffix, SearchOption.AllDirectories))
            .Select(file => Path.GetFileName(file)[..^Suffix.Length])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.OrdinalIgnoreCase)
            .Select(name => Completion.Offer(name, wordToComplete, name))
            .OfType<CompletionResult>();
    }

    /// <summary>Where the user is. The completion runs within a command, so only a nested one can be asked.</summary>
    private static string Here()
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell
            .AddScript(
                "$ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath",
                useLocalScope: true
            )
            .Invoke<string>()[0];
    }

    private const string Suffix = ".eca-meta.xml";
}
