using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
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
    ) =>
        (fakeBoundParameters["Path"] ?? fakeBoundParameters["LiteralPath"]) is { } given
            ? LanguagePrimitives
                .ConvertTo<string[]>(given)
                .Select(folder => Path.GetFullPath(folder, Here))
                .Where(Directory.Exists)
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + Suffix, SearchOption.AllDirectories))
                .Select(file => Path.GetFileName(file)[..^Suffix.Length])
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.OrdinalIgnoreCase)
                .Select(name => Completion.Offer(name, wordToComplete, name))
                .OfType<CompletionResult>()
            : [];

    private static string Here =>
        Runspace.DefaultRunspace.SessionStateProxy.Path.CurrentFileSystemLocation.ProviderPath;

    private const string Suffix = ".eca-meta.xml";
}
