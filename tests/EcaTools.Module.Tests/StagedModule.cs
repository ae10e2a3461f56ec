using System.Collections.Immutable;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.Loader;
using EcaTools.Build;
using EcaTools.Build.Staging;
using EcaTools.Module.Tests;

[assembly: AssemblyFixture(typeof(StagedModule))]

namespace EcaTools.Module.Tests;

/// <summary>
/// The module as users get it: staged once for all tests, and imported into a PowerShell in this process.
/// </summary>
public sealed class StagedModule : IAsyncLifetime
{
    private readonly SemaphoreSlim _one = new(1);
    private Runspace? _runspace;
    private AssemblyLoadContext? _context;

    internal Repository Repository { get; } = Repository.Around(AppContext.BaseDirectory);

    internal string Folder => Repository.StagedModule;

    internal ModuleManifest Manifest => ModuleManifest.Read(Path.Combine(Folder, "EcaTools.psd1"));

    /// <summary>The cmdlets, sorted by name.</summary>
    internal ImmutableArray<CmdletInfo> Cmdlets { get; private set; }

    /// <summary>One of the staged assemblies of ours, as the module loads it.</summary>
    internal Assembly Assembly(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => assembly.GetName().Name == name)
            ?? _context!.LoadFromAssemblyPath(Path.Combine(Folder, path));
    }

    /// <summary>Runs a script in a session that has imported the module. One script runs at a time.</summary>
    /// <exception cref="RuntimeException">It ended with an error, or wrote one.</exception>
    internal IReadOnlyList<PSObject> Run(string script, params object[] arguments) =>
        Use(shell =>
        {
            shell.AddScript("$ErrorActionPreference = 'Stop'; & { " + script + " } @args", useLocalScope: true);
            foreach (object argument in arguments)
            {
                shell.AddArgument(argument);
            }

            return shell.Invoke();
        });

    /// <summary>What Tab offers at the end of a line.</summary>
    internal IReadOnlyList<CompletionResult> Complete(string line) =>
        Use(shell => CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await new ModuleStage(Repository).StageAsync(show: false, CancellationToken.None);
        _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault());
        _runspace.Open();
        Run("param($manifest) Import-Module $manifest", Path.Combine(Folder, "EcaTools.psd1"));
        _context = AssemblyLoadContext.GetLoadContext(Assembly("dependencies/EcaTools.Core.dll"));
        Cmdlets =
        [
            .. Run("Get-Command -Module EcaTools | Sort-Object Name").Select(found => (CmdletInfo)found.BaseObject),
        ];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _runspace?.Dispose();
        _one.Dispose();
        return ValueTask.CompletedTask;
    }

    private T Use<T>(Func<PowerShell, T> use)
    {
        _one.Wait();
        try
        {
            using PowerShell shell = PowerShell.Create(_runspace!);
            return use(shell);
        }
        finally
        {
            _one.Release();
        }
    }
}
