using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using EcaTools.Core.Deployment.Dependents;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Deployment.Plans;

/// <summary>Makes plans that people review, and tells whether one still holds.</summary>
public static class DeploymentPlanner
{
    // One that the org lacked and has now was deployed by a run of the plan, or by somebody else: nothing is to be done.
    private const string PermissionSet = "PermissionSet";

    /// <summary>The plan of what publishing would do.</summary>
    /// <param name="org">The org.</param>
    /// <param name="apps">What publishing the apps would do.</param>
    /// <param name="dependents">What deploying the files that wait for their keys would do.</param>
    /// <param name="options">How it would be published.</param>
    public static EcaDeploymentPlan Describe(
        EcaOrg org,
        IReadOnlyCollection<EcaPublishPlan> apps,
        EcaDependentPlan dependents,
        PublishOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(org);
        ArgumentNullException.ThrowIfNull(dependents);
        ArgumentNullException.ThrowIfNull(options);
        return new EcaDeploymentPlan
        {
            OrgId = org.OrgId,
            OrgAlias = org.Alias,
            Force = options.Force,
            AllowCertificateChange = options.AllowCertificateChange,
            Components =
            [
                .. apps.SelectMany(app => Components(app.Publication))
                    .Concat(dependents.Items.Select(Component))
                    .OrderBy(component => component.Phase),
            ],
            Notes =
            [
                .. apps.Where(app => app.Refusal is not null)
                    .Select(app => $"{app.Name} is refused: {app.Refusal!.Message}"),
                .. apps.Where(app => app.Refusal is null && !app.Conflicts.IsEmpty)
                    .SelectMany(app =>
                        app.Conflicts.Select(change =>
                            $"{app.Name} replaces what was not published from here: {DifferenceText.Line(change)}"
                        )
                    ),
                .. apps.SelectMany(app => app.Problems.Select(problem => problem.ToString())),
                .. dependents.Warnings,
                .. dependents.Errors.Select(error => error.Message),
            ],
        };
    }

    /// <summary>
    /// What keeps a plan from being carried out: each component that stands otherwise now. What the plan would have
    /// done and is done already is not a reason, so that a run that was interrupted can be resumed.
    /// </summary>
    /// <param name="plan">The plan that was reviewed.</param>
    /// <param name="now">The plan as it would be made now.</param>
    /// <param name="apps">The apps as they stand now.</param>
    public static ImmutableArray<string> Differences(
        EcaDeploymentPlan plan,
        EcaDeploymentPlan now,
        IReadOnlyCollection<EcaPublishPlan> apps
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(now);
        HashSet<string> unfinished = new(
            apps.Where(app => app.Publication is { IsInTheMaking: true, IsNew: false }).Select(app => app.Name),
            StringComparer.Ordinal
        );
        Dictionary<string, EcaPlannedComponent> planned = ByKey(plan);
        Dictionary<string, EcaPlannedComponent> current = ByKey(now);
        return
        [
            .. current
                .Where(component => !planned.ContainsKey(component.Key))
                .Select(component => $"{component.Key} is not in the plan."),
            .. planned
                .Where(component => !current.ContainsKey(component.Key) && component.Value.Type != PermissionSet)
                .Select(component => $"{component.Key} is in the plan and not in the files any more."),
            .. planned
                .Where(component => current.ContainsKey(component.Key))
                .Select(component => Difference(component.Value, current[component.Key], unfinished))
                .OfType<string>(),
        ];
    }

    private static Dictionary<string, EcaPlannedComponent> ByKey(EcaDeploymentPlan plan)
    {
        Dictionary<string, EcaPlannedComponent> byKey = new(StringComparer.Ordinal);
        foreach (EcaPlannedComponent component in plan.Components.Where(component => component.Phase is 1 or 2 or 4))
        {
            // The org names the policies that it generates, so they are known by their type.
            bool isPolicy = component.Phase == 2 && component.Type != PermissionSet;
            string name = isPolicy ? component.App : component.FullName;
            byKey.TryAdd($"{component.Type} {name}", component);
        }

        return byKey;
    }

