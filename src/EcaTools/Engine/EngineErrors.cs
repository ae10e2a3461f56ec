using EcaTools.Core;

namespace EcaTools.Engine;

/// <summary>The errors of the module itself.</summary>
internal static class EngineErrors
{
    public static EcaException NotConnected() =>
        new(
            EcaErrorCategory.InvalidOperation,
            "No org is connected in this session.",
            "Run Connect-EcaOrg first, or name a connected org with -Org."
        );

    public static EcaException SecretManagementMissing() =>
        DeliveryNotAvailable(
            "The module Microsoft.PowerShell.SecretManagement is not there, so no vault can be reached. "
                + "Nothing was done.",
            "Run Install-PSResource Microsoft.PowerShell.SecretManagement, with the module of your "
                + "vault, and Register-SecretVault."
        );

    /// <summary>A store or delivery target can't be used here.</summary>
    public static EcaException DeliveryNotAvailable(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidOperation, message, nextStep, inner, target);

    public static EcaException OrgNotFound(string alias, IEnumerable<string> known) =>
        new(
            EcaErrorCategory.ObjectNotFound,
            $"No org named '{alias}' is connected in this session.",
            known.Any() ? $"Connected: {string.Join(", ", known)}." : "Run Connect-EcaOrg first.",
            target: alias
        );

    public static EcaException AppNotFound(string name, string where) =>
        AppErrors.AppNotFound(
            $"There is no app named or labeled '{name}' in {where}.",
            "Run the command without -Name to see them all; -Name takes wildcards.",
            target: name
        );

    public static EcaException TestIncomplete(int tested, int errors) =>
        TestIncomplete(
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
        FileErrors.PathNotFound(
            $"'{path}' does not exist.",
            asWritten is null
                ? "Check the path."
                : $"Check the path. It holds characters that stand for others, such as [ or *; to have it "
                    + $"taken as it is written, {asWritten}.",
            inner,
            path
        );

    public static EcaException FolderMissing(string folder, IReadOnlyCollection<string> apps) =>
        FileErrors.PathNotFound(
            $"'{folder}' does not exist any more, so {Quantity.Of(apps.Count, "app")} {(apps.Count == 1 ? "was" : "were")} not published: {string.Join(", ", apps)}.",
            "Write the metadata again with New-EcaMetadata.",
            target: folder
        );

    public static EcaException PathNotInFileSystem(string path) =>
        ParameterErrors.ParameterInvalid(
            $"'{path}' is not a path of the file system.",
            "Give the path of a file or folder on disk.",
            target: path
        );

    internal static EcaException RuleNotFound(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ObjectNotFound, message, nextStep, inner, target);

    internal static EcaException TestFailed(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidResult, message, nextStep, inner, target);

    internal static EcaException TestIncomplete(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidResult, message, nextStep, inner, target);
}
