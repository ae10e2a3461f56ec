using EcaTools.Core;
using EcaTools.Engine;

namespace EcaTools.Commands.Backup;

/// <summary>The errors of the backup and block cmdlets themselves. A method's name is the error's id.</summary>
internal static class BackupCommandErrors
{
    public static EcaException ReasonMissing() =>
        ParameterErrors.ParameterMissing(
            "-Force was given without -Reason, so nothing was blocked.",
            "Say with -Reason why the app is blocked although it is in use; the result keeps it."
        );

    public static EcaException RollbackFailed(FailOnTally tally) =>
        EngineErrors.TestFailed(
            $"The rollback of these apps did not pass, or was not rehearsed lately: {tally.Names}.",
            "See the steps of each result, fix what they name, and rehearse again."
        );
}
