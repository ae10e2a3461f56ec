using System.Globalization;

namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>The errors of finding consumer keys.</summary>
internal static class ConsumerKeysErrors
{
    public static EcaException InvalidConsumerKey(string key) =>
        ParameterErrors.ParameterInvalid(
            $"'{(key.Length > KnownKeys.MinLength ? KnownKeys.Shorten(key) : key)}' is not a consumer "
                + $"key: one has 8 to 256 letters, digits, dots and underscores.",
            "Copy the key from Setup, 'Manage Consumer Details', or take it from Get-ConnectedApp.",
            target: key
        );

    public static EcaException KeyMapNotUsable(string place, string reason) =>
        FileErrors.DocumentInvalid(
            $"The key map can't be used: {place}: {reason}.",
            "Write CSV with the columns OldKey and NewKey, or a JSON object of old and new keys.",
            target: place
        );

    public static EcaException NoKeysToFind() =>
        AppErrors.ConsumerKeyNotKnown(
            "None of the apps has a consumer key in its metadata, so nothing was searched for.",
            "Read the apps from their org with Get-ConnectedApp, name keys with -Key, or leave both out "
                + "to find everything that looks like a key."
        );

    public static EcaException FileNotSearched(string path, Exception cause) =>
        FileErrors.NotSearched(
            $"{path}: the file could not be read to its end, so keys in it may be missing: {cause.Message}",
            "Give yourself access to the file and search again, or leave it out with -Exclude.",
            cause,
            path
        );

    public static EcaException FolderNotSearched(string path, Exception cause) =>
        FileErrors.NotSearched(
            $"{path}: the folder could not be read, so keys in it are missing: {cause.Message}",
            "Give yourself access to the folder and search again, or leave it out with -Exclude.",
            cause,
            path
        );

    public static EcaException CompressedFileNotSearched(string path, string format) =>
        FileErrors.NotSearched(
            $"{path}: the file is compressed ({format}), so keys in it may be missing.",
            "Decompress the file and search its content, or leave it out with -Exclude.",
            target: path
        );

    public static EcaException ArchiveNotSearched(string path, string reason, Exception? cause = null) =>
        FileErrors.NotSearched(
            $"{path}: the archive, or an entry in it, was not searched: {reason}",
            "Unpack it by hand and search the folder, or leave it out with -Exclude.",
            cause,
            path
        );

    public static EcaException ArchiveTooLarge(string path, string limit) =>
        FileErrors.NotSearched(
            $"{path}: the archive was not searched to its end: it {limit}.",
            "Unpack it by hand and search the folder, or leave it out with -Exclude.",
            target: path
        );

    public static EcaException ArchiveTooLarge(string path, long bytes, string what) =>
        ArchiveTooLarge(
            path,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what} {bytes / (1024 * 1024)} MiB, the most that is looked at"
            )
        );

    public static EcaException OrgPartNotSearched(string org, string part, string reason, Exception? cause = null) =>
        FileErrors.NotSearched(
            $"{org}: {part} could not be searched, so keys in there may be missing: {reason}",
            "Check that the user has 'View Setup and Configuration', 'Customize Application', 'Modify "
                + "Metadata Through Metadata API Functions' and 'Author Apex', and search again; what a "
                + "managed package hides, ask its vendor about.",
            cause,
            part
        );
}
