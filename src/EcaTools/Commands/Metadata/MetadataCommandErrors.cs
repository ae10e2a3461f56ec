using EcaTools.Core;

namespace EcaTools.Commands.Metadata;

/// <summary>The errors of the metadata cmdlets themselves. A method's name is the error's id.</summary>
internal static class MetadataCommandErrors
{
    public static EcaException OneNameForManyApps(string name, string first, string second) => new(
        EcaErrorCategory.InvalidArgument,
        $"-Name {name} was given, and more than one app came: '{first}' was written, '{second}' was not.",
        "Leave -Name out, or convert the apps one by one.",
        target: second);
}
