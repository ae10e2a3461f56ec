using EcaTools.Core;

namespace EcaTools.Rehearsal;

/// <summary>The errors of a rehearsal. A method's name is the error's id.</summary>
internal static class RehearsalErrors
{
    public static EcaException OutputNotEmpty(string path) => new(
        EcaErrorCategory.ResourceExists,
        $"{path} holds files that no rehearsal left there. A rehearsal replaces what is in its folder, so it won't run in this one.",
        "Name an empty folder, one that does not exist, or one that an earlier rehearsal made.",
        target: path);

    public static EcaException OutputNotWritable(string path, Exception cause) => new(
        EcaErrorCategory.WriteError,
        $"{path} can't be used as the output folder: {cause.Message}",
        "Name a folder that you may write to.",
        cause,
        path);

    public static EcaException NotInOrg(string name, string org) => new(
        EcaErrorCategory.InvalidResult,
        $"{name} was deployed to {org}, and {org} does not list it.",
        "Look at report.html for the deployment, and run the rehearsal again.",
        target: name);
}
