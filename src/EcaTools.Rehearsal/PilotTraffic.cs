using EcaTools.PracticeOrg;

namespace EcaTools.Rehearsal;

/// <summary>What the callers of the pilot do while they are switched: each instance calls so often, by the app that it
/// was switched to.</summary>
/// <param name="setup">The practice org's side.</param>
/// <param name="pilot">The pilot.</param>
/// <param name="instances">How many instances there are in all.</param>
internal sealed class PilotTraffic(OrgSetup setup, PilotApp pilot, int instances)
{
    /// <summary>The calls of all instances in an hour: enough for the gate to decide within days.</summary>
    private const int CallsPerHour = 120;

    private readonly List<int> _running = [];

    /// <summary>Sends the calls of so many instances by either app from now on.</summary>
    /// <param name="onOld">How many instances use the Connected App.</param>
    /// <param name="onNew">How many use the External Client App.</param>
    /// <param name="failuresPerMille">How many of a thousand calls by the External Client App get 401.</param>
    public void Switch(int onOld, int onNew, int failuresPerMille)
    {
        _running.ForEach(setup.EndTraffic);
        _running.Clear();
        PlannedTraffic traffic = new() { Username = pilot.User, Client = $"{pilot.Name}/1.0" };
        if (onOld > 0)
        {
            Plan(traffic with { ConnectedApp = pilot.Name }, onOld);
        }

        if (onNew > 0)
        {
            Plan(traffic with { ExternalClientApp = pilot.Metadata.Name, FailuresPerMille = failuresPerMille }, onNew);
        }
    }

    private void Plan(PlannedTraffic traffic, int count) =>
        _running.Add(
            setup.PlanTraffic(traffic with { CallsPerHour = CallsPerHour * count / instances, LoginsPerHour = 1 })
        );
}
