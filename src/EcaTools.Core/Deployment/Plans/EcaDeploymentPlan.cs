using System.Collections.Immutable;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Deployment.Plans;

/// <summary>
/// What publishing some External Client Apps would do, component by component. It can be kept in a file, reviewed, and
/// carried out later, as long as the org and the files are as they were. Holds no secret.
/// </summary>
public sealed record EcaDeploymentPlan
{
    /// <summary>The id of the org that it was made for.</summary>
    public required string OrgId { get; init; }

    /// <summary>The alias that the org had.</summary>
    public required string OrgAlias { get; init; }

    /// <summary>Whether it replaces what is not known to have been published from the same folder.</summary>
    public bool Force { get; init; }

    /// <summary>Whether it replaces a certificate that is not the one that was last published.</summary>
    public bool AllowCertificateChange { get; init; }

    /// <summary>The components, in the order of their phases.</summary>
    [FlatJson]
    public required ImmutableArray<EcaPlannedComponent> Components { get; init; }

    /// <summary>Why apps would not be published, and what else is to be known.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>How many components would be created.</summary>
    public int CreateCount => Count(EcaPlanAction.Create);

    /// <summary>How many components would be changed.</summary>
    public int ChangeCount => Count(EcaPlanAction.Change);

    /// <summary>How many components stay as they are.</summary>
    public int LeaveCount => Count(EcaPlanAction.Leave);

    /// <summary>The external client apps.</summary>
    public ImmutableArray<string> Apps =>
        [
            .. Components
                .Where(component => component.Phase == 1)
                .Select(component => component.App)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>Checks that the org and the files are as they were when the plan was made.</summary>
    /// <param name="now">The plan as it would be made now.</param>
    /// <param name="org">The org.</param>
    /// <param name="apps">The apps as they stand now.</param>
    /// <exception cref="EcaException"><c>WrongOrg</c>, <c>PlanOutdated</c>.</exception>
    public void RequireStillTrue(EcaDeploymentPlan now, EcaOrg org, IReadOnlyCollection<EcaPublishPlan> apps)
    {
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(org);
        if (OrgId != now.OrgId)
        {
            throw PlanErrors.PlanOfAnotherOrg(this, org);
        }

        ImmutableArray<string> differences = DeploymentPlanner.Differences(this, now, apps);
        if (!differences.IsEmpty)
        {
            throw PlanErrors.PlanOutdated(this, org.Alias, differences);
        }
    }

    /// <summary>The org and the numbers.</summary>
    public override string ToString() =>
        $"{OrgAlias}: {CreateCount} to create, {ChangeCount} to change, {LeaveCount} to leave";

    private int Count(EcaPlanAction action) => Components.Count(component => component.Action == action);
}
