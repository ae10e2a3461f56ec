using EcaTools.Core;

namespace EcaTools.Engine;

/// <summary>The errors of the module itself. A method's name is the error's id.</summary>
internal static class EngineErrors
{
    public static EcaException NotConnected() =>
        new(
            EcaErrorCategory.InvalidOperation,
            "No org is connected in this session.",
            "Run Connect-EcaOrg first, or name a connected org with -Org."
        );

    public static EcaException SecretManagementMissing() =>
        new(
            EcaErrorCategory.ObjectNotFound,
            "The module Microsoft.PowerShell.SecretManagement is not there, so no vault can be reached. "
                + "Nothing was done.",
            "Run Install-PSResource Microsoft.PowerShell.SecretManagement, with the module of your "
                + "vault, and Register-SecretVault."
        );

    public static EcaException OrgNotFound(string alias, IEnumerable<string> known) =>
        new(
            EcaErrorCategory.ObjectNotFound,
            $"No org named '{alias}' is connected in this session.",
            known.Any() ? $"Connected: {string.Join(", ", known)}." : "Run Connect-EcaOrg first.",
            target: alias
        );

    public static EcaException RuleNotFound(string id) =>
        new(
            EcaErrorCategory.ObjectNotFound,
            $"There is no blocker rule '{id}'.",
            "Run Get-EcaBlockerRule without an id to see them all.",
            target: id
        );

    public static EcaException AppNotFound(string name, string where) =>
        new(
            EcaErrorCategory.ObjectNotFound,
            $"There is no app named or labeled '{name}' in {where}.",
            "Run the command without -Name to see them all; -Name takes wildcards.",
            target: name
        );

    public static EcaException TestIncomplete(int tested, int errors) =>
        new(
            EcaErrorCategory.InvalidResult,
            tested == 0
                ? "Nothing was tested, so -FailOn does not pass."
                : FormattableString.Invariant(
                    $"{tested} were tested and {errors} could not be, so -FailOn does not pass."
                ),
            "The errors above say what could not be read. If there is nothing to test, run the command "
                + "without -FailOn."
        );

    /// <param name="path">The path.</param>
    /// <param name="inner">The cause.</param>
    /// <param name="asWritten">What takes the path without wildcards, such as <c>-LiteralPath</c>; null if it holds
    /// none, or was not read as a pattern.</param>
    public static EcaException PathNotFound(string path, Exception? inner, string? asWritten = null) =>
        new(
            EcaErrorCategory.ObjectNotFound,
            $"'{path}' does not exist.",
            asWritten is null
                ? "Check the path."
                : $"Check the path. It holds characters that stand for others, such as [ or *; to have it "
                    + $"taken as it is written, {asWritten}.",
            inner,
            path
        );

    public static EcaException FolderMissing(string folder, IReadOnlyCollection<string> apps) =>
        new(
            EcaErrorCategory.ObjectNotFound,
            FormattableString.Invariant(
                $"'{folder}' does not exist any more, so {apps.Count} apps were not published: {string.Join(", ", apps)}."
            ),
            "Write the metadata again with New-EcaMetadata.",
            target: folder
        );

    public static EcaException PathNotInFileSystem(string path) =>
        new(
            EcaErrorCategory.InvalidArgument,
            $"'{path}' is not a path of the file system.",
            "Give the path of a file or folder on disk.",
            target: path
        );
}
