using System.Globalization;

namespace EcaTools.Core.Inventory;

/// <summary>The errors of reading Connected Apps from files.</summary>
internal static class ConnectedAppFileErrors
{
    public static EcaException PathNotFound(string path) =>
        FileErrors.PathNotFound($"{path}: there is no such file or folder.", "Check the path.", target: path);

    public static EcaException NoConnectedAppsFound(string path) =>
        AppErrors.NoAppsFound(
            $"{path}: no Connected App is in there (files named *.connectedApp-meta.xml or *.connectedApp).",
            "Name the folder that holds them, or retrieve them first: sf project retrieve start "
                + "--metadata ConnectedApp",
            target: path
        );

    public static EcaException OwnerMapNotUsable(string path, int line, string reason, Exception? cause = null) =>
        FileErrors.DocumentInvalid(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{path}({line}): the owner map can't be used: {reason.TrimEnd('.')}."
            ),
            "Write a CSV file with the columns App (a name or label, wildcards allowed) and Owner, one "
                + "app or pattern a line.",
            cause,
            path
        );

    public static EcaException FolderNotReadable(string path, Exception cause) =>
        FileErrors.FileNotReadable(
            $"{path}: the folder could not be read, so the apps in it are missing: {cause.Message}",
            "Give yourself access to the folder, or name its readable parts one by one.",
            cause,
            path
        );

    public static EcaException DuplicateName(string name, string first, string second) =>
        AppErrors.DuplicateName(
            $"The Connected App '{name}' is in two files: {first} and {second}. An org does not tell "
                + $"names apart by case. The second was not read.",
            "Keep the file that is right, or name the folders one by one.",
            target: second
        );

    public static EcaException NameMissing(string source) =>
        FileErrors.NotMetadata(
            $"{source}: neither the file's name nor a fullName element names the Connected App.",
            "Name the file <full name>.connectedApp-meta.xml.",
            target: source
        );

    public static EcaException ZipTooLarge(string path, string limit) =>
        FileErrors.FileTooLarge(
            $"{path}: the zip file has more than {limit}, the most that the Metadata API hands out.",
            "Unpack it and name the folder, or retrieve fewer components.",
            target: path
        );

    public static EcaException ZipTooLarge(string path, int entries) =>
        ZipTooLarge(path, string.Create(CultureInfo.InvariantCulture, $"{entries:N0} files"));
}
