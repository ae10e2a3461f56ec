using EcaTools.Core;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Engine;

namespace EcaTools.Commands.Monitoring;

/// <summary>The errors of the monitoring cmdlets themselves.</summary>
internal static class MonitoringCommandErrors
{
    public static EcaException AppsNotToldApart(string names) =>
        AppErrors.NameAmbiguous(
            $"-OldApp and -NewApp both have '{names}', so that their events can't be distinguished.",
            "Give each app the ids and labels that are its own. If both have one label, give the ids alone.",
            target: names
        );

    public static EcaException GateNotPassed(FailOnTally tally, GateVerdict failOn) =>
        EngineErrors.TestFailed(
            $"{tally.Failed} of {tally.Tested} decisions were {(failOn is GateVerdict.Hold ? "Hold or Rollback" : "Rollback")}: {tally.Names}.",
            "Look at the reasons of each decision, fix what they name, then run Test-EcaCutoverGate again."
        );

    public static EcaException WatchInterval(TimeSpan interval) =>
        ParameterErrors.ParameterInvalid(
            $"'{interval}' is not a valid interval: it must be at least a second.",
            "Give an -Interval of some minutes, such as 0:15:00."
        );
}
