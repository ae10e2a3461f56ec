using EcaTools.Core;
using EcaTools.Engine;

namespace EcaTools.Commands.Backup;

/// <summary>The errors of the backup and block cmdlets themselves.</summary>
internal static class BackupCommandErrors
{
    public static EcaException RollbackFailed(FailOnTally tally) =>
        EngineErrors.TestFailed(
            $"The rollback of these apps did not pass, or was not rehearsed lately: {tally.Names}.",
            "See the steps of each result, fix what they name, and rehearse again."
        );
}
