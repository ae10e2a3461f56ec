using EcaTools.Core.Salesforce;

namespace EcaTools.Engine.Binding;

/// <summary>
/// The org that a parameter names: one that Connect-EcaOrg wrote, or the alias of one. It is looked up when the command
/// runs, so that an alias that no org has is an error with an id of its own.
/// </summary>
public sealed class OrgIdentity
{
    /// <summary>The org of that alias.</summary>
    public OrgIdentity(string alias)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(alias);
        Alias = alias;
    }

    /// <summary>An org that is connected.</summary>
    public OrgIdentity(EcaOrg org)
    {
        ArgumentNullException.ThrowIfNull(org);
        (Alias, Org) = (org.Alias, org);
    }

    /// <summary>The alias.</summary>
    public string Alias { get; }

    /// <summary>The org; null if only its alias was given.</summary>
    public EcaOrg? Org { get; }

    /// <summary>The alias.</summary>
    public override string ToString() => Alias;
}
