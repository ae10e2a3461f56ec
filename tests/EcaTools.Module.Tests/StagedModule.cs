using System.Collections.Immutable;
using System.Reflection;
using EcaTools.Build;
using EcaTools.Build.Help;
using EcaTools.Build.Staging;
using EcaTools.Module.Tests;

[assembly: AssemblyFixture(typeof(StagedModule))]

namespace EcaTools.Module.Tests;

/// <summary>The module as users get it: staged once for all tests, and read as metadata. No cmdlet is ever made here.</summary>
public sealed class StagedModule : IAsyncLifetime
{
    private MetadataLoadContext? context;

    internal Repository Repository { get; } = Repository.Around(AppContext.BaseDirectory);

    internal string Folder => Repository.StagedModule;

    internal ModuleManifest Manifest => ModuleManifest.Read(Path.Combine(Folder, "EcaTools.psd1"));

    internal ImmutableArray<CmdletDefinition> Cmdlets { get; private set; }

    internal ImmutableArray<HelpPage> Pages => HelpPage.ReadAll(Repository.HelpPages);

    /// <summary>One of the staged assemblies, as metadata only.</summary>
    internal Assembly Assembly(string name) => context!.LoadFromAssemblyPath(Path.Combine(Folder, name));

    /// <summary>The class of a cmdlet, as metadata only.</summary>
    internal Type ClassOf(CmdletDefinition cmdlet) => Assembly("EcaTools.dll").GetType(cmdlet.ClassName, throwOnError: true)!;

    public async ValueTask InitializeAsync()
    {
        await new ModuleStage(Repository).StageAsync(show: false, CancellationToken.None);
        context = CmdletReader.Open(Folder);
        Cmdlets = CmdletReader.Read(Folder, Repository.ModuleBinaries);
    }

    public ValueTask DisposeAsync()
    {
        context?.Dispose();
        return ValueTask.CompletedTask;
    }
}
