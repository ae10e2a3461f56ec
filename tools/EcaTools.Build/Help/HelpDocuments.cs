using System.Text.Json;
using EcaTools.Build.Staging;

namespace EcaTools.Build.Help;

/// <summary>
/// Keeps docs/en-US and the help file of the module in step with the compiled module. Microsoft.PowerShell.PlatyPS
/// writes both.
/// </summary>
internal static class HelpDocuments
{
    /// <summary>Stages the module and rewrites the help.</summary>
    /// <exception cref="BuildException">
    /// PlatyPS is not installed, or the help lacks something that people have to write.
    /// </exception>
    public static async Task UpdateAsync(Repository repository, CancellationToken cancellation)
    {
        (string staged, _) = await new ModuleStage(repository).StageAsync(show: true, cancellation);
        PowerShellHost pwsh = await PowerShellHost.FindAsync(repository, cancellation);
        string texts = Path.Combine(repository.Out, "help-texts.json");
        await File.WriteAllTextAsync(
            texts,
            JsonSerializer.Serialize(new XmlDocumentation(repository.ModuleBinaries).Texts),
            cancellation
        );
        string[] arguments =
        [
            "-File",
            Path.Combine(repository.Root, "tools", "EcaTools.Build", "Help", "Update-Help.ps1"),
            "-Module",
            Path.Combine(staged, Repository.Module + ".psd1"),
            "-TextPath",
            texts,
            "-Pages",
            repository.HelpPages,
            "-HelpFile",
            repository.HelpFile,
        ];
        await pwsh.RunAsync(arguments, repository.Root, cancellation);
    }
}