    private static string? Difference(EcaPlannedComponent planned, EcaPlannedComponent now, HashSet<string> unfinished)
    {
        string component = $"{now.Type} {now.FullName}";
        if (planned.Digest != now.Digest)
        {
            return $"The file of {component} says something else now.";
        }

        bool isDone = now.Action == EcaPlanAction.Leave || unfinished.Contains(now.App);
        if (isDone || (planned.Action == now.Action && planned.Changes.SequenceEqual(now.Changes)))
        {
            return null;
        }

        return planned.Action == now.Action
            ? $"{component} would change otherwise now: {string.Join("; ", now.Changes.Except(planned.Changes, StringComparer.Ordinal))}."
            : $"{component} is to {Word(now.Action)} now, and was to {Word(planned.Action)}.";
    }

    private static string Word(EcaPlanAction action) =>
        action switch
        {
            EcaPlanAction.Create => "be created",
            EcaPlanAction.Change => "be changed",
            _ => "stay as it is",
        };

    private static IEnumerable<EcaPlannedComponent> Components(Publication app)
    {
        foreach (LocalRecord record in app.Records)
        {
            yield return new EcaPlannedComponent
            {
                Phase = record.IsDefinition ? 1 : 2,
                App = app.App.Name,
                Type = record.File.Type,
                FullName = record.File.FullName,
                Action = ActionOf(app, record),
                Digest = Digest(MetadataWriter.ToBytes(record.Record)),
                Changes = [.. app.Changes.Where(change => change.Type == record.File.Type).Select(DifferenceText.Line)],
                Kept = [.. app.Kept.Where(change => change.Type == record.File.Type).Select(change => change.Field)],
            };
        }

        foreach (LocalRecord set in app.PermissionSets)
        {
            yield return new EcaPlannedComponent
            {
                Phase = 2,
                App = app.App.Name,
                Type = set.File.Type,
                FullName = set.File.FullName,
                Action = EcaPlanAction.Create,
                Digest = Digest(set.Content),
            };
        }

        if (app.Records.Any(record => record.File.Type == EcaType.GlobalOauthSettings))
        {
            yield return new EcaPlannedComponent
            {
                Phase = 3,
                App = app.App.Name,
                Type = "ConsumerKey",
                FullName = app.App.Name,
                Action = app.Held.ContainsKey(EcaType.GlobalOauthSettings) ? EcaPlanAction.Leave : EcaPlanAction.Create,
            };
        }

        foreach (NamedRecord held in app.Held.Values.Where(app.HasNoFile))
        {
            yield return new EcaPlannedComponent
            {
                Phase = 5,
                App = app.App.Name,
                Type = held.Type,
                FullName = held.FullName,
                Action = EcaPlanAction.Create,
            };
        }
    }

    private static EcaPlanAction ActionOf(Publication app, LocalRecord record) =>
        app.Held.ContainsKey(record.File.Type) switch
        {
            false => EcaPlanAction.Create,
            true when app.Differs(record) => EcaPlanAction.Change,
            true => EcaPlanAction.Leave,
        };

    private static EcaPlannedComponent Component(DependentItem item) =>
        new()
        {
            Phase = 4,
            App = string.Join(',', item.File.Apps),
            Type = item.File.Type.Name,
            FullName = item.File.FullName,
            Action = item.Action,
            Digest = Digest(Encoding.UTF8.GetBytes(item.File.Text)),
            Changes =
            [
                .. item
                    .File.Placeholders.Select(place =>
                        $"the {(place.IsSecret ? "consumer secret" : "consumer key")} of {place.App} in line {place.Line}"
                    )
                    .Distinct(StringComparer.Ordinal),
                .. item.Differences.Select(change => change.Text),
            ],
            Kept = item.Kept,
        };

    private static string Digest(byte[] content) => Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant();
}
