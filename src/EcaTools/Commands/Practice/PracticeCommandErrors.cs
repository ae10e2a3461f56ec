using System.Globalization;
using EcaTools.Core;

namespace EcaTools.Commands.Practice;

/// <summary>The errors of the practice cmdlets themselves. A method's name is the error's id.</summary>
internal static class PracticeCommandErrors
{
    public static EcaException PracticeSeedUnusable(string seed, Exception cause) => new(
        EcaErrorCategory.InvalidData,
        $"No practice org was started from '{seed}'. {cause.Message}",
        "Mend the file and line that are named, or name another folder. A folder in source format (force-app) or package format is read.",
        cause,
        target: seed);

    public static EcaException PracticePathNotOneFolder(string path, int found) => new(
        EcaErrorCategory.InvalidArgument,
        string.Create(CultureInfo.InvariantCulture, $"-Path '{path}' matches {found} items, and an org begins with one folder."),
        "Name one folder; -LiteralPath takes its characters as they are.",
        target: path);
}
