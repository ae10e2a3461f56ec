using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace EcaTools.Commands.Practice;

/// <summary>The practice orgs that run in one runspace. They stop when the runspace closes or the module is removed
/// from it.</summary>
internal sealed class PracticeOrgs
{
    private static readonly ConditionalWeakTable<Runspace, PracticeOrgs> s_all = [];

    private readonly List<EcaPracticeOrg> _running = [];

    /// <summary>Those of the runspace on this thread.</summary>
    public static PracticeOrgs Current => s_all.GetValue(Runspace.DefaultRunspace, Watch);

    /// <summary>Those that run, in the order in which they were started.</summary>
    public IReadOnlyList<EcaPracticeOrg> Running
    {
        get
        {
            lock (_running)
            {
                return [.. _running];
            }
        }
    }

    /// <summary>Keeps an org that was started.</summary>
    public void Add(EcaPracticeOrg org)
    {
        lock (_running)
        {
            _running.Add(org);
        }
    }

    /// <summary>Stops an org; one that was stopped already is taken.</summary>
    public async Task StopAsync(EcaPracticeOrg org)
    {
        await org.Server.DisposeAsync().ConfigureAwait(false);
        lock (_running)
        {
            _running.Remove(org);
        }
    }

    /// <summary>Stops all of them, and waits until nothing listens any more.</summary>
    public void StopAll() => Task.WhenAll(Running.Select(StopAsync)).GetAwaiter().GetResult();

    private static PracticeOrgs Watch(Runspace runspace)
    {
        PracticeOrgs orgs = new();
        runspace.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
            {
                orgs.StopAll();
            }
        };
        return orgs;
    }
}
