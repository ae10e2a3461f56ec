using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace EcaTools.Loader;

/// <summary>
/// Loads what lies below the cmdlets in a context of its own, so that no other module's version of a dependency is
/// ever used in place of ours, or ours in place of theirs. PowerShell calls it before it looks at the types of
/// EcaTools.dll, which need these assemblies.
/// </summary>
public sealed class ModuleLoader : IModuleAssemblyInitializer
{
    private const string Folder = "dependencies";

    private static readonly string[] s_ours = ["EcaTools.Core", "EcaTools.PracticeOrg", "EcaTools.Rehearsal"];

    private static int s_imports;

    /// <inheritdoc/>
    public void OnImport()
    {
        if (Interlocked.Increment(ref s_imports) > 1)
        {
            return;
        }

        string folder = Path.Combine(Path.GetDirectoryName(typeof(ModuleLoader).Assembly.Location)!, Folder);

        // Assembly.LoadFile makes the context, because PowerShell finds types by name, such as
        // [EcaTools.Core.Inventory.ConnectedApp], only in the default context and in those that LoadFile made
        // (PowerShell/PowerShell: ClrFacade.GetPSVisibleAssemblies).
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(Assembly.LoadFile(PathOf(s_ours[0])))!;

        // What a context holds already is never looked for in the default one, where another module may have put its
        // version.
        foreach (string file in Directory.EnumerateFiles(folder, "*.dll"))
        {
            if (!s_ours.Contains(Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal))
            {
                context.LoadFromAssemblyPath(file);
            }
        }

        context.Resolving += Resolve;
        AssemblyLoadContext.Default.Resolving += Resolve;

        string PathOf(string name) => Path.Combine(folder, name + ".dll");

        Assembly? Resolve(AssemblyLoadContext from, AssemblyName wanted) =>
            s_ours.Contains(wanted.Name, StringComparer.Ordinal)
                ? context.LoadFromAssemblyPath(PathOf(wanted.Name!))
                : null;
    }
}
