using EcaTools.Core;

namespace EcaTools.Commands.Backup;

/// <summary>The errors of the backup and block cmdlets themselves. A method's name is the error's id.</summary>
internal static class BackupCommandErrors
{
    public static EcaException ReasonMissing() =>
        new(
            EcaErrorCategory.InvalidArgument,
            "-Force was given without -Reason, so nothing was blocked.",
            "Say with -Reason why the app is blocked although it is in use; the result keeps it."
        );
}
