using System.Globalization;
using EcaTools.Core;

namespace EcaTools.Commands.Practice;

/// <summary>The errors of the practice cmdlets themselves.</summary>
internal static class PracticeCommandErrors
{
    public static EcaException PracticeSeedUnusable(string seed, Exception cause) =>
        FileErrors.DocumentInvalid(
            $"No practice org was started from "
                + $"{(seed.StartsWith("from:", StringComparison.Ordinal) ? seed[5..] : seed)}. {cause.Message}",
            "Fix the file and line in the message, or name another folder. A folder in source format "
                + "(force-app) or package format is read.",
            cause,
            target: seed
        );

    public static EcaException PracticePathNotOneFolder(string path, int found) =>
        ParameterErrors.ParameterInvalid(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The path '{path}' matches {found} items, and an org starts with one folder."
            ),
            "Name one folder; -LiteralPath takes its characters as they are.",
            target: path
        );

    public static EcaException PracticeDayOutOfRange(DateTimeOffset day) =>
        ParameterErrors.ParameterInvalid(
            string.Create(
                CultureInfo.InvariantCulture,
                $"A practice org can't start on {day:yyyy-MM-dd}: its days are from 2000 to 2100."
            ),
            "Give -Now another day, such as 2027-03-01.",
            target: day
        );
}
