using EcaTools.Core;

namespace EcaTools.Commands.Cutover;

/// <summary>The errors of the cmdlets of a cutover.</summary>
internal static class CutoverCommandErrors
{
    public static EcaException PlanInputUnknown(string type) =>
        ParameterErrors.InputNotSupported(
            $"A plan is not made from objects of type {type}.",
            "Pipe what Get-ConnectedApp, Test-EcaBlocker, Get-EcaMigrationWave or Get-ConnectedAppUsage writes.",
            target: type
        );

    public static EcaException AppsOfSeveralOrgs(IEnumerable<string> orgs) =>
        ParameterErrors.WrongOrg(
            $"The apps come from several orgs: {string.Join(", ", orgs)}. Nothing was changed.",
            "Make a plan for each org, in a folder of its own."
        );

    public static EcaException EvidenceUnknown(string type) =>
        ParameterErrors.InputNotSupported(
            $"Objects of type {type} are not known as evidence.",
            "Give -Kind, -App and -Outcome.",
            target: type
        );
}
