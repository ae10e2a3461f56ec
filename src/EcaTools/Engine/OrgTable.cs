using EcaTools.Core.Salesforce;

namespace EcaTools.Engine;

/// <summary>
/// The orgs that one session is connected to, and which of them is current.
/// </summary>
internal sealed class OrgTable
{
    private readonly Dictionary<string, EcaOrg> orgs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The org that cmdlets without -Org use; null when none is connected.</summary>
    public EcaOrg? Current { get; private set; }

    /// <summary>All of them, by alias.</summary>
    public IEnumerable<EcaOrg> All => orgs.Values.OrderBy(org => org.Alias, StringComparer.OrdinalIgnoreCase);

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
