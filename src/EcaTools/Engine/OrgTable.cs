using EcaTools.Core.Salesforce;
using EcaTools.Engine.Binding;

namespace EcaTools.Engine;

/// <summary>
/// The orgs that one session is connected to, and which of them is current.
/// </summary>
internal sealed class OrgTable
{
    private readonly Dictionary<string, EcaOrg> _orgs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The org that cmdlets without -Org use; null when none is connected.</summary>
    public EcaOrg? Current { get; private set; }

    /// <summary>All of them, by alias.</summary>
    public IEnumerable<EcaOrg> All => _orgs.Values.OrderBy(org => org.Alias, StringComparer.OrdinalIgnoreCase);

    /// <summary>The org of that alias; null when there is none.</summary>
    public EcaOrg? Find(string alias) => _orgs.GetValueOrDefault(alias);

    /// <summary>The org that a parameter names, or else the current one.</summary>
    /// <exception cref="Core.EcaException">NotConnected, OrgNotFound.</exception>
    public EcaOrg Require(OrgIdentity? named) =>
        named is null
            ? Current ?? throw EngineErrors.NotConnected()
            : named.Org
                ?? Find(named.Alias)
                ?? throw EngineErrors.OrgNotFound(named.Alias, _orgs.Keys.Order(StringComparer.OrdinalIgnoreCase));

    /// <summary>Makes an org that is connected the current one.</summary>
    public void Select(EcaOrg org) => Current = org;

    /// <summary>Adds an org. One of the same alias is closed, and the new one takes its place, as the current org
    /// too.</summary>
    public void Add(EcaOrg org, bool makeCurrent)
    {
        if (_orgs.TryGetValue(org.Alias, out EcaOrg? previous) && previous != org)
        {
            previous.GetClient().Dispose();
        }

        bool replacesCurrent = previous is not null && previous == Current;
        _orgs[org.Alias] = org;
        if (makeCurrent || replacesCurrent)
        {
            Current = org;
        }
    }

    /// <summary>Closes an org's connection and forgets it. The newest of the others becomes current where it
    /// was.</summary>
    public void Remove(EcaOrg org)
    {
        org.GetClient().Dispose();
        if (_orgs.TryGetValue(org.Alias, out EcaOrg? held) && held == org)
        {
            _orgs.Remove(org.Alias);
        }

        if (Current == org)
        {
            Current = _orgs.Values.MaxBy(other => other.ConnectedAt);
        }
    }
}
