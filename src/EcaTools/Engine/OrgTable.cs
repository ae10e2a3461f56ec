using System.Management.Automation;
using EcaTools.Core.Salesforce;

namespace EcaTools.Engine;

/// <summary>
/// The orgs that one runspace is connected to, and which of them is current. It lives in a private variable of the runspace, so that
/// runspaces know nothing of each other, and one that ForEach-Object -Parallel takes up again starts without the last one's org.
/// </summary>
internal sealed class OrgTable
{
    private const string VariableName = "EcaToolsOrgs";
    private readonly Dictionary<string, EcaOrg> orgs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The org that cmdlets without -Org use; null when none is connected.</summary>
    public EcaOrg? Current { get; private set; }

    /// <summary>All of them, by alias.</summary>
    public IEnumerable<EcaOrg> All => orgs.Values.OrderBy(org => org.Alias, StringComparer.OrdinalIgnoreCase);

    /// <summary>The table of the runspace whose session state this is.</summary>
    public static OrgTable Of(SessionState session)
    {
        if (session.PSVariable.GetValue($"global:{VariableName}") is OrgTable table)
        {
            return table;
        }

        table = new OrgTable();
        session.PSVariable.Set(new PSVariable($"global:{VariableName}", table, ScopedItemOptions.None) { Visibility = SessionStateEntryVisibility.Private });
        return table;
    }

    /// <summary>The org of that alias; null when there is none.</summary>
    public EcaOrg? Find(string alias) => orgs.GetValueOrDefault(alias);

    /// <summary>Adds an org and makes it current. One of the same alias is closed.</summary>
    public void Add(EcaOrg org)
    {
        if (orgs.TryGetValue(org.Alias, out EcaOrg? previous) && previous != org)
        {
            previous.GetClient().Dispose();
        }

        orgs[org.Alias] = org;
        Current = org;
    }

    /// <summary>Closes an org's connection and forgets it. The newest of the others becomes current where it was.</summary>
    public void Remove(EcaOrg org)
    {
        org.GetClient().Dispose();
        if (orgs.TryGetValue(org.Alias, out EcaOrg? held) && held == org)
        {
            orgs.Remove(org.Alias);
        }

        if (Current == org)
        {
            Current = orgs.Values.MaxBy(other => other.ConnectedAt);
        }
    }
}
