namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>The errors of rewriting consumer keys.</summary>
internal static class RewriteErrors
{
    public static EcaException KeyMapAmbiguous(string key, string reason) =>
        FileErrors.DocumentInvalid(
            $"The key map can't be used: {key} {reason}.",
            "Give each old key one new key, and replace chains of keys in separate runs.",
            target: key
        );

    public static EcaException MentionMoved(string file, string key) =>
        FileErrors.FileChanged(
            $"{file}: {key} is not where it was found any more, so the file was left alone.",
            "Search again with Find-EcaConsumerKey, and update what that finds.",
            target: file
        );

    public static EcaException KeyNotRewritable(string location, string reason) =>
        new(
            EcaErrorCategory.InvalidOperation,
            $"{location}: the key was not replaced, nor was anything else in the file: {reason}",
            "Replace it by hand.",
            target: location
        );

    public static EcaException FileTooLargeToRewrite(string file) =>
        FileErrors.FileTooLarge(
            $"{file}: the file has more than 64 MiB and was left alone.",
            "Replace the keys in it by hand.",
            target: file
        );

    public static EcaException FileNotRewritten(string file, Exception cause) =>
        FileErrors.FileNotWritten(
            $"{file}: the file could not be rewritten, and is as it was: {cause.Message}",
            "Give yourself the right to change the file and to make files next to it, and run the command again.",
            cause,
            file
        );

    public static EcaException FileChangedSince(string file) =>
        FileErrors.FileChanged(
            $"{file}: the file has changed since its keys were replaced, so it was left alone.",
            "Bring the old keys back by hand, or undo the later change first.",
            target: file
        );

    public static EcaException UndoFileExists(string path) =>
        FileErrors.FileExists(
            $"{path}: there is such a file already, and no undo file is overwritten. Nothing was changed.",
            "Name another file with -UndoFile, or none at all.",
            target: path
        );

    public static EcaException UndoFileNotUsable(string path, string reason, Exception? cause = null) =>
        FileErrors.DocumentInvalid(
            $"{path}: this is not an undo file of Update-EcaConsumerKey, or a damaged one: {reason}",
            "Name the file that the update wrote.",
            cause,
            path
        );

    public static EcaException UndoFileNotWritten(string path, Exception cause) =>
        FileErrors.FileNotWritten(
            $"{path}: the undo file could not be written, so nothing more was changed: {cause.Message}",
            "Name a place with -UndoFile where you may write.",
            cause,
            path
        );
}
