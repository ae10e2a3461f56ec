using System.Management.Automation;
using EcaTools.Engine;

namespace EcaTools.Commands.Practice;

/// <summary>Gets the practice orgs that run in this session.</summary>
[Cmdlet(VerbsCommon.Get, "EcaPracticeOrg", HelpUri = Help.Uri + "Get-EcaPracticeOrg.md")]
[OutputType(typeof(EcaPracticeOrg))]
public sealed class GetEcaPracticeOrgCommand : EcaCmdlet
{
    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        foreach (EcaPracticeOrg org in PracticeOrgs.Current.Running)
        {
            Write(org);
        }

        return Task.CompletedTask;
    }
}
