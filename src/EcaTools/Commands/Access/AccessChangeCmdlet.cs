using System.Management.Automation;
using EcaTools.Core;
using EcaTools.Core.Access;
using EcaTools.Core.Access.Grants;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Access;

/// <summary>The base of the cmdlets that change who may use an app: collects what the pipeline brings, shows the plan,
/// and carries it out.</summary>
public abstract class AccessChangeCmdlet : EcaOrgCmdlet
{
    /// <summary>The kind of the apps, if the org has a Connected App and an External Client App of one name.</summary>
    [Parameter]
    public AccessAppKind? AppKind { get; set; }

    /// <summary>The apps and users of all records.</summary>
    private protected List<string> Apps { get; } = [];

    private protected List<string> Users { get; } = [];

    /// <summary>Plans the change, asks, and carries it out.</summary>
    private protected async Task ChangeAsync(AccessChangeRequest request, CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        AccessChangePlan plan = await new AccessChangePlanner(org).PlanAsync(request, cancellation);
        foreach (EcaException problem in plan.Problems)
        {
            Write(problem);
        }

        if (plan.Steps.Length > 0)
        {
            string steps = string.Join(Environment.NewLine, plan.Steps.Select(step => $"  {step}."));
            string summary = $"{Quantity.Of(plan.Steps.Length, "change")} of access in {org.Alias} ({org.OrgType}):";
            string description = $"{summary}{Environment.NewLine}{steps}";
            if (!ShouldProcess(description, $"Make {description}", "Change who may use an app"))
            {
                return;
            }
        }

        using CmdletProgress progress = StartProgress($"Changing who may use apps of {org.Alias}");
        await foreach (AccessChangeResult result in new AccessChanger(org).RunAsync(plan, cancellation))
        {
            if (result.Error is { } error)
            {
                Write(error);
                continue;
            }

            EcaAccessChange change = result.Change!;
            progress.Report(change.Target);
            Write(change);
            if (change.Status is AccessChangeStatus.Kept)
            {
                WriteWarning(
                    $"The profile {change.Profile} keeps its access to {change.App}, because not all that was to be granted before could be. Fix the errors, then run the command again."
                );
            }
        }
    }
}
