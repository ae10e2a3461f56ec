using EcaTools.Core;
using EcaTools.Engine;

namespace EcaTools.Commands.Reports;

/// <summary>The errors of the cmdlets of checklist and reports.</summary>
internal static class ReportCommandErrors
{
    public static EcaException ChecklistNotPassed(FailOnTally tally) =>
        EngineErrors.TestFailed(
            FormattableString.Invariant(
                $"{tally.Failed} of {tally.Tested} items are not as -FailOn wants them: {tally.Names}."
            ),
            "The property Command of each item names what moves it on."
        );

    public static EcaException ReportFormatUnknown(string path) =>
        ParameterErrors.ParameterInvalid(
            $"The ending of '{path}' does not say a format.",
            "End the file in .html, .md, .json, .csv or .xml (JUnit), or give -Format.",
            target: path
        );

    public static EcaException ReportInputUnknown(string type) =>
        ParameterErrors.InputNotSupported(
            $"Objects of type {type} can't be reported. The report says that it is not complete.",
            "Pipe what the Get and Test cmdlets of this module write, or name the folder of a migration with -Path.",
            target: type
        );

    public static EcaException ObjectsOfSeveralOrgs(IEnumerable<string> orgs) =>
        ParameterErrors.WrongOrg(
            $"The objects come from several orgs: {string.Join(", ", orgs)}. Nothing was written.",
            "Export a report for each org."
        );
}
