using System.Management.Automation;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Connection;

/// <summary>Lists the orgs that this session is connected to. Asks no org anything.</summary>
[Cmdlet(VerbsCommon.Get, "EcaOrg", HelpUri = Help.Uri + "Get-EcaOrg.md")]
[OutputType(typeof(EcaOrg))]
public sealed class GetEcaOrgCommand : EcaCmdlet
{
    /// <summary>The aliases to list; wildcards are allowed. All where it is left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [NameFrom("Alias")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OrgAliasCompleter))]
    [Alias("Org")]
    public string[]? Alias { get; set; }

    /// <summary>Lists only the org that cmdlets without -Org use.</summary>
    [Parameter]
    public SwitchParameter Current { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        OrgTable orgs = EcaSession.Of(SessionState).Orgs;
        NameFilter filter = new(Alias);
        foreach (EcaOrg org in orgs.All.Where(org => filter.Matches(org.Alias) && (!Current || org == orgs.Current)))
        {
            Write(org);
        }

        foreach (string missing in filter.Unmatched)
        {
            Write(EngineErrors.OrgNotFound(missing, orgs.All.Select(org => org.Alias)), missing);
        }

        return Task.CompletedTask;
    }
}
