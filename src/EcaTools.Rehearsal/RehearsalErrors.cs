using EcaTools.Core;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Flows;

namespace EcaTools.Rehearsal;

/// <summary>The errors of a rehearsal.</summary>
internal static class RehearsalErrors
{
    public static EcaException OutputNotEmpty(string path, bool isProject) =>
        FileErrors.FileExists(
            $"{path} is not empty, and it is not the folder of an earlier rehearsal.{(isProject ? " It holds a project of somebody else." : "")} Nothing was changed in it.",
            "Name a folder that is empty or does not exist, or the folder of an earlier rehearsal.",
            target: path
        );

    public static EcaException OutputNotWritable(string path, Exception cause) =>
        FileErrors.FileNotWritten(
            $"{path} can't be used as the output folder: {cause.Message}",
            "Name a folder that you may write to.",
            cause,
            path
        );

    public static EcaException PracticeSeedUnusable(string seed, Exception cause) =>
        FileErrors.DocumentInvalid(
            $"No practice org was started from {seed}. {cause.Message}",
            "Fix the file and line in the message, or name another folder. A folder in source format (force-app) or package format is read.",
            cause,
            target: seed
        );

    public static EcaException NotInOrg(string name, string org) =>
        AppErrors.AppNotFound(
            $"{name} was deployed to {org}, and {org} does not list it.",
            "Look at report.html for the deployment, and run the rehearsal again.",
            target: name
        );

    public static EcaException GateDecidedOtherwise(CutoverGateResult decision, GateVerdict expected) =>
        AppErrors.ChangeRefused(
            $"The gate decided {decision.Verdict} about {decision.App} and not {expected}: {decision.Reasons[0].Detail}",
            "Look at the ledger and checklist.html.",
            target: decision.App
        );

    public static EcaException LogInFailed(OAuthFlowResult result) =>
        AppErrors.ChangeRefused(
            $"{result.Name} is not switched to the External Client App, because a login failed: {result.Cause}",
            result.NextStep ?? "Look at the policies of the app.",
            target: result.Name
        );
}
