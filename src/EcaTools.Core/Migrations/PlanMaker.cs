using System.Collections.Immutable;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;
using EcaTools.Core.Planning;
using EcaTools.Core.Usage;

namespace EcaTools.Core.Migrations;

/// <summary>Makes the apps of a plan from what the inventory, the judgment and the waves tell.</summary>
public sealed class PlanMaker
{
    private readonly Dictionary<string, ConnectedApp> _apps = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, EcaAssessment> _assessments = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _waves = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<ConnectedAppUsage>> _usage = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The aliases or paths that the apps come from.</summary>
    public IEnumerable<string> Sources =>
        _apps.Values.Select(app => app.Source).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes what a cmdlet wrote: apps, judged apps, waves or usage.</summary>
    /// <returns>False if it is none of these.</returns>
    public bool Add(object item)
    {
        switch (item)
        {
            case MigrationWave wave:
                foreach (EcaAssessment assessment in wave.Assessments)
                {
                    Add(assessment);
                    _waves[assessment.Name] = wave.Number;
                }

                return true;
            case EcaAssessment assessment:
                _assessments[assessment.Name] = assessment;
                return Add(assessment.App);
            case ConnectedApp app:
                _apps[app.Name] = app;
                return true;
            case ConnectedAppUsage { AppName: { } name } usage:
                if (!_usage.TryGetValue(name, out List<ConnectedAppUsage>? rows))
                {
                    _usage[name] = rows = [];
                }

                rows.Add(usage);
                return true;
            case ConnectedAppUsage:
                // The source names no app for it.
                return true;
            default:
                return false;
        }
    }

    /// <summary>The apps, by name. Judged apps that came without waves are put into waves.</summary>
    public ImmutableArray<PlannedApp> ToApps()
    {
        if (_waves.Count == 0)
        {
            foreach (MigrationWave wave in MigrationPlanner.Plan(_assessments.Values))
            {
                foreach (string name in wave.Apps)
                {
                    _waves[name] = wave.Number;
                }
            }
        }

        return
        [
            .. _apps
                .Keys.Concat(_usage.Keys)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.OrdinalIgnoreCase)
                .Select(Plan),
        ];
    }

    private PlannedApp Plan(string name)
    {
        ImmutableArray<AppCaller> callers = CallersOf(name);
        CallerRisk risk = callers.Length switch
        {
            >= PriorityScale.ManyCallers => CallerRisk.High,
            >= PriorityScale.SomeCallers => CallerRisk.Medium,
            _ => CallerRisk.Low,
        };
        ImmutableArray<PlannedCaller> planned = Plan(callers, risk);
        return new PlannedApp
        {
            App = name,
            Owner = _apps.GetValueOrDefault(name)?.Owner,
            Wave = _waves.TryGetValue(name, out int wave) ? wave : null,
            Callers = planned.IsEmpty ? [new PlannedCaller { Name = PlannedCaller.Everyone, Risk = risk }] : planned,
        };
    }

    /// <summary>
    /// Programs are callers one by one, named by their user if that is enough to tell them apart. People are one
    /// caller: nobody switches them one by one.
    /// </summary>
    private static ImmutableArray<PlannedCaller> Plan(ImmutableArray<AppCaller> callers, CallerRisk risk)
    {
        AppCaller[] people = [.. callers.Where(IsPerson)];
        AppCaller[] programs = [.. callers.Except(people)];
        HashSet<string?> shared =
        [
            .. programs
                .GroupBy(caller => caller.User, StringComparer.Ordinal)
                .Where(same => same.Count() > 1)
                .Select(same => same.Key),
        ];
        List<PlannedCaller> planned =
        [
            .. programs
                .Select(caller => new PlannedCaller
                {
                    Name = shared.Contains(caller.User) ? $"{caller}" : caller.User ?? $"{caller}",
                    Risk = risk,
                })
                .DistinctBy(caller => caller.Name, StringComparer.OrdinalIgnoreCase)
                .OrderBy(caller => caller.Name, StringComparer.OrdinalIgnoreCase),
        ];
        if (people.Length > 0)
        {
            planned.Add(new PlannedCaller { Name = PlannedCaller.People, Risk = risk });
        }

        return [.. planned];
    }

    private static bool IsPerson(AppCaller caller) =>
        !caller.IsMachine
        && (
            caller.Flows.Length > 0 || caller.Client?.StartsWith("Mozilla/", StringComparison.OrdinalIgnoreCase) == true
        );

    private ImmutableArray<AppCaller> CallersOf(string name)
    {
        if (_assessments.GetValueOrDefault(name) is { Usage.Callers: { IsEmpty: false } callers })
        {
            return callers;
        }

        return
        [
            .. _usage
                .GetValueOrDefault(name, [])
                .GroupBy(row => (User: row.User ?? row.UserId, row.SourceIp, row.Client))
                .Select(same => new AppCaller(
                    same.Key.User,
                    same.Key.SourceIp,
                    same.Key.Client,
                    [.. same.Select(row => row.Flow).OfType<Salesforce.OAuth.OAuthFlow>().Distinct()]
                )),
        ];
    }
}
